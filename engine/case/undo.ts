/** Taking the resolving of a case back: for a minute, by whoever resolved it, and only while nothing else has happened to it. */
import { type RefusalValue, refuse } from '#contract/refusals.ts';
import type { SceneEvent } from '../events.ts';
import type { SceneCase } from '../scene.ts';
import type { Taker } from './assign.ts';

export const undoWithinMs = 60_000;

/** What the last change of status was, and what it ended. */
export type Resolving = {
  byPersonId: string | null;
  at: number;
  /** Whose case it was, if they are still on duty. */
  holder: { personId: string; load: number; capacity: number } | null;
  /** It waited in the queue, or was on offer. */
  wasQueued: boolean;
  /** Since when the customer had waited for an answer. */
  waitingSince: number | null;
};

export const mayUndo = ({ byPersonId, at }: Resolving, personId: string, now: number): boolean =>
  byPersonId === personId && now - at <= undoWithinMs;

/** Open again, and where it was: with its agent, even if their slot is filled by now, or in the queue. */
export function undoResolve(live: SceneCase, resolving: Resolving, { personId, assignmentId, at }: Taker): SceneEvent[] | RefusalValue {
  const { id: caseId, skillId, priority } = live;
  if (live.status !== 'resolved' || live.place !== 'parked' || !mayUndo(resolving, personId, at)) return refuse('too-late-to-undo');
  const { holder, wasQueued, waitingSince } = resolving;
  const since = waitingSince === null ? {} : { waitingSince };
  const opened: SceneEvent = {
    ...{ type: 'case.status-changed', caseId, from: 'resolved', to: 'open', because: 'undo', byPersonId: personId, at },
    ...since,
  };
  if (holder) return [opened, givenBack(caseId, holder, { assignmentId, at })];
  if (!wasQueued || skillId === null) return [opened];
  return [opened, { type: 'case.queued', caseId, skillId, priority, because: 'reopened', at }];
}

type Holder = NonNullable<Resolving['holder']>;

function givenBack(caseId: string, { personId, load, capacity }: Holder, { assignmentId, at }: Omit<Taker, 'personId'>): SceneEvent {
  const how = { offerId: null, isOverride: load >= capacity, because: 'undo', takenFrom: null } as const;
  return { type: 'assignment.started', assignmentId, caseId, personId, ...how, at };
}
