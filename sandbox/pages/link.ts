/** What holds between the sandbox and the business, as one truth: pure. */
import type { State } from './state.ts';

export type Link =
  /** This page has lost the sandbox itself; whatever else it knew may be over. */
  | { kind: 'lost' }
  | { kind: 'nobody' }
  | { kind: 'unsubscribed' }
  | { kind: 'connected'; host: string }
  /** `status`: the answer that was no 200; null: no answer. `retryAt`: null when nothing is posted again. */
  | { kind: 'failing'; host: string; status: number | null; since: number; retryAt: number | null };

type Known = Pick<State, 'isLost' | 'webhooks' | 'untoldAt'> & { world: Pick<NonNullable<State['world']>, 'connection'> | null };

export function linkOf({ isLost, world, webhooks, untoldAt }: Known): Link | null {
  if (isLost) return { kind: 'lost' };
  if (!world) return null;
  const { callbackUrl, isSubscribed } = world.connection;
  if (callbackUrl === null) return { kind: 'nobody' };
  if (!isSubscribed) return { kind: 'unsubscribed' };
  const { host } = new URL(callbackUrl);
  const failure = failureOf(webhooks, untoldAt);
  return failure ? { kind: 'failing', host, ...failure } : { kind: 'connected', host };
}

/** The last try speaks. What the sandbox lost on purpose says nothing about the business. */
function failureOf(webhooks: State['webhooks'], untoldAt: number | null) {
  const tried = webhooks.flatMap(({ lastAt, ...rest }) =>
    lastAt === null || rest.lastReason === 'lost-on-purpose' ? [] : [{ ...rest, lastAt }],
  );
  const takenAt = Math.max(...tried.map(({ lastStatus, lastAt }) => (lastStatus === 200 ? lastAt : Number.NEGATIVE_INFINITY)));
  const failed = tried.filter(({ lastStatus, lastAt }) => lastStatus !== 200 && lastAt > takenAt).toSorted((a, b) => a.lastAt - b.lastAt);
  const wasUntold = untoldAt !== null && untoldAt > takenAt;
  const last = failed.at(-1);
  if (!last && !wasUntold) return null;
  const begins = failed.map(({ queuedAt }) => Math.max(queuedAt, takenAt));
  const due = failed.flatMap(({ state, dueAt }) => (state === 'waiting' && dueAt !== null ? [dueAt] : []));
  return {
    status: last?.lastStatus ?? null,
    since: Math.min(...begins, wasUntold ? untoldAt : Number.POSITIVE_INFINITY),
    retryAt: due.length > 0 ? Math.min(...due) : null,
  };
}
