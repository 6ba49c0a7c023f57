/**
 * Who has a case, and how it comes to them and leaves them: taking an offer, taking a case by hand, being given one by routing, putting
 * it back into the queue. What is decided here is guarded again where it is written (`server/scene/apply.ts`).
 */
import type { AssignmentEnd } from '#contract/events.ts';
import { type RefusalValue, refuse } from '#contract/refusals.ts';
import type { SceneEvent } from '../events.ts';
import type { SceneCase } from '../scene.ts';

/** Who takes the case. `assignmentId` is used only if one begins. */
export type Taker = { personId: string; assignmentId: string; at: number };

/** The live case is mine from now on: a new one opens, a resolved one opens again. */
export function begin(live: SceneCase, { personId, assignmentId, at }: Taker, offerId: string | null): SceneEvent[] {
  const { id: caseId, status: from, run } = live;
  const events: SceneEvent[] = [];
  if (run) events.push({ type: 'run.ended', runId: run.id, caseId, outcome: 'done', reason: null, steps: run.steps, at });
  events.push({ type: 'assignment.started', assignmentId, caseId, personId, offerId, isOverride: false, at });
  if (from === 'new' || from === 'resolved') {
    events.push({ type: 'case.status-changed', caseId, from, to: 'open', because: 'accepted', byPersonId: personId, at });
  }
  return events;
}

/** Accepts the live offer: only by whom it was made to, and only in time (I38). */
export function acceptOffer(live: SceneCase, offerId: string, taker: Taker): SceneEvent[] | RefusalValue {
  const { offer } = live;
  if (offer?.id !== offerId || offer.personId !== taker.personId || taker.at > offer.expiresAt) return refuse('offer-over');
  return [endOffer(live.id, offer, 'accepted', taker.at), ...begin(live, taker, offer.id)];
}

export function rejectOffer(live: SceneCase, offerId: string, { personId, at }: Omit<Taker, 'assignmentId'>): SceneEvent[] | RefusalValue {
  const { offer } = live;
  if (offer?.id !== offerId || offer.personId !== personId || at > offer.expiresAt) return refuse('offer-over');
  return [endOffer(live.id, offer, 'rejected', at)];
}

/** Takes a case nobody has: one's own offer is accepted by it, an offer to somebody else is withdrawn. Nothing to do when it is mine. */
export function takeCase(live: SceneCase, taker: Taker): SceneEvent[] | RefusalValue {
  const { assignment, offer } = live;
  if (assignment) return assignment.personId === taker.personId ? [] : refuse('already-assigned');
  if (offer && offer.personId === taker.personId && taker.at <= offer.expiresAt) {
    return [endOffer(live.id, offer, 'accepted', taker.at), ...begin(live, taker, offer.id)];
  }
  return [...(offer ? [endOffer(live.id, offer, 'withdrawn', taker.at)] : []), ...begin(live, taker, null)];
}

/** Back into the queue of its skill, for whoever is next. */
export function returnCase(live: SceneCase, defaultSkillId: string, end: { because: AssignmentEnd; at: number }): SceneEvent[] {
  const { id: caseId, assignment, skillId, priority } = live;
  if (!assignment) return [];
  const { id: assignmentId, personId } = assignment;
  return [
    { type: 'assignment.ended', assignmentId, caseId, personId, because: end.because, at: end.at },
    { type: 'case.queued', caseId, skillId: skillId ?? defaultSkillId, priority, because: 'unassigned', at: end.at },
  ];
}

type Outcome = 'accepted' | 'rejected' | 'timed-out' | 'withdrawn';

export function endOffer(caseId: string, offer: { id: string; personId: string }, outcome: Outcome, at: number): SceneEvent {
  return { type: 'offer.ended', offerId: offer.id, caseId, personId: offer.personId, outcome, at };
}
