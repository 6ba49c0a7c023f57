import { describe, expect, test } from 'vitest';
import { type Draft, openDrafts } from './drafts.ts';
import { memoryKeyValue } from './key-value.ts';
import { countLeft, removeLeft, type Stores } from './left-behind.ts';
import { openOutbox } from './outbox.ts';
import { openParting } from './parting.ts';
import type { Pending } from './pending.ts';

const say = (text: string): Draft => ({ text, quote: null });

function openBrowser() {
  const values = new Map<string, string>();
  const stores: Stores = {
    drafts: memoryKeyValue<Draft>(),
    pending: memoryKeyValue<Pending>(),
    parting: openParting({
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: (key) => void values.delete(key),
    }),
  };
  const due: (() => void)[] = [];
  const later = (_ms: number, run: () => void) => {
    due.push(run);
    return () => void due.splice(due.indexOf(run), 1);
  };
  const sent: string[] = [];
  const uploads: AbortSignal[] = [];
  const desk = (personId: string) => ({
    drafts: openDrafts({ personId, kept: stores.drafts, parting: stores.parting, later }),
    outbox: openOutbox({
      ...{ personId, kept: stores.pending, later, now: () => 0, isReachable: () => true },
      // Whoever sits here has no network: what they write waits.
      isOnline: () => personId === 'online',
      send: ({ clientId }) => {
        sent.push(clientId);
        return new Promise(() => undefined);
      },
      upload: (_pending, _onProgress, signal) => {
        uploads.push(signal);
        return new Promise(() => undefined);
      },
      onStored: () => undefined,
      onRefused: () => undefined,
    }),
  });
  const kept = async () => [...(await stores.drafts.all()), ...(await stores.pending.all())].map(([key]) => key).sort();
  return { stores, desk, due, sent, uploads, kept };
}

const text = (clientId: string) => ({ clientId, caseId: 'c1', content: { kind: 'text' as const, text: '네' }, quote: null, retryOf: null });
const picture = (clientId: string) => ({
  ...text(clientId),
  content: { kind: 'image' as const, file: new Blob(['x']), fileName: 'x.png', width: 1, height: 1, caption: null, mediaId: null },
});

describe('what a person leaves behind', () => {
  test('is counted: drafts, also one that was typed this moment, and what has not left', async () => {
    const { stores, desk } = openBrowser();
    const ana = desk('ana');
    ana.drafts.write('c1', say('첫 번째'));
    ana.drafts.write('c2', say('두 번째'));
    ana.outbox.add(text('a'));
    desk('bo').outbox.add(text('b'));
    await ana.drafts.settle();
    expect(await countLeft(stores, 'ana')).toEqual({ drafts: 2, sends: 1 });
    expect(await countLeft(stores, 'bo')).toEqual({ drafts: 0, sends: 1 });
    expect(await countLeft(stores, 'an')).toEqual({ drafts: 0, sends: 0 });
  });

  test('is removed when they sign out, and only theirs', async () => {
    const { stores, desk, kept } = openBrowser();
    const [ana, bo] = [desk('ana'), desk('bo')];
    for (const each of [ana, bo]) {
      each.drafts.put('c1', say('초안'));
      each.drafts.write('c2', say('방금'));
      each.drafts.flush();
    }
    ana.outbox.add(text('of-ana'));
    bo.outbox.add(text('of-bo'));
    await removeLeft(stores, 'ana');
    expect(await kept()).toEqual(['bo:c1:reply', 'bo:c2:reply', 'of-bo']);
    expect(stores.parting.take().map(([key]) => key)).toEqual(['bo:c2:reply']);
  });

  test('does not come back from a page that still knew it: nothing is kept, sent or uploaded after', async () => {
    const { stores, desk, due, kept, sent, uploads } = openBrowser();
    const { drafts, outbox } = desk('online');
    await outbox.ready;
    drafts.write('c1', say('초안'));
    outbox.add(picture('p'));
    outbox.add(text('behind'));
    const outcome = outbox.outcomeOf('behind');
    drafts.close();
    outbox.close();
    await removeLeft(stores, 'online');
    expect([uploads[0]?.aborted, await outcome]).toEqual([true, 'not-sent']);
    drafts.write('c1', say('늦은 글'));
    drafts.put('c2', say('늦은 글'));
    drafts.restore('c3', '늦은 글');
    outbox.add(text('late'));
    outbox.retry('behind');
    outbox.wake();
    for (const run of [...due]) run();
    drafts.flush();
    await drafts.settle();
    expect([await kept(), sent, drafts.has('c1'), outbox.listOf('c1'), stores.parting.take()]).toEqual([[], [], false, [], []]);
  });

  test('stays when the session only ended: the same person finds it, the next one does not', async () => {
    const { desk, sent } = openBrowser();
    const ana = desk('ana');
    ana.drafts.put('c1', say('초안'));
    ana.outbox.add(text('a'));
    const [next, back] = [desk('online'), desk('ana')];
    await Promise.all([next.drafts.ready, next.outbox.ready, back.drafts.ready, back.outbox.ready]);
    next.outbox.wake();
    expect([next.drafts.has('c1'), next.outbox.listOf('c1').length, sent]).toEqual([false, 0, []]);
    expect([back.drafts.has('c1'), back.outbox.listOf('c1').length]).toEqual([true, 1]);
  });
});
