/**
 * Chords as people write them (`Mod+K`, `Alt+Shift+ArrowDown`, `?`, `G I`), matched by the place of the key (`event.code`): on a
 * Korean layout the letter of J is ㅓ, its place is KeyJ all the same.
 */
export type Stroke = { code: string; mod: boolean; alt: boolean; shift: boolean };
export type KeyPress = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const signs: Record<string, string> = { '.': 'Period', ',': 'Comma', '/': 'Slash', '[': 'BracketLeft', ']': 'BracketRight' };

function codeOf(key: string): string {
  if (/^[A-Z]$/.test(key)) return `Key${key}`;
  if (/^[0-9]$/.test(key)) return `Digit${key}`;
  return signs[key] ?? key;
}

function parseStroke(text: string): Stroke {
  if (text === '?') return { code: 'Slash', mod: false, alt: false, shift: true };
  const parts = text.split('+');
  const key = parts.at(-1) ?? '';
  return { code: codeOf(key), mod: parts.includes('Mod'), alt: parts.includes('Alt'), shift: parts.includes('Shift') };
}

/** `G I` is two strokes, one after the other. */
export const parseChord = (chord: string): Stroke[] => chord.split(' ').map(parseStroke);

export const isStroke = (stroke: Stroke, press: KeyPress): boolean =>
  stroke.code === press.code &&
  stroke.mod === (press.ctrlKey || press.metaKey) &&
  stroke.alt === press.altKey &&
  stroke.shift === press.shiftKey;

/** Works also while typing: a modifier key or a function key is part of it. */
export function isEverywhere(chord: string): boolean {
  const [first] = parseChord(chord);
  return first !== undefined && (first.mod || first.alt || /^F\d/.test(first.code));
}

const apple = /Mac|iPhone|iPad/;
const isApple = (): boolean => apple.test(globalThis.navigator?.platform ?? '');
const drawn: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '⏎',
  Escape: 'Esc',
};

/** How a chord is drawn: `Ctrl+K`, on a Mac `⌘K`. */
export function keyLabel(chord: string, onApple = isApple()): string {
  const draw = (part: string): string => {
    if (part === 'Mod') return onApple ? '⌘' : 'Ctrl';
    if (part === 'Alt') return onApple ? '⌥' : 'Alt';
    if (part === 'Shift') return onApple ? '⇧' : 'Shift';
    return drawn[part] ?? part;
  };
  const stroke = (text: string) =>
    text
      .split('+')
      .map(draw)
      .join(onApple ? '' : '+');
  return chord.split(' ').map(stroke).join(' ');
}

type ShownKey = { parts: string[] };
/** The same in single keys, to be drawn as key caps. */
export const keyCaps = (chord: string): ShownKey[] =>
  chord.split(' ').map((stroke) => ({ parts: stroke.split('+').map((part) => keyLabel(part)) }));
