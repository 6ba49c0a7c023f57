import { expect, test } from 'vitest';
import { type CaseStatus, caseStatus } from '#contract/cases.ts';
import { isRefusal } from '#contract/refusals.ts';
import type { SceneCase } from '../scene.ts';
import { changeStatus, statusStep } from './life.ts';

const assigned: SceneCase = {
  id: 'case-1',
  customerId: 'customer-1',
  channelId: 'channel-1',
  skillId: 'skill-1',
  status: 'open',
  place: 'assigned',
  priority: 0,
  assignment: { id: 'assignment-1', personId: 'bo', startedAt: 1 },
  offer: null,
  run: null,
  lastCustomerMessageAt: 1,
};
const mover = { at: 10, byPersonId: 'bo', because: 'person' };

test.each(['closed', 'trashed'] as const)('nothing leads out of %s', (from) => {
  for (const to of caseStatus.options) expect(statusStep(from, to)).toMatchObject({ refusal: 'case-closed' });
});

test('every live status can be trashed', () => {
  for (const from of ['new', 'open', 'pending', 'escalated', 'resolved'] as const) expect(statusStep(from, 'trashed')).toBeNull();
});

test('only a resolved case can be closed', () => {
  const closable = caseStatus.options.filter((from) => statusStep(from, 'closed') === null);
  expect(closable).toEqual(['resolved']);
});

test.each(['pending', 'escalated'] as const)('%s keeps the assignment', (to) => {
  expect(types(changeStatus(assigned, to, mover))).toEqual(['case.status-changed']);
});

test('resolving ends the assignment and parks the case', () => {
  expect(types(changeStatus(assigned, 'resolved', mover))).toEqual(['assignment.ended', 'case.parked', 'case.status-changed']);
});

test('trashing an offered case withdraws the offer and ends the run', () => {
  const offered: SceneCase = {
    ...assigned,
    status: 'new',
    place: 'offered',
    assignment: null,
    offer: { id: 'offer-1', personId: 'bo', offeredAt: 10, expiresAt: 40 },
    run: { id: 'run-1', scriptVersionId: 'v1', nodeId: 'n1', variables: {}, steps: 2 },
  };
  expect(types(changeStatus(offered, 'trashed', mover))).toEqual(['offer.ended', 'run.ended', 'case.status-changed']);
});

test('a step that does not exist is refused with both statuses', () => {
  const to: CaseStatus = 'closed';
  expect(changeStatus(assigned, to, mover)).toEqual({ refusal: 'status-not-reachable', details: { from: 'open', to } });
});

function types(result: ReturnType<typeof changeStatus>): string[] {
  if (isRefusal(result)) throw new Error(`refused: ${result.refusal}`);
  return result.map((event) => event.type);
}
