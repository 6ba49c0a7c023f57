/**
 * The life of a case: `new → open ⇄ pending | escalated → resolved → closed`, `trashed` from any (product.md, Case life).
 * Closed and trashed are final. Open, pending and escalated keep the assignment; resolving ends it; closing ends everything.
 */
import type { CaseStatus } from '#contract/cases.ts';
import { type RefusalValue, refuse } from '#contract/refusals.ts';
import type { SceneEvent } from '../events.ts';
import type { SceneCase } from '../scene.ts';

const reachable: Record<CaseStatus, readonly CaseStatus[]> = {
  new: ['open', 'pending', 'escalated', 'resolved', 'trashed'],
  open: ['pending', 'escalated', 'resolved', 'trashed'],
  pending: ['open', 'escalated', 'resolved', 'trashed'],
  escalated: ['open', 'pending', 'resolved', 'trashed'],
  resolved: ['open', 'closed', 'trashed'],
  closed: [],
  trashed: [],
};

/** Where a case can go from here. */
export const reachableFrom = (status: CaseStatus): readonly CaseStatus[] => reachable[status];

/** Null when a case may go from one status to the other, else what stands against it. */
export function statusStep(from: CaseStatus, to: CaseStatus): RefusalValue | null {
  if (reachable[from].length === 0) return refuse('case-closed');
  return reachable[from].includes(to) ? null : refuse('status-not-reachable', { from, to });
}

/** Who moves a case, when and why; `byPersonId` null = a rule or the customer. */
export type Mover = { at: number; byPersonId: string | null; because: string };

/** Everything that follows from moving a live case to another status. */
export function changeStatus(live: SceneCase, to: CaseStatus, mover: Mover): SceneEvent[] | RefusalValue {
  const refusal = statusStep(live.status, to);
  if (refusal) return refusal;
  const changed: SceneEvent = {
    type: 'case.status-changed',
    caseId: live.id,
    from: live.status,
    to,
    because: mover.because,
    byPersonId: mover.byPersonId,
    at: mover.at,
  };
  return [...(isResting(to) ? endWork(live, to, mover.at) : []), changed];
}

type RestingStatus = 'resolved' | 'closed' | 'trashed';
const isResting = (status: CaseStatus): status is RestingStatus => status === 'resolved' || status === 'closed' || status === 'trashed';

/** A case at rest occupies nobody: its offer is withdrawn, its assignment and its script run end. */
export function endWork(live: SceneCase, to: RestingStatus, at: number): SceneEvent[] {
  const events: SceneEvent[] = [];
  const { id: caseId, offer, assignment, run } = live;
  if (offer) events.push({ type: 'offer.ended', offerId: offer.id, caseId, personId: offer.personId, outcome: 'withdrawn', at });
  if (assignment) {
    events.push({ type: 'assignment.ended', assignmentId: assignment.id, caseId, personId: assignment.personId, because: to, at });
  }
  if (run) events.push({ type: 'run.ended', runId: run.id, caseId, outcome: 'done', reason: null, steps: run.steps, at });
  if (to === 'resolved' && live.place && live.place !== 'parked') events.push({ type: 'case.parked', caseId, from: live.place, at });
  return events;
}
