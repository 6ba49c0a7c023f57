import { expect, test } from 'vitest';
import { messageKeyOf } from './message-keys.ts';

const press = (code: string, held: { shiftKey?: boolean; ctrlKey?: boolean } = {}) =>
  messageKeyOf({ code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

test('a message’s keys go by their place, and not with a modifier', () => {
  expect(['KeyK', 'ArrowUp', 'KeyJ', 'Home', 'End', 'KeyR', 'Enter', 'Escape'].map((code) => press(code))).toEqual([
    'previous',
    'previous',
    'next',
    'first',
    'last',
    'answer',
    'open',
    'leave',
  ]);
  expect([press('KeyR', { ctrlKey: true }), press('KeyJ', { shiftKey: true }), press('KeyE')]).toEqual([null, null, null]);
});
