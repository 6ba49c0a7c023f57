/** Keys of a message that has the focus, for whoever acts on them and for the help sheet. */
import { isStroke, type KeyPress, parseChord } from './keys.ts';

export const messageKeys = {
  previous: ['K', 'ArrowUp', 'PageUp'],
  next: ['J', 'ArrowDown', 'PageDown'],
  first: ['Home'],
  last: ['End'],
  answer: ['R'],
  open: ['Enter'],
  leave: ['Escape'],
} as const satisfies Record<string, readonly string[]>;

export type MessageKey = keyof typeof messageKeys;

const table = Object.entries(messageKeys) as [MessageKey, readonly string[]][];

export function messageKeyOf(press: KeyPress): MessageKey | null {
  return table.find(([, chords]) => chords.some((chord) => parseChord(chord).every((stroke) => isStroke(stroke, press))))?.[0] ?? null;
}
