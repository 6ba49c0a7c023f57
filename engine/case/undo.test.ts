import { expect, test } from 'vitest';
import { isRefusal } from '#contract/refusals.ts';
import type { SceneCase } from '../scene.ts';
import { type Resolving, undoResolve, undoWithinMs } from './undo.ts';

const live: SceneCase = {
  ...{ id: 'c', customerId: 'u', channelId: 'h', skillId: 's', status: 'resolved', place: 'parked', priority: 3 },
  ...{ assignment: null, offer: null, run: null, lastCustomerMessageAt: 50 },
};
const resolving: Resolving = {
  ...{ byPersonId: 'bo', at: 1_000, wasQueued: false, waitingSince: null },
  holder: { personId: 'bo', load: 1, capacity: 5 },
};
const by = (personId: string, at = 2_000) => ({ personId, assignmentId: 'a', at });

test('the case is open again, with whom it was, and its customer waits as before', () => {
  expect(undoResolve(live, { ...resolving, waitingSince: 900 }, by('bo'))).toEqual([
    {
      ...{ type: 'case.status-changed', caseId: 'c', from: 'resolved', to: 'open', because: 'undo', byPersonId: 'bo', at: 2_000 },
      waitingSince: 900,
    },
    {
      ...{ type: 'assignment.started', assignmentId: 'a', caseId: 'c', personId: 'bo', offerId: null, isOverride: false },
      ...{ because: 'undo', takenFrom: null, at: 2_000 },
    },
  ]);
});

test('a slot that was filled meanwhile makes it one case too many, not somebody else’s', () => {
  const events = undoResolve(live, { ...resolving, holder: { personId: 'bea', load: 5, capacity: 5 } }, by('bo'));
  expect(events).toMatchObject([{}, { type: 'assignment.started', personId: 'bea', isOverride: true }]);
});

test('what waited in the queue waits there again; what nobody had is only open', () => {
  expect(undoResolve(live, { ...resolving, holder: null, wasQueued: true }, by('bo'))).toMatchObject([
    {},
    { type: 'case.queued', skillId: 's', priority: 3, because: 'reopened' },
  ]);
  expect(undoResolve(live, { ...resolving, holder: null }, by('bo'))).toHaveLength(1);
});

test.each([
  ['by somebody else', live, by('bea')],
  ['a minute later', live, by('bo', 1_000 + undoWithinMs + 1)],
  ['when it is open again', { ...live, status: 'open' } as const, by('bo')],
  ['when somebody has it', { ...live, place: 'assigned' } as const, by('bo')],
] as const)('nothing is undone %s', (_, what, taker) => {
  const answer = undoResolve(what, resolving, taker);
  expect(isRefusal(answer) && answer.refusal).toBe('too-late-to-undo');
});
