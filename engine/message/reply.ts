/**
 * What follows when a person answers a customer: a new or resolved case opens, a case nobody has becomes the sender's (writing is
 * taking it), and the message waits for WhatsApp. Whether it may be sent at all was decided before (`send-check.ts`).
 */
import { isRefusal, type RefusalValue } from '#contract/refusals.ts';
import { takeCase } from '../case/assign.ts';
import { changeStatus } from '../case/life.ts';
import type { NewMessage, SceneEvent } from '../events.ts';
import type { NewId, SceneCase } from '../scene.ts';

export type Replying = {
  now: number;
  message: NewMessage;
  personId: string;
  /** The sender's slots; null = the sender is no agent and takes no case. */
  agent: { load: number; capacity: number } | null;
  newId: NewId;
};

export function reply(live: SceneCase, replying: Replying): SceneEvent[] | RefusalValue {
  const before = live.assignment || !replying.agent ? open(live, replying) : take(live, replying.agent, replying);
  return isRefusal(before) ? before : [...before, { type: 'message.queued', message: replying.message, at: replying.now }];
}

/** Pending and escalated cases stay so: the answer changes nothing about what they wait for. */
function open(live: SceneCase, { now, personId }: Replying): SceneEvent[] | RefusalValue {
  if (live.status !== 'new' && live.status !== 'resolved') return [];
  return changeStatus(live, 'open', { at: now, byPersonId: personId, because: 'reply' });
}

/** Without a free slot, and without an offer that holds one, the case is one too many and marked so. */
function take(live: SceneCase, agent: { load: number; capacity: number }, { now, personId, newId }: Replying): SceneEvent[] | RefusalValue {
  const events = takeCase(live, { personId, assignmentId: newId(), at: now }, 'reply');
  if (isRefusal(events)) return events;
  return events.map((event) =>
    event.type === 'assignment.started' ? { ...event, isOverride: event.offerId === null && agent.load >= agent.capacity } : event,
  );
}
