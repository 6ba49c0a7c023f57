/**
 * What follows when a person answers a customer: a new or resolved case opens, a case nobody has becomes the sender's (writing is
 * taking it), and the message waits for WhatsApp. Whether it may be sent at all was decided before (`send-check.ts`).
 */

import { isRefusal, type RefusalValue } from '#contract/refusals.ts';
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
  const opened = open(live, replying);
  if (isRefusal(opened)) return opened;
  return [...opened, ...take(live, replying), { type: 'message.queued', message: replying.message, at: replying.now }];
}

/** Pending and escalated cases stay so: the answer changes nothing about what they wait for. */
function open(live: SceneCase, { now, personId }: Replying): SceneEvent[] | RefusalValue {
  if (live.status !== 'new' && live.status !== 'resolved') return [];
  return changeStatus(live, 'open', { at: now, byPersonId: personId, because: 'reply' });
}

/** An own live offer is thereby accepted, anybody else's is withdrawn; without a free slot the case is one too many, and marked so. */
function take({ id: caseId, assignment, offer, run }: SceneCase, { now: at, personId, agent, newId }: Replying): SceneEvent[] {
  if (assignment || !agent) return [];
  const events: SceneEvent[] = [];
  if (run) events.push({ type: 'run.ended', runId: run.id, caseId, outcome: 'done', reason: null, steps: run.steps, at });
  const isAccepted = offer?.personId === personId && at <= offer.expiresAt;
  if (offer) {
    const outcome = isAccepted ? 'accepted' : 'withdrawn';
    events.push({ type: 'offer.ended', offerId: offer.id, caseId, personId: offer.personId, outcome, at });
  }
  const offerId = isAccepted && offer ? offer.id : null;
  const isOverride = offerId === null && agent.load >= agent.capacity;
  events.push({ type: 'assignment.started', assignmentId: newId(), caseId, personId, offerId, isOverride, at });
  return events;
}
