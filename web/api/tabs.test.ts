import { expect, onTestFinished, test } from 'vitest';
import { afterWord, openTabs, type TabWord } from './tabs.ts';

test('tabs hear each other, not themselves, and no more once they have stopped', async () => {
  const channels = [new BroadcastChannel('tabs-test'), new BroadcastChannel('tabs-test')] as const;
  onTestFinished(() => {
    for (const channel of channels) channel.close();
  });
  const [one, other] = [openTabs(channels[0]), openTabs(channels[1])];
  const own: TabWord[] = [];
  one.hear((word) => own.push(word));
  const word = await new Promise<TabWord>((resolve) => {
    const stop = other.hear((told) => {
      stop();
      resolve(told);
    });
    one.say({ kind: 'left', personId: 'ana' });
  });
  expect([word, own]).toEqual([{ kind: 'left', personId: 'ana' }, []]);
  openTabs(null).say(word);
});

test('a tab leaves with its person, and makes way for another', () => {
  expect(afterWord({ kind: 'left', personId: 'ana' }, 'ana')).toBe('leave');
  expect(afterWord({ kind: 'left', personId: 'bo' }, 'ana')).toBeNull();
  expect(afterWord({ kind: 'entered', personId: 'bo' }, 'ana')).toBe('begin-anew');
  expect(afterWord({ kind: 'entered', personId: 'ana' }, 'ana')).toBeNull();
});
