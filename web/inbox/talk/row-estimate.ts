/** A good first guess of a row's height: the better it is, the less there is to correct while scrolling into the past. */
import type { FeedRow } from './feed-rows.ts';
import { pictureBox } from './picture-box.ts';

const line = 20;
const bubblePadding = 14;

export function estimateRow(row: FeedRow | undefined, width: number): number {
  if (!row) return 40;
  if (row.kind === 'day') return 48;
  if (row.kind === 'unread') return 36;
  if (row.kind === 'line') return 26;
  if (row.kind === 'folded') return 32;
  const { message } = row.shown;
  const gap = row.place === 'single' || row.place === 'last' ? 8 : 2;
  const quote = message.quote ? 48 : 0;
  const { content } = message;
  if (content.kind === 'text') return gap + bubblePadding + quote + linesOf(content.text, width) * line;
  if (content.kind === 'other') return gap + bubblePadding + quote + 40;
  const caption = content.caption ? linesOf(content.caption, width) * line : line;
  const box = content.kind === 'image' ? pictureBox(content.media).height : 42;
  return gap + bubblePadding + quote + box + caption;
}

/** Hangul is about 13 px wide at 14 px, Latin half of it; texts fold at twelve lines. */
function linesOf(text: string, width: number): number {
  const room = Math.max(120, Math.min(640, width * 0.62) - 90);
  let lines = 0;
  for (const part of text.split('\n')) {
    let wide = 0;
    for (const sign of part) wide += sign > '\u1100' ? 13 : 7.2;
    lines += Math.max(1, Math.ceil(wide / room));
  }
  return Math.min(lines, 13);
}
