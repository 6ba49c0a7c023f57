// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { actOn } from './feed-keys.ts';
import { feedRows } from './feed-rows.ts';
import { reconcile } from './pending.ts';
import { searchFor } from './quoted.ts';
import { aMessage } from './testdata.ts';

const me = { id: 'me', name: '박상담' };
const shown = reconcile([aMessage({ id: 'a', direction: 'in' }), aMessage({ id: 'b' })], [], me);
const rows = feedRows({ shown, lines: [], hasOlder: true, unreadFrom: null });
const past = { hasOlder: true, isLoading: false, hasFailed: false };

describe('from a quote to what it quotes', () => {
  test('what is loaded is found at its row', () => {
    const search = searchFor('b', rows, past);
    expect(search.kind === 'found' && rows[search.index]?.key).toBe('b');
  });

  test('what is older is loaded page by page, and missing when there is no page left or none comes', () => {
    expect(searchFor('z', rows, past)).toEqual({ kind: 'load' });
    expect(searchFor('z', rows, { ...past, isLoading: true })).toEqual({ kind: 'wait' });
    expect(searchFor('z', rows, { ...past, hasOlder: false })).toEqual({ kind: 'missing' });
    expect(searchFor('z', rows, { ...past, hasFailed: true })).toEqual({ kind: 'missing' });
  });
});

describe('the keys of a message', () => {
  function pressed(key: 'answer' | 'open', message: ReturnType<typeof aMessage>, isOnButton = false): string[] {
    const done: string[] = [];
    const act = (name: string) => (what: unknown) =>
      done.push(`${name} ${typeof what === 'object' && what ? (what as { id: string }).id : what}`);
    const acts = { quote: act('quote'), openPicture: act('picture'), openQuoted: act('quoted'), retry: act('retry') };
    actOn({ key, isOnButton }, { key: message.id, message, pending: null }, { ...acts, drop: act('drop'), toField: act('field') });
    return done;
  }

  test('R answers a message and sends a failed one again', () => {
    expect(pressed('answer', aMessage({ id: 'b', status: 'read' }))).toEqual(['quote b']);
    expect(pressed('answer', aMessage({ id: 'b', status: 'failed' }))).toEqual(['retry b']);
    expect(pressed('answer', aMessage({ id: 'b', status: 'unknown' }))).toEqual(['quote b']);
  });

  test('Enter goes to what is quoted, and is a button’s own where one has the focus', () => {
    const quoting = aMessage({ id: 'b', quote: { messageId: 'a', text: '안녕하세요' } });
    expect(pressed('open', quoting)).toEqual(['quoted a']);
    expect(pressed('open', quoting, true)).toEqual([]);
    expect(pressed('open', aMessage({ id: 'b' }))).toEqual([]);
  });
});
