import { describe, expect, test } from 'vitest';
import { lasting } from '../../api/clock.ts';
import { atSecond, caseRow } from '../../api/testdata.ts';
import { frozenRows } from './frozen.ts';
import { signOf, urgencyOf } from './urgency.ts';

const numbers = (shown: ReturnType<typeof frozenRows>) =>
  shown.rows.map(({ row, isGone }) => `${row.number - 48_000}${isGone ? ' gone' : ''}`);
const rows = (...nths: number[]) => nths.map((nth) => caseRow(nth));

describe('a list that is pointed at', () => {
  test('keeps its order, tells what is new, and counts what waits', () => {
    const shown = frozenRows(rows(3, 2, 1), [caseRow(9), caseRow(1, { unread: 4, version: 2 }), caseRow(3), caseRow(2)]);
    expect(numbers(shown)).toEqual(['3', '2', '1']);
    expect(shown.rows[2]?.row.unread).toBe(4);
    expect(shown.waiting).toBe(2);
  });

  test('leaves a row that went in its place, marked', () => {
    const shown = frozenRows(rows(3, 2, 1), rows(3, 1));
    expect(numbers(shown)).toEqual(['3', '2 gone', '1']);
    expect(shown.waiting).toBe(1);
  });

  test('takes a loaded page in at the end at once', () => {
    const shown = frozenRows(rows(5, 4), rows(5, 4, 3, 2));
    expect(numbers(shown)).toEqual(['5', '4', '3', '2']);
    expect(shown.waiting).toBe(0);
  });

  test('is as the server says when nobody points at it', () => {
    expect(numbers(frozenRows(null, rows(2, 1)))).toEqual(['2', '1']);
  });
});

describe('the chip of a row', () => {
  const now = Date.parse(atSecond(0));
  const inMinutes = (minutes: number) => new Date(now + minutes * 60_000).toISOString();

  test('a closing window comes before a waiting customer', () => {
    const row = caseRow(1, { windowClosesAt: inMinutes(41), waitingSince: inMinutes(-3) });
    expect(urgencyOf(row, now)).toEqual({ kind: 'windowLeft', ms: 41 * 60_000, tone: 'warn' });
    expect(urgencyOf({ ...row, windowClosesAt: inMinutes(4) }, now)?.tone).toBe('danger');
  });

  test('a wait is never rounded up, and the chip is drawn anew only when it says something else', () => {
    expect([59_999, 60_000, 179_999, 3_599_999, 7_200_001].map(lasting)).toEqual([59_000, 60_000, 120_000, 3_540_000, 7_200_000]);
    const waits = (ms: number) => signOf(urgencyOf(caseRow(1, { waitingSince: new Date(now - ms).toISOString() }), now));
    expect(waits(120_000)).toBe(waits(179_999));
    expect(waits(179_999)).not.toBe(waits(180_000));
    const closes = (ms: number) => signOf(urgencyOf(caseRow(1, { windowClosesAt: new Date(now + ms).toISOString() }), now));
    expect(closes(299_000)).not.toBe(closes(298_000));
    expect(closes(3_599_000)).toBe(closes(3_598_000));
  });

  test('waiting gets louder with time', () => {
    const tones = [1, 6, 31].map((minutes) => urgencyOf(caseRow(1, { waitingSince: inMinutes(-minutes) }), now)?.tone);
    expect(tones).toEqual(['info', 'warn', 'danger']);
  });

  test('an answered open case needs no word, a pending one says so, a shut window stands alone', () => {
    expect(urgencyOf(caseRow(1, { windowClosesAt: inMinutes(600) }), now)).toBeNull();
    expect(urgencyOf(caseRow(1, { status: 'pending' }), now)).toEqual({ kind: 'status', tone: 'plain' });
    expect(urgencyOf(caseRow(1, { windowClosesAt: inMinutes(-1) }), now)).toEqual({ kind: 'windowShut', tone: 'plain' });
    const waits = caseRow(1, { windowClosesAt: inMinutes(-1), waitingSince: inMinutes(-1440) });
    expect(urgencyOf(waits, now)).toEqual({ kind: 'windowShut', tone: 'danger' });
    expect(urgencyOf(caseRow(1, { status: 'closed', waitingSince: inMinutes(-9) }), now)?.kind).toBe('status');
  });
});
