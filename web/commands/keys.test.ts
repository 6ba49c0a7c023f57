import { describe, expect, test } from 'vitest';
import { isEverywhere, keyLabel } from './keys.ts';
import { type Command, commandFor, type KeyState, openRegistry } from './registry.ts';

const press = (code: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const calm: KeyState = { prefix: null, isTyping: false, singleKeys: 'standard' };
const command = (id: string, ...keys: string[]): Command => ({ id, name: id, group: 'cases', keys, run: () => undefined });
const commands = [
  command('palette', 'Mod+K'),
  command('accept', 'Mod+.'),
  command('reject', 'Mod+Shift+.'),
  command('case.next', 'J', 'ArrowDown'),
  command('waiting.next', 'Shift+J', 'Alt+Shift+ArrowDown'),
  command('help', '?', 'Mod+/'),
  command('go.inbox', 'G I'),
  command('pane.next', 'F6'),
];
const idFor = (pressed: ReturnType<typeof press>, state: Partial<KeyState> = {}) => {
  const result = commandFor(commands, pressed, { ...calm, ...state });
  return result && 'command' in result ? result.command.id : result;
};

describe('a key press finds its command', () => {
  test('by the place of the key, so that a Korean layout works, too', () => {
    expect(idFor(press('KeyJ'))).toBe('case.next');
    expect(idFor(press('KeyJ', { shiftKey: true }))).toBe('waiting.next');
  });

  test('chords with a modifier work while typing, single keys do not', () => {
    expect(idFor(press('Period', { ctrlKey: true }), { isTyping: true })).toBe('accept');
    expect(idFor(press('Period', { metaKey: true, shiftKey: true }), { isTyping: true })).toBe('reject');
    expect(idFor(press('F6'), { isTyping: true })).toBe('pane.next');
    expect(idFor(press('KeyJ'), { isTyping: true })).toBeNull();
  });

  test('single keys can be switched off, chords stay', () => {
    expect(idFor(press('KeyJ'), { singleKeys: 'off' })).toBeNull();
    expect(idFor(press('KeyK', { ctrlKey: true }), { singleKeys: 'off' })).toBe('palette');
  });

  test('a question mark is Shift and slash', () => {
    expect(idFor(press('Slash', { shiftKey: true }))).toBe('help');
    expect(idFor(press('Slash'))).toBeNull();
  });

  test('G waits for its second key', () => {
    expect(idFor(press('KeyG'))).toEqual({ isPrefix: true });
    expect(idFor(press('KeyI'), { prefix: press('KeyG') })).toBe('go.inbox');
    expect(idFor(press('KeyI'))).toBeNull();
    expect(idFor(press('KeyJ'), { prefix: press('KeyG') })).toBeNull();
  });

  test('an extra modifier is another chord', () => {
    expect(idFor(press('KeyK', { ctrlKey: true, altKey: true }))).toBeNull();
  });
});

test('a chord is drawn as people of the platform know it', () => {
  expect(keyLabel('Mod+Shift+.', false)).toBe('Ctrl+Shift+.');
  expect(keyLabel('Mod+Shift+.', true)).toBe('⌘⇧.');
  expect(keyLabel('Alt+ArrowDown', false)).toBe('Alt+↓');
  expect(keyLabel('G I', false)).toBe('G I');
  expect(isEverywhere('G I')).toBe(false);
});

test('the nearest owner of a command stands in front, and leaves it again', () => {
  const registry = openRegistry();
  const [page, pane] = [Symbol('page'), Symbol('pane')];
  registry.set(page, [command('card'), command('case.next', 'J')]);
  registry.set(pane, [{ ...command('case.next', 'J'), name: 'next message' }]);
  expect(registry.find('case.next')?.name).toBe('next message');
  expect(registry.all().map((each) => each.id)).toEqual(['card', 'case.next']);
  registry.set(pane, []);
  expect(registry.find('case.next')?.name).toBe('case.next');
});
