import { expect, test } from 'vitest';
import { isRefusal } from '#contract/refusals.ts';
import type { NewMessage, SceneEvent } from '../events.ts';
import type { SceneCase } from '../scene.ts';
import { type Replying, reply } from './reply.ts';

const message: NewMessage = {
  ...{
    id: 'm',
    caseId: 'c',
    customerId: 'u',
    channelId: 'h',
    author: { kind: 'agent', personId: 'bo' },
    content: { kind: 'text', text: '네' },
  },
  ...{
    providerId: null,
    providerAt: null,
    at: 100,
    quotedMessageId: null,
    retryOf: null,
    clientId: 'k',
    inboundId: null,
    traceId: null,
    file: null,
  },
};
const live: SceneCase = {
  ...{ id: 'c', customerId: 'u', channelId: 'h', skillId: 's', status: 'open', place: 'queued', priority: 0 },
  ...{ assignment: null, offer: null, run: null, lastCustomerMessageAt: 50 },
};
const offerTo = (personId: string, expiresAt = 130) => ({ id: 'o', personId, offeredAt: 90, expiresAt });
const bo: Replying = { now: 100, message, personId: 'bo', agent: { load: 0, capacity: 5 }, newId: () => 'a' };
function follow(changes: Partial<SceneCase>, by: Partial<Replying> = {}): SceneEvent[] {
  const events = reply({ ...live, ...changes }, { ...bo, ...by });
  if (isRefusal(events)) throw new Error(events.refusal);
  return events;
}
const types = (events: SceneEvent[]) => events.map(({ type }) => type);

test('an answer in one’s own case is only a message', () => {
  expect(types(follow({ place: 'assigned', assignment: { id: 'a', personId: 'bo', startedAt: 1 } }))).toEqual(['message.queued']);
});

test('somebody else’s case stays theirs', () => {
  expect(types(follow({ place: 'assigned', assignment: { id: 'a', personId: 'bea', startedAt: 1 } }))).toEqual(['message.queued']);
});

test('answering a waiting new case opens it and takes it', () => {
  const events = follow({ status: 'new' });
  expect(types(events)).toEqual(['assignment.started', 'case.status-changed', 'message.queued']);
  expect(events[0]).toMatchObject({ personId: 'bo', offerId: null, isOverride: false });
});

test('a full agent who answers has one case too many, and it says so', () => {
  expect(follow({}, { agent: { load: 5, capacity: 5 } })[0]).toMatchObject({ type: 'assignment.started', isOverride: true });
});

test('answering accepts one’s own offer and keeps its slot', () => {
  const events = follow({ place: 'offered', offer: offerTo('bo') }, { agent: { load: 5, capacity: 5 } });
  expect(events[0]).toMatchObject({ type: 'offer.ended', outcome: 'accepted' });
  expect(events[1]).toMatchObject({ type: 'assignment.started', offerId: 'o', isOverride: false });
});

test('answering what is on offer to another takes it over, and says from whom', () => {
  const events = follow({ place: 'offered', offer: offerTo('bea') });
  expect(events[0]).toMatchObject({ type: 'offer.ended', personId: 'bea', outcome: 'taken-over' });
  expect(events[1]).toMatchObject({ type: 'assignment.started', personId: 'bo', offerId: null, because: 'reply', takenFrom: 'bea' });
});

test('one’s own offer that ran out is withdrawn', () => {
  const events = follow({ place: 'offered', offer: offerTo('bo', 99) });
  expect(events[0]).toMatchObject({ type: 'offer.ended', outcome: 'withdrawn' });
  expect(events[1]).toMatchObject({ type: 'assignment.started', offerId: null, because: 'reply', takenFrom: null });
});

test('a script that still runs ends when a person answers', () => {
  const run = { id: 'r', scriptVersionId: 'v', nodeId: 'n', variables: {}, steps: 2 };
  expect(types(follow({ place: 'script', run }))).toEqual(['run.ended', 'assignment.started', 'message.queued']);
});

test('a resolved case opens again; pending and escalated stay what they are', () => {
  expect(types(follow({ status: 'resolved', place: 'parked' }))).toContain('case.status-changed');
  expect(types(follow({ status: 'pending' }))).not.toContain('case.status-changed');
  expect(types(follow({ status: 'escalated' }))).not.toContain('case.status-changed');
});

test('who is no agent answers without taking the case', () => {
  expect(types(follow({ status: 'new' }, { agent: null }))).toEqual(['case.status-changed', 'message.queued']);
});
