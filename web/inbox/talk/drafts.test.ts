import { describe, expect, test } from 'vitest';
import { type Draft, openDrafts } from './drafts.ts';
import { memoryKeyValue } from './key-value.ts';
import { openParting } from './parting.ts';

/** A clock turned by hand. */
function handClock() {
  let now = 0;
  const due: { at: number; run: () => void; off: boolean }[] = [];
  const later = (ms: number, run: () => void) => {
    const entry = { at: now + ms, run, off: false };
    due.push(entry);
    return () => {
      entry.off = true;
    };
  };
  const pass = (ms: number) => {
    now += ms;
    for (const entry of due.filter((each) => each.at <= now && !each.off)) {
      entry.off = true;
      entry.run();
    }
  };
  return { later, pass };
}

/** The browser's storage, as far as it matters. */
function pocket() {
  const values = new Map<string, string>();
  return openParting({
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  });
}

const settled = () => new Promise<void>((resolve) => queueMicrotask(resolve));
const say = (text: string): Draft => ({ text, quote: null });

describe('drafts', () => {
  test('survive a reload once 300 ms have passed', async () => {
    const kept = memoryKeyValue<Draft>();
    const clock = handClock();
    const before = openDrafts({ personId: 'ana', kept, parting: pocket(), later: clock.later });
    before.write('c1', say('내일 배송'));
    expect(await kept.all()).toEqual([]);
    clock.pass(300);
    const after = openDrafts({ personId: 'ana', kept, parting: pocket(), later: clock.later });
    await after.ready;
    expect(after.read('c1').text).toBe('내일 배송');
    expect(after.has('c1')).toBe(true);
  });

  test('survive a reload before 300 ms when the page says goodbye', async () => {
    const kept = memoryKeyValue<Draft>();
    const drafts = openDrafts({ personId: 'ana', kept, parting: pocket(), later: handClock().later });
    drafts.write('c1', say('급한 말'));
    drafts.flush();
    await settled();
    expect(await kept.all()).toEqual([['ana:c1:reply', say('급한 말')]]);
  });

  test('survive a reload before 300 ms even when the database does not make it', async () => {
    const parting = pocket();
    const dead = { ...memoryKeyValue<Draft>(), put: () => new Promise<void>(() => undefined) };
    const before = openDrafts({ personId: 'ana', kept: dead, parting, later: handClock().later });
    before.write('c1', say('마지막 글자'));
    before.flush();
    const kept = memoryKeyValue<Draft>();
    await kept.put('ana:c1:reply', say('마지막'));
    const after = openDrafts({ personId: 'ana', kept, parting, later: handClock().later });
    await after.ready;
    expect(after.read('c1').text).toBe('마지막 글자');
    expect(await kept.all()).toEqual([['ana:c1:reply', say('마지막 글자')]]);
  });

  test('a field emptied just before the page went stays empty', async () => {
    const parting = pocket();
    const kept = memoryKeyValue<Draft>();
    await kept.put('ana:c1:reply', say('옛 글'));
    const before = openDrafts({ personId: 'ana', kept, parting, later: handClock().later });
    await before.ready;
    before.write('c1', say(''));
    before.flush();
    await kept.put('ana:c1:reply', say('옛 글'));
    const after = openDrafts({ personId: 'ana', kept, parting, later: handClock().later });
    await after.ready;
    expect(after.has('c1')).toBe(false);
  });

  test('each keystroke counts from anew, and only the last text is kept', async () => {
    const kept = memoryKeyValue<Draft>();
    const clock = handClock();
    const drafts = openDrafts({ personId: 'ana', kept, parting: pocket(), later: clock.later });
    drafts.write('c1', say('안'));
    clock.pass(200);
    drafts.write('c1', say('안녕'));
    clock.pass(200);
    expect(await kept.all()).toEqual([]);
    clock.pass(100);
    expect((await kept.all()).map(([, draft]) => draft.text)).toEqual(['안녕']);
  });

  test('another person on the same computer does not see them', async () => {
    const kept = memoryKeyValue<Draft>();
    await kept.put('ana:c1:reply', say('비밀'));
    const drafts = openDrafts({ personId: 'bo', kept, parting: pocket(), later: handClock().later });
    await drafts.ready;
    expect(drafts.has('c1')).toBe(false);
  });

  test('what is typed before the old drafts are read wins over them', async () => {
    const kept = memoryKeyValue<Draft>();
    await kept.put('ana:c1:reply', say('옛 글'));
    const drafts = openDrafts({ personId: 'ana', kept, parting: pocket(), later: handClock().later });
    drafts.write('c1', say('새 글'));
    await drafts.ready;
    expect(drafts.read('c1').text).toBe('새 글');
  });

  test('a refused text comes back before what was begun since', () => {
    const drafts = openDrafts({ personId: 'ana', kept: memoryKeyValue(), parting: pocket(), later: handClock().later });
    drafts.write('c1', say('다음 말'));
    drafts.restore('c1', '거절된 말');
    expect(drafts.read('c1').text).toBe('거절된 말\n다음 말');
  });

  test('an emptied field is no draft, and the list is told once per change', () => {
    const drafts = openDrafts({ personId: 'ana', kept: memoryKeyValue(), parting: pocket(), later: handClock().later });
    let told = 0;
    drafts.subscribe(() => {
      told += 1;
    });
    drafts.write('c1', say('가'));
    drafts.write('c1', say('가나'));
    drafts.write('c1', say('  '));
    expect([told, drafts.has('c1')]).toEqual([2, false]);
  });
});

describe('drafts in two tabs', () => {
  function twoTabs() {
    const kept = memoryKeyValue<Draft>();
    const heard: ((told: { key: string; draft: Draft }) => void)[] = [];
    const clock = handClock();
    const open = (place: number, personId = 'ana') =>
      openDrafts({
        ...{ personId, kept, parting: pocket(), later: clock.later },
        tabs: {
          tell: (told) => {
            for (const [each, hear] of heard.entries()) if (each !== place) hear(told);
          },
          listen: (hear) => {
            heard[place] = hear;
          },
        },
      });
    return { clock, one: open(0), two: open(1), somebodyElse: open(2, 'bo') };
  }

  test('what is written in one stands in the other, and what is sent in one is gone from both', () => {
    const { clock, one, two, somebodyElse } = twoTabs();
    one.write('c1', say('곧 도착합니다'));
    clock.pass(300);
    expect([two.read('c1').text, two.version('c1'), somebodyElse.has('c1')]).toEqual(['곧 도착합니다', 1, false]);
    one.clear('c1');
    expect([two.has('c1'), two.version('c1')]).toEqual([false, 2]);
  });

  test('what is being typed here is not replaced by what another tab kept', () => {
    const { clock, one, two } = twoTabs();
    one.write('c1', say('옛 글'));
    clock.pass(200);
    two.write('c1', say('지금 쓰는 글'));
    clock.pass(100);
    expect(two.read('c1').text).toBe('지금 쓰는 글');
    clock.pass(200);
    expect(one.read('c1').text).toBe('지금 쓰는 글');
  });
});
