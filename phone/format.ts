/**
 * WhatsApp's marks as a tree: *bold* _italic_ ~strike~ ```mono``` `code` and http(s) links. A tree and not HTML, so that nothing a
 * customer writes can become markup.
 */
import { type Link, readLink } from './link.ts';

export type Piece =
  | { kind: 'text'; text: string }
  | ({ kind: 'link' } & Link)
  | { kind: 'mono'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; pieces: Piece[] };

const marks = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
type Mark = keyof typeof marks;
const fence = '```';
/** Deeper nesting than three marks has no meaning and would only cost time. */
const deepest = 3;

export function formatText(text: string): Piece[] {
  return parse(text, deepest);
}

/** One line of words for lists and notices, where marks would only stand in the way. */
export function plainText(text: string): string {
  return formatText(text).map(plainPiece).join('');
}

function plainPiece(piece: Piece): string {
  if (piece.kind === 'link') return piece.label;
  return 'pieces' in piece ? piece.pieces.map(plainPiece).join('') : piece.text;
}

function parse(text: string, depth: number): Piece[] {
  const pieces: Piece[] = [];
  let plain = 0;
  let at = 0;
  const barren: Barren = new Map();
  const push = (from: number, piece: Piece, next: number) => {
    if (from > plain) pieces.push({ kind: 'text', text: text.slice(plain, from) });
    pieces.push(piece);
    plain = next;
    at = next;
  };
  while (at < text.length) {
    const found = monoAt(text, at, barren) ?? linkAt(text, at) ?? (depth > 0 ? markAt({ text, at, depth, barren }) : null);
    if (found) push(at, found.piece, found.next);
    else at += 1;
  }
  if (plain < text.length) pieces.push({ kind: 'text', text: text.slice(plain) });
  return pieces;
}

type Barren = Map<string, number>;
type Search = { text: string; at: number; depth: number; barren: Barren };
type Found = { piece: Piece; next: number } | null;

function monoAt(text: string, at: number, barren: Barren): Found {
  const quote = text.startsWith(fence, at) ? fence : text[at] === '`' ? '`' : null;
  if (!quote) return null;
  if (at < (barren.get(quote) ?? 0)) return null;
  const end = text.indexOf(quote, at + quote.length);
  if (end < 0) barren.set(quote, text.length);
  const inner = end < 0 ? '' : text.slice(at + quote.length, end);
  if (inner.trim() === '' || (quote === '`' && inner.includes('\n'))) return null;
  return { piece: { kind: 'mono', text: inner }, next: end + quote.length };
}

function linkAt(text: string, at: number): Found {
  if (text[at] !== 'h' && text[at] !== 'H') return null;
  if (at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) return null;
  const found = readLink(text, at);
  return found && { piece: { kind: 'link', ...found.link }, next: found.end };
}

/** A mark counts only at the edges of words, on one line, with something between: `2*3*4` and `snake_case` stay as they are. */
function markAt({ text, at, depth, barren }: Search): Found {
  const mark = text[at];
  if (mark !== '*' && mark !== '_' && mark !== '~') return null;
  if (at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) return null;
  if (/\s/.test(text[at + 1] ?? ' ') || text[at + 1] === mark) return null;
  const end = closing({ text, at, depth, barren }, mark);
  if (end < 0) return null;
  return { piece: { kind: marks[mark], pieces: parse(text.slice(at + 1, end), depth - 1) }, next: end + 1 };
}

/** `barren` remembers up to where a search for a mark found nothing, so that a text full of openers stays linear. */
function closing({ text, at, barren }: Search, mark: Mark): number {
  if (at < (barren.get(mark) ?? 0)) return -1;
  const newline = text.indexOf('\n', at);
  const lineEnd = newline < 0 ? text.length : newline;
  for (let end = text.indexOf(mark, at + 2); end >= 0 && end < lineEnd; end = text.indexOf(mark, end + 1)) {
    // Korean puts particles right behind a marked word, so only Latin letters and digits hold a mark open.
    if (!/\s/.test(text[end - 1] ?? ' ') && !/[A-Za-z0-9]/.test(text[end + 1] ?? ' ')) return end;
  }
  barren.set(mark, lineEnd);
  return -1;
}
