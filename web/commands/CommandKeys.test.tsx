// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { draw, press } from '../testing.tsx';
import { CommandKeys } from './CommandKeys.tsx';
import { openRegistry } from './registry.ts';
import { Commands } from './useCommands.ts';

async function openKeys() {
  const ran: string[] = [];
  const registry = openRegistry();
  const command = (id: string, keys: string[], disabledReason: string | null = null) => ({
    ...{ id, name: id, group: 'cases' as const, keys, disabledReason },
    run: () => ran.push(id),
  });
  registry.set(Symbol('page'), [
    command('case.next', ['J']),
    command('case.resolve', ['E']),
    command('offer.accept', ['Mod+.'], 'Nothing is offered.'),
    command('palette', ['Mod+K']),
    command('go.inbox', ['G I']),
  ]);
  const place = await draw(
    <Commands value={registry}>
      <CommandKeys />
      <textarea aria-label="field" />
      <div role="menu" tabIndex={-1} />
    </Commands>,
  );
  return { ran, field: place.querySelector('textarea') ?? place, menu: place.querySelector('[role=menu]') ?? place };
}

describe('keys on a page', () => {
  test('letters belong to the field and to an open menu, chords work everywhere', async () => {
    const { ran, field, menu } = await openKeys();
    await press(field, 'KeyJ');
    await press(menu, 'KeyJ');
    await press(field, 'KeyK', { ctrlKey: true });
    await press(document.body, 'KeyJ');
    expect(ran).toEqual(['palette', 'case.next']);
  });

  test('a syllable that is being composed is nobody’s command', async () => {
    const { ran } = await openKeys();
    await press(document.body, 'KeyJ', { isComposing: true });
    expect(ran).toEqual([]);
  });

  test('a held key moves on, but resolves only once', async () => {
    const { ran } = await openKeys();
    await press(document.body, 'KeyE');
    await press(document.body, 'KeyE', { repeat: true });
    await press(document.body, 'KeyJ', { repeat: true });
    expect(ran).toEqual(['case.resolve', 'case.next']);
  });

  test('what may not be done is not done', async () => {
    const { ran } = await openKeys();
    await press(document.body, 'Period', { ctrlKey: true });
    expect(ran).toEqual([]);
  });

  test('G then I goes, G then something else does not', async () => {
    const { ran } = await openKeys();
    await press(document.body, 'KeyG');
    await press(document.body, 'KeyI');
    await press(document.body, 'KeyG');
    await press(document.body, 'KeyJ');
    await press(document.body, 'KeyI');
    expect(ran).toEqual(['go.inbox']);
  });
});
