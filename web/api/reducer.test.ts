import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaseRow, CaseView } from '#contract/cases.ts';
import type { FeedEvent } from '#contract/events.ts';
import {
  belongs,
  type CaseList,
  isAllowanceChanged,
  type ListKind,
  reduceAgent,
  reduceCase,
  reduceCaseList,
  reduceConversation,
  reduceCounts,
  reduceOffers,
} from './reducer.ts';
import { atSecond, caseIdOf, caseRow, event, meId, message, offer, otherId } from './testdata.ts';

const mine: ListKind = { view: 'mine', status: null, meId };
const ids = (list: CaseList) => list.rows.map((row) => row.number - 48_000);
const list = (...rows: CaseRow[]): CaseList => ({ rows, next: null });

describe('a list of cases', () => {
  test('takes a new case in at its place and drops one that went to somebody else', () => {
    const before = list(caseRow(5), caseRow(3));
    const taken = reduceCaseList(before, mine, [event({ case: caseRow(4) })]);
    expect(ids(taken)).toEqual([5, 4, 3]);
    const gone = event({ case: caseRow(5, { assignedTo: { id: otherId, name: '이팀장' }, version: 2 }) });
    expect(ids(reduceCaseList(taken, mine, [gone]))).toEqual([4, 3]);
  });

  test('keeps the row with the higher version, whatever comes late', () => {
    const now = caseRow(3, { version: 7, unread: 2 });
    const before = list(now);
    expect(reduceCaseList(before, mine, [event({ case: caseRow(3, { version: 6, unread: 9 }) })])).toBe(before);
  });

  test('of equal versions the later told stands: a new name does not change the case', () => {
    const renamed = caseRow(3, { customer: { id: caseIdOf(3), name: '김서연' } });
    expect(reduceCaseList(list(caseRow(3)), mine, [event({ case: renamed })]).rows[0]?.customer.name).toBe('김서연');
  });

  test('a row that did not change keeps its identity', () => {
    const still = caseRow(5);
    const after = reduceCaseList(list(still, caseRow(3)), mine, [event({ case: caseRow(3, { version: 2 }) })]);
    expect(after.rows[0]).toBe(still);
  });

  test('drops what is no longer visible', () => {
    expect(ids(reduceCaseList(list(caseRow(5), caseRow(3)), mine, [event({ caseGone: caseIdOf(5) })]))).toEqual([3]);
  });

  test('longest waiting first, those who wait for nobody last', () => {
    const queued = { assignedTo: null, place: 'queued' as const };
    const rows = [caseRow(1, { ...queued }), caseRow(2, { ...queued, waitingSince: atSecond(20) })];
    const events = rows.map((row) => event({ case: row }));
    const waiting = reduceCaseList(list(), { view: 'waiting', status: null, meId }, [
      ...events,
      event({ case: caseRow(3, { ...queued, waitingSince: atSecond(10) }) }),
      event({ case: caseRow(4, { assignedTo: null, place: 'parked', status: 'resolved' }) }),
    ]);
    expect(ids(waiting)).toEqual([3, 2, 1]);
  });

  test('a row behind the last one loaded waits for its page', () => {
    const before = { rows: [caseRow(9), caseRow(5)], next: 'more' };
    expect(reduceCaseList(before, mine, [event({ case: caseRow(2) })])).toBe(before);
    expect(ids(reduceCaseList(before, mine, [event({ case: caseRow(7) })]))).toEqual([9, 7, 5]);
  });

  const anyRow = fc.record({
    nth: fc.integer({ min: 1, max: 8 }),
    second: fc.integer({ min: 0, max: 59 }),
    waits: fc.boolean(),
    owner: fc.constantFrom(meId, otherId, null),
    status: fc.constantFrom('new', 'open', 'resolved', 'closed' as const),
    isGone: fc.boolean(),
  });
  test.each(['mine', 'waiting', 'all'] as const)('state + events = a fresh fetch (%s)', (view: CaseView) => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 40 }), fc.nat(), fc.nat(), (changes, cut, split) => {
        const kind = { view, status: null, meId };
        const world = new Map<string, CaseRow>();
        const history: { event: FeedEvent; after: CaseRow[] }[] = [];
        for (const [index, change] of changes.entries()) {
          const row = rowAfter(change, index + 1);
          if (change.isGone) world.delete(row.id);
          else world.set(row.id, row);
          history.push({ event: change.isGone ? event({ caseGone: row.id }) : event({ case: row }), after: [...world.values()] });
        }
        const fresh = (rows: CaseRow[]) =>
          reduceCaseList(
            list(),
            kind,
            rows.map((row) => event({ case: row })),
          );
        const start = history.length === 0 ? 0 : cut % history.length;
        const fetched = start === 0 ? list() : fresh(history[start - 1]?.after ?? []);
        const events = history.slice(start).map((each) => each.event);
        const middle = events.length === 0 ? 0 : split % events.length;
        const live = reduceCaseList(reduceCaseList(fetched, kind, events.slice(0, middle)), kind, events.slice(middle));
        expect(live.rows).toEqual(fresh([...world.values()]).rows);
        expect(live.rows.every((row) => belongs(row, kind))).toBe(true);
      }),
    );
  });
});

type Change = { nth: number; second: number; waits: boolean; owner: string | null; status: CaseRow['status'] };
function rowAfter({ nth, second, waits, owner, status }: Change, version: number): CaseRow {
  const isLive = status !== 'closed';
  const assignedTo = owner !== null && isLive ? { id: owner, name: owner } : null;
  const place = !isLive ? null : assignedTo ? 'assigned' : waits ? 'queued' : 'parked';
  return caseRow(nth, {
    lastMessageAt: atSecond(second),
    waitingSince: waits ? atSecond(second) : null,
    assignedTo,
    place,
    status,
    version,
  });
}

describe('a conversation', () => {
  const shown = { rows: [message(1, 2), message(1, 4)], next: null };

  test('takes messages in by time, replaces by id, and ignores other cases', () => {
    const after = reduceConversation(shown, caseIdOf(1), [
      event({ message: message(1, 3) }),
      event({ message: message(1, 2, { status: 'read' }) }),
      event({ message: message(2, 1) }),
    ]);
    expect(after.rows.map((row) => [row.content, row.status])).toEqual([
      [{ kind: 'text', text: '2' }, 'read'],
      [{ kind: 'text', text: '3' }, 'queued'],
      [{ kind: 'text', text: '4' }, 'queued'],
    ]);
    expect(after.rows[2]).toBe(shown.rows[1]);
    expect(reduceConversation(shown, caseIdOf(1), [event({ message: message(2, 1) })])).toBe(shown);
  });

  test('a message of an earlier page comes with its page', () => {
    const paged = { ...shown, next: 'before' };
    expect(reduceConversation(paged, caseIdOf(1), [event({ message: message(1, 1) })]).rows).toHaveLength(2);
  });
});

describe('one case', () => {
  const detail = { case: caseRow(1), lines: [], allowed: {} };
  const line = { id: 'l1', at: atSecond(1), type: 'status' as const, by: '박상담', to: 'resolved', because: null };

  test('takes the newer row and each system line once', () => {
    const told = event({ case: caseRow(1, { version: 2, status: 'resolved' }), line });
    const after = reduceCase(reduceCase(detail, [told]), [told]);
    expect(after.case.status).toBe('resolved');
    expect(after.lines).toEqual([line]);
    expect(isAllowanceChanged(detail, after.case)).toBe(true);
    expect(isAllowanceChanged(detail, { ...detail.case, unread: 3 })).toBe(false);
    expect(isAllowanceChanged(detail, { ...detail.case, offeredTo: { id: otherId, name: 'Emma' } })).toBe(true);
  });

  test('a message that moves the window’s end asks what may be done only where the window stood against it', () => {
    const written = caseRow(1, { windowClosesAt: atSecond(9), unread: 1, version: 2 });
    expect(isAllowanceChanged({ ...detail, allowed: { reply: null } }, written)).toBe(false);
    expect(isAllowanceChanged({ ...detail, allowed: { reply: { code: 'window-shut', ko: '', en: '' } } }, written)).toBe(true);
  });

  test('lines of other cases are not its own', () => {
    expect(reduceCase(detail, [event({ case: caseRow(2), line })])).toBe(detail);
  });
});

describe('offers', () => {
  test('stand oldest first and end when the feed says so', () => {
    const offers = reduceOffers({ rows: [] }, meId, [event({ offer: offer(2) }), event({ offer: offer(1) })]);
    expect(offers.rows.map((each) => each.case.number)).toEqual([48_001, 48_002]);
    const ended = event({ type: 'offer.ended', facts: { offerId: offer(1).id, personId: meId, outcome: 'timed-out' } });
    const after = reduceOffers(offers, meId, [ended]);
    expect(after.rows.map((each) => each.case.number)).toEqual([48_002]);
    expect(after.over?.outcome).toBe('timed-out');
  });

  test('one that was taken over leaves behind by whom, as far as I may know', () => {
    const ended = { type: 'offer.ended', facts: { offerId: offer(1).id, personId: meId, outcome: 'taken-over' } };
    const taken = caseRow(1, { assignedTo: { id: otherId, name: 'Emma' }, version: 2 });
    expect(reduceOffers({ rows: [offer(1)] }, meId, [event({ ...ended, case: taken })]).over).toMatchObject({
      outcome: 'taken-over',
      by: 'Emma',
    });
    expect(reduceOffers({ rows: [offer(1)] }, meId, [event({ ...ended, caseGone: offer(1).case.id })]).over).toMatchObject({ by: null });
  });

  test('an offer to somebody else is not mine, and an accepted one leaves nothing behind', () => {
    const offers = { rows: [offer(1)] };
    const foreign = event({ type: 'offer.ended', facts: { offerId: offer(1).id, personId: otherId, outcome: 'timed-out' } });
    expect(reduceOffers(offers, meId, [foreign])).toBe(offers);
    const accepted = event({ type: 'offer.ended', facts: { offerId: offer(1).id, personId: meId, outcome: 'accepted' } });
    expect(reduceOffers(offers, meId, [accepted])).toEqual({ rows: [] });
  });
});

test('my state is mine only', () => {
  const status = { personId: meId, state: 'away' as const, reason: null, load: 1, capacity: 5, changedAt: atSecond(1) };
  expect(reduceAgent(null, meId, [event({ agent: status }), event({ agent: { ...status, personId: otherId } })])).toBe(status);
});

test('counters are exact where a list is loaded to its end', () => {
  const counts = { mine: 9, waiting: 9 };
  expect(reduceCounts(counts, { mine: list(caseRow(1)), waiting: { rows: [caseRow(2)], next: 'more' } })).toEqual({ mine: 1, waiting: 9 });
  expect(reduceCounts(counts, {})).toBe(counts);
});
