import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CasePlace } from '#contract/cases.ts';
import type { SceneCase } from '../scene.ts';
import { joinCases } from './join.ts';

const liveCase = (id: string, place: CasePlace, changes: Partial<SceneCase> = {}): SceneCase => ({
  id,
  customerId: `customer of ${id}`,
  channelId: 'seoul',
  skillId: 'general',
  status: 'open',
  place,
  priority: 0,
  assignment: place === 'assigned' ? { id: `assignment of ${id}`, personId: 'bo', startedAt: 1 } : null,
  offer: null,
  run: null,
  lastCustomerMessageAt: null,
  ...changes,
});
const join = (one: SceneCase, other: SceneCase) => joinCases(one, other, { customerId: 'ana', now: 9 });

test.each<[CasePlace, CasePlace, string]>([
  ['queued', 'queued', 'a'],
  ['queued', 'assigned', 'b'],
  ['parked', 'queued', 'b'],
  ['script', 'queued', 'b'],
  ['offered', 'queued', 'a'],
  ['assigned', 'assigned', 'a'],
])('of a case that is %s and one that is %s the one nearest to an answer goes on, else the older: %s', (a, b, kept) => {
  const { live, events } = join(liveCase('a', a), liveCase('b', b));
  expect(live).toMatchObject({ id: kept, customerId: 'ana' });
  const left = kept === 'a' ? 'b' : 'a';
  expect(events).toContainEqual({ type: 'case.joined', caseId: kept, fromCaseId: left, at: 9 });
  expect(events.at(-1)).toMatchObject({ type: 'case.status-changed', caseId: left, from: 'open', to: 'closed', because: 'joined' });
});

test('whoever worked on the other one is free again', () => {
  expect(join(liveCase('a', 'assigned'), liveCase('b', 'assigned')).events[0]).toMatchObject({
    type: 'assignment.ended',
    caseId: 'b',
    because: 'closed',
  });
});

test('the window is that of the later word, whichever case goes on, and the order of the two does not matter', () => {
  const place = fc.constantFrom<CasePlace>('script', 'queued', 'assigned', 'parked');
  const wrote = fc.option(fc.integer({ min: 1, max: 9 }), { nil: null });
  fc.assert(
    fc.property(place, place, wrote, wrote, (p, q, x, y) => {
      const [a, b] = [liveCase('a', p, { lastCustomerMessageAt: x }), liveCase('b', q, { lastCustomerMessageAt: y })];
      expect(join(a, b)).toEqual(join(b, a));
      expect(join(a, b).live.lastCustomerMessageAt).toBe(x === null ? y : y === null ? x : Math.max(x, y));
    }),
  );
});
