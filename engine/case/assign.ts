/**
 * Who has a case, and how it comes to them and leaves them: taking an offer, taking a case by hand, being given one by routing, putting
 * it back into the queue. What is decided here is guarded again where it is written (`server/scene/apply.ts`).
 */
import type { AssignmentEnd, OfferOutcome } from '#contract/events.ts';
import { type RefusalValue, refuse } from '#contract/refusals.ts';
import type { Began, SceneEvent, SceneEventOf } from '../events.ts';
import type { SceneCase } from '../scene.ts';

/** Who takes the case. `assignmentId` is used only if one begins. */
export type Taker = { personId: string; assignmentId: string; at: number };

/** The live case is mine from now on: a new one opens, a resolved one opens again. */
export function begin(live: SceneCase, { personId, assignmentId, at }: Taker, how: Began & { offerId: string | null }): SceneEvent[] {
  const { id: caseId, status: from, run } = live;
  const events: SceneEvent[] = [];
  if (run) events.push({ type: 'run.ended', runId: run.id, caseId, outcome: 'done', reason: null, steps: run.steps, at });
  events.push({ type: 'assignment.started', assignmentId, caseId, personId, isOverride: false, ...how, at });
  if (from === 'new' || from === 'resolved') {
    events.push({ type: 'case.status-changed', caseId, from, to: 'open', because: 'accepted', byPersonId: personId, at });
  }
  return events;
}

/** Accepts the live offer: only by whom it was made to, and only in time (I38). */
export function acceptOffer(live: SceneCase, offerId: string, taker: Taker): SceneEvent[] | RefusalValue {
  const { offer } = live;
  if (offer?.id !== offerId || offer.personId !== taker.personId || taker.at > offer.expiresAt) return refuse('offer-over');
  return accepted(live, offer.id, taker);
}

function accepted(live: SceneCase, offerId: string, taker: Taker): SceneEvent[] {
  const { personId, at } = taker;
  return [
    endOffer(live.id, { id: offerId, personId }, 'accepted', at),
    ...begin(live, taker, { offerId, because: 'offer', takenFrom: null }),
  ];
}

export function rejectOffer(live: SceneCase, offerId: string, { personId, at }: Omit<Taker, 'assignmentId'>): SceneEvent[] | RefusalValue {
  const { offer } = live;
  if (offer?.id !== offerId || offer.personId !== personId || at > offer.expiresAt) return refuse('offer-over');
  return [endOffer(live.id, offer, 'rejected', at)];
}

/** Takes a case nobody has: one's own offer is accepted by it, one to somebody else is taken over. Nothing to do when it is mine. */
export function takeCase(live: SceneCase, taker: Taker, because: 'reply' | 'by-hand'): SceneEvent[] | RefusalValue {
  const { assignment, offer } = live;
  if (assignment) return assignment.personId === taker.personId ? [] : refuse('already-assigned');
  const isOwn = offer?.personId === taker.personId;
  if (offer && isOwn && taker.at <= offer.expiresAt) return accepted(live, offer.id, taker);
  const takenFrom = offer && !isOwn ? offer.personId : null;
  return [
    ...(offer ? [endOffer(live.id, offer, isOwn ? 'withdrawn' : 'taken-over', taker.at)] : []),
    ...begin(live, taker, { offerId: null, because, takenFrom }),
  ];
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

export function endOffer(
  caseId: string,
  offer: { id: string; personId: string },
  outcome: OfferOutcome,
  at: number,
): SceneEventOf<'offer.ended'> {
  return { type: 'offer.ended', offerId: offer.id, caseId, personId: offer.personId, outcome, at };
}
