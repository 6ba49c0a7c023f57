import { describe, expect, test } from 'vitest';
import type { CaseLine } from '#contract/cases.ts';
import { type FeedRow, feedRows, firstUnread } from './feed-rows.ts';
import { type Pending, reconcile } from './pending.ts';
import { agent, aLine, aMessage } from './testdata.ts';

const me = { id: 'me', name: '박상담' };
const dayOf = (at: string) => at.slice(0, 10);
const draw = (rows: FeedRow[]) =>
  rows.map((row) => {
    if (row.kind === 'day') return `day ${dayOf(row.at)}`;
    if (row.kind === 'line') return `line ${row.line.type}`;
    if (row.kind === 'folded') return `folded ${row.count}`;
    return row.kind === 'unread' ? 'unread' : `${row.shown.message.id} ${row.place}`;
  });
const rowsOf = (messages: ReturnType<typeof aMessage>[], more: Partial<Parameters<typeof feedRows>[0]> = {}) =>
  draw(feedRows({ shown: reconcile(messages, [], me), lines: [], hasOlder: false, unreadFrom: null, dayOf, ...more }));

describe('rows of a conversation', () => {
  test('one sender’s bubbles within two minutes hang together', () => {
    expect(
      rowsOf([
        aMessage({ id: 'a', direction: 'in', at: '2026-11-24T05:00:00Z' }),
        aMessage({ id: 'b', direction: 'in', at: '2026-11-24T05:01:00Z' }),
        aMessage({ id: 'c', direction: 'in', at: '2026-11-24T05:03:00Z' }),
        aMessage({ id: 'd', direction: 'in', at: '2026-11-24T05:05:01Z' }),
        aMessage({ id: 'e', at: '2026-11-24T05:05:02Z' }),
        aMessage({ id: 'f', author: agent('other', '이상담'), at: '2026-11-24T05:05:03Z' }),
      ]),
    ).toEqual(['day 2026-11-24', 'a first', 'b middle', 'c last', 'd single', 'e single', 'f single']);
  });

  test('a new day gets its line and breaks a run', () => {
    expect(rowsOf([aMessage({ id: 'a', at: '2026-11-23T23:59:30Z' }), aMessage({ id: 'b', at: '2026-11-24T00:00:10Z' })])).toEqual([
      'day 2026-11-23',
      'a single',
      'day 2026-11-24',
      'b single',
    ]);
  });

  test('system lines stand where they happened, before a message of the same instant', () => {
    const lines = [
      aLine({ id: '2', type: 'accepted', at: '2026-11-24T05:00:30Z' }),
      aLine({ id: '1', type: 'opened', at: '2026-11-24T05:00:00Z' }),
      aLine({ id: '3', type: 'status', at: '2026-11-24T06:00:00Z' }),
    ];
    expect(rowsOf([aMessage({ id: 'a', direction: 'in' }), aMessage({ id: 'b', at: '2026-11-24T05:01:00Z' })], { lines })).toEqual([
      'day 2026-11-24',
      'line opened',
      'a single',
      'line accepted',
      'b single',
      'line status',
    ]);
  });

  test('accepting says it once, not also that the case is open now', () => {
    const lines = [
      aLine({ id: '1', type: 'accepted', by: '박상담', at: '2026-11-24T05:00:30.000Z' }),
      aLine({ id: '2', type: 'status', by: '박상담', to: 'open', at: '2026-11-24T05:00:30.010Z' }),
      aLine({ id: '3', type: 'status', by: '박상담', to: 'open', at: '2026-11-24T06:00:00Z' }),
    ];
    expect(rowsOf([], { lines })).toEqual(['day 2026-11-24', 'line accepted', 'line status']);
    for (const type of ['taken', 'taken-over', 'assigned'] as const) {
      const begun = [{ ...lines[0], type } as CaseLine, ...lines.slice(1)];
      expect(rowsOf([], { lines: begun })).toEqual(['day 2026-11-24', `line ${type}`, 'line status']);
    }
  });

  test('a long run of lines folds to its last two until somebody unfolds it', () => {
    const lines = ['opened', 'queued', 'offered', 'rejected', 'accepted'].map((type, place) =>
      aLine({ id: `${place}`, type: type as 'opened', at: `2026-11-24T04:00:0${place}Z` }),
    );
    expect(rowsOf([], { lines })).toEqual(['day 2026-11-24', 'folded 3', 'line rejected', 'line accepted']);
    expect(rowsOf([], { lines, unfolded: new Set(['line-0']) })).toHaveLength(6);
    expect(rowsOf([], { lines: lines.slice(0, 3) })).toHaveLength(4);
  });

  test('lines older than what is loaded wait for their page', () => {
    const lines = [aLine({ at: '2026-11-23T05:00:00Z' })];
    expect(rowsOf([aMessage({ id: 'a' })], { lines, hasOlder: true })).toEqual(['day 2026-11-24', 'a single']);
  });

  test('the unread divider stands before the first unread message', () => {
    const messages = [
      aMessage({ id: 'a', direction: 'in' }),
      aMessage({ id: 'b' }),
      aMessage({ id: 'c', direction: 'in' }),
      aMessage({ id: 'd', direction: 'in' }),
    ];
    expect(firstUnread(messages, 2)).toBe('c');
    expect(firstUnread(messages, 0)).toBeNull();
    expect(firstUnread(messages, 9)).toBe('a');
    expect(rowsOf(messages, { unreadFrom: 'c' })).toEqual(['day 2026-11-24', 'a single', 'b single', 'unread', 'c first', 'd last']);
  });
});

describe('own messages before the server knows them', () => {
  const pending: Pending = {
    clientId: 'mine',
    personId: 'me',
    caseId: 'c1',
    content: { kind: 'text', text: '곧 갑니다' },
    quote: null,
    retryOf: null,
    at: Date.parse('2026-11-24T05:01:00Z'),
    attempts: 0,
    state: { kind: 'sending' },
  };

  test('stand last, in the order they were written', () => {
    const list = reconcile([aMessage({ id: 'a', direction: 'in' })], [pending, { ...pending, clientId: 'second' }], me);
    expect(list.map(({ key }) => key)).toEqual(['a', 'mine', 'second']);
  });

  test('give way to the server’s copy under the same key, whether the answer or the feed brought it', () => {
    const list = reconcile([aMessage({ id: 'server-id', clientId: 'mine', status: 'sent' })], [pending], me);
    expect(list).toHaveLength(1);
    expect([list[0]?.key, list[0]?.pending, list[0]?.message.status]).toEqual(['mine', null, 'sent']);
  });

  test('one that stopped stays where it was written while later ones go on', () => {
    const failed = { ...pending, state: { kind: 'failed' as const, trouble: { kind: 'network' as const } } };
    const messages = [aMessage({ id: 'a', at: '2026-11-24T05:00:00Z' }), aMessage({ id: 'b', at: '2026-11-24T05:02:00Z' })];
    expect(reconcile(messages, [failed], me).map(({ key }) => key)).toEqual(['a', 'mine', 'b']);
    expect(reconcile(messages, [pending], me).map(({ key }) => key)).toEqual(['a', 'b', 'mine']);
  });

  test('a picture keeps the box of its size', () => {
    const image = {
      kind: 'image' as const,
      file: new Blob(['x']),
      fileName: 'x.png',
      width: 40,
      height: 30,
      caption: '영수증',
      mediaId: null,
    };
    expect(reconcile([], [{ ...pending, content: image }], me)[0]?.message.content).toMatchObject({
      kind: 'image',
      caption: '영수증',
      media: { width: 40, height: 30, state: 'pending' },
    });
  });
});
