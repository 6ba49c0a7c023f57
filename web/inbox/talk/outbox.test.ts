import { describe, expect, test } from 'vitest';
import { type KeyValue, memoryKeyValue } from './key-value.ts';
import { openOutbox, type SendAnswer, type UploadAnswer } from './outbox.ts';
import type { Pending } from './pending.ts';
import { aMessage } from './testdata.ts';

const refused = (code: string): SendAnswer => ({ kind: 'refused', code, sentence: { ko: code, en: code }, retryAfterMs: null });
const text = (clientId: string, words: string, caseId = 'c1') => ({
  clientId,
  caseId,
  content: { kind: 'text' as const, text: words },
  quote: null,
  retryOf: null,
});
const tick = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

/** An outbox whose server, network and clock are moved by hand. */
function desk(kept: KeyValue<Pending> = memoryKeyValue(), startsAt = 1_000_000) {
  let now = startsAt;
  const world = { isOnline: true, isReachable: true };
  const timers: { at: number; run: () => void }[] = [];
  const asked: { pending: Pending; answer: (answer: SendAnswer) => Promise<void> }[] = [];
  const uploads: {
    pending: Pending;
    tell: (share: number) => void;
    signal: AbortSignal;
    answer: (answer: UploadAnswer) => Promise<void>;
  }[] = [];
  const stored: string[] = [];
  const returned: string[] = [];
  const outbox = openOutbox({
    personId: 'me',
    kept,
    now: () => now,
    later: (ms, run) => {
      timers.push({ at: now + ms, run });
      return () => undefined;
    },
    isOnline: () => world.isOnline,
    isReachable: () => world.isReachable,
    send: (pending) =>
      new Promise((resolve) => {
        asked.push({
          pending,
          answer: async (answer) => {
            resolve(answer);
            await tick();
          },
        });
      }),
    upload: (pending, tell, signal) =>
      new Promise((resolve) => {
        uploads.push({
          pending,
          tell,
          signal,
          answer: async (answer) => {
            resolve(answer);
            await tick();
          },
        });
      }),
    onStored: (message) => void stored.push(message.clientId ?? ''),
    onRefused: (pending) => void returned.push(pending.clientId),
  });
  const pass = async (ms: number) => {
    now += ms;
    for (const timer of timers.splice(0)) {
      if (timer.at <= now) timer.run();
      else timers.push(timer);
    }
    await tick();
  };
  const last = () => asked.at(-1) ?? expect.fail('nothing was sent');
  const store = (clientId: string) => last().answer({ kind: 'stored', message: aMessage({ clientId }) });
  const states = (caseId = 'c1') => outbox.listOf(caseId).map(({ clientId, state }) => `${clientId}:${state.kind}`);
  return { outbox, asked, uploads, stored, returned, pass, last, store, states, world };
}

describe('sending', () => {
  test('shows at once, goes to the server, and leaves when the server has it', async () => {
    const { outbox, states, store, stored } = desk();
    outbox.add(text('a', '안녕하세요'));
    expect(states()).toEqual(['a:sending']);
    await store('a');
    expect([states(), stored]).toEqual([[], ['a']]);
  });

  test('keeps the order of a case: the second waits for the first', async () => {
    const { outbox, asked, states, store } = desk();
    outbox.add(text('a', '하나'));
    outbox.add(text('b', '둘'));
    expect([states(), asked.length]).toEqual([['a:sending', 'b:waiting'], 1]);
    await store('a');
    expect(states()).toEqual(['b:sending']);
  });

  test('one case does not wait for another', () => {
    const { outbox, asked } = desk();
    outbox.add(text('a', '하나', 'c1'));
    outbox.add(text('b', '둘', 'c2'));
    expect(asked.length).toBe(2);
  });

  test('a lost answer is asked again with the same key after 1, 3, 9 and 27 s, then stops; later ones then go on', async () => {
    const { outbox, asked, last, pass, states } = desk();
    outbox.add(text('a', '하나'));
    outbox.add(text('b', '둘'));
    for (const rest of [1000, 3000, 9000, 27_000]) {
      await last().answer({ kind: 'lost' });
      expect(states()).toEqual(['a:resting', 'b:waiting']);
      await pass(rest);
    }
    await last().answer({ kind: 'lost' });
    expect(states()).toEqual(['a:failed', 'b:sending']);
    expect(asked.slice(0, 5).every(({ pending }) => pending.clientId === 'a')).toBe(true);
  });

  test('a person’s retry uses the same key again', async () => {
    const { outbox, last, pass, store, states } = desk();
    outbox.add(text('a', '하나'));
    for (const rest of [1000, 3000, 9000, 27_000, 0]) {
      await last().answer({ kind: 'lost' });
      await pass(rest);
    }
    outbox.retry('a');
    expect([states(), last().pending.clientId]).toEqual([['a:sending'], 'a']);
    await store('a');
    expect(states()).toEqual([]);
  });

  test('a refused text leaves the list so that it goes back to the field; the next one goes on', async () => {
    const { outbox, last, states, returned } = desk();
    outbox.add(text('a', '늦은 말'));
    outbox.add(text('b', '다음'));
    await last().answer(refused('window-shut'));
    expect([returned, states()]).toEqual([['a'], ['b:sending']]);
  });

  test('a full server names its time, and nothing is given up', async () => {
    const { outbox, last, pass, states } = desk();
    outbox.add(text('a', '하나'));
    await last().answer({ kind: 'refused', code: 'too-many-requests', sentence: { ko: '', en: '' }, retryAfterMs: 5000 });
    expect(states()).toEqual(['a:resting']);
    await pass(5000);
    expect(states()).toEqual(['a:sending']);
  });
});

describe('what comes after a send', () => {
  test('waits until the server has it', async () => {
    const { outbox, store } = desk();
    outbox.add(text('a', '하나'));
    const outcome = outbox.outcomeOf('a');
    await store('a');
    expect(await outcome).toBe('stored');
  });
  test('hears that it did not leave', async () => {
    const { outbox, last } = desk();
    outbox.add(text('a', '하나'));
    const outcome = outbox.outcomeOf('a');
    await last().answer(refused('window-shut'));
    expect(await outcome).toBe('not-sent');
  });
});

describe('without a network', () => {
  test('messages queue and leave in order when it is back within two minutes', async () => {
    const { outbox, world, states, pass, store, stored } = desk();
    world.isOnline = false;
    outbox.add(text('a', '하나'));
    outbox.add(text('b', '둘'));
    expect(states()).toEqual(['a:waiting', 'b:waiting']);
    await pass(119_000);
    world.isOnline = true;
    outbox.wake();
    await store('a');
    await store('b');
    expect(stored).toEqual(['a', 'b']);
  });

  test('older ones ask whether they should still go', async () => {
    const { outbox, world, states, pass } = desk();
    world.isOnline = false;
    outbox.add(text('a', '하나'));
    await pass(120_001);
    world.isOnline = true;
    outbox.wake();
    expect(states()).toEqual(['a:asking']);
    outbox.retry('a');
    expect(states()).toEqual(['a:sending']);
  });
});

describe('while the server is down', () => {
  test('nothing is given up: it knocks every three seconds for two minutes, then asks', async () => {
    const { outbox, world, last, pass, states } = desk();
    world.isReachable = false;
    outbox.add(text('a', '하나'));
    for (let second = 0; second <= 120; second += 3) {
      expect(states()).toEqual(['a:sending']);
      await last().answer({ kind: 'lost' });
      await pass(3000);
    }
    await last().answer({ kind: 'lost' });
    expect(states()).toEqual(['a:asking']);
  });
});

describe('after a reload', () => {
  test('an unanswered send is sent again with its old key, in its old order', async () => {
    const kept = memoryKeyValue<Pending>();
    const before = desk(kept);
    before.outbox.add(text('a', '하나'));
    await before.pass(10);
    before.outbox.add(text('b', '둘'));
    const after = desk(kept, 1_030_000);
    await after.outbox.ready;
    expect(after.states()).toEqual(['a:sending', 'b:waiting']);
    await after.store('a');
    await after.store('b');
    expect([after.stored, await kept.all()]).toEqual([['a', 'b'], []]);
  });

  test('somebody else’s sends stay untouched', async () => {
    const kept = memoryKeyValue<Pending>();
    desk(kept).outbox.add(text('a', '하나'));
    for (const [key, pending] of await kept.all()) await kept.put(key, { ...pending, personId: 'other' });
    const after = desk(kept);
    await after.outbox.ready;
    expect([after.states(), (await kept.all()).length]).toEqual([[], 1]);
  });
});

describe('pictures', () => {
  const picture = {
    clientId: 'p',
    caseId: 'c1',
    content: { kind: 'image' as const, file: new Blob(['x']), fileName: 'x.png', width: 4, height: 3, caption: null, mediaId: null },
    quote: null,
    retryOf: null,
  };

  test('are uploaded first, with progress, then sent', async () => {
    const { outbox, uploads, states, store, last } = desk();
    outbox.add(picture);
    uploads[0]?.tell(0.5);
    expect(outbox.listOf('c1')[0]?.state).toEqual({ kind: 'uploading', progress: 0.5 });
    await uploads[0]?.answer({ kind: 'uploaded', mediaId: 'm1' });
    expect(last().pending.content).toMatchObject({ mediaId: 'm1' });
    await store('p');
    expect(states()).toEqual([]);
  });

  test('can be cancelled while they go up; what waits behind goes on', async () => {
    const { outbox, uploads, states } = desk();
    outbox.add(picture);
    outbox.add(text('a', '하나'));
    outbox.drop('p');
    expect(uploads[0]?.signal.aborted).toBe(true);
    await uploads[0]?.answer({ kind: 'lost' });
    expect(states()).toEqual(['a:sending']);
  });

  test('a refused one stays with its reason', async () => {
    const { outbox, uploads, states, returned } = desk();
    outbox.add(picture);
    await uploads[0]?.answer({ kind: 'refused', code: 'too-large', sentence: { ko: '', en: '' }, retryAfterMs: null });
    expect([states(), returned]).toEqual([['p:failed'], ['p']]);
  });
});
