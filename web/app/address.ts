/** What an address says, read with suspicion: it may be an old bookmark or somebody else's link. */
import type { CaseStatus, CaseView } from '#contract/cases.ts';

export type InboxSearch = { view: CaseView; status?: CaseStatus; tab?: 'card' | 'decisions' };

const views: readonly CaseView[] = ['mine', 'waiting', 'all'];
const statuses: readonly CaseStatus[] = ['new', 'open', 'pending', 'escalated', 'resolved', 'closed', 'trashed'];
const oneOf = <Value extends string>(list: readonly Value[], value: unknown): Value | undefined => list.find((each) => each === value);

/** A wrong value in an old bookmark is left out, never an error. */
export function readInboxSearch(search: Record<string, unknown>): InboxSearch {
  const status = oneOf(statuses, search.status);
  const tab = oneOf(['card', 'decisions'] as const, search.tab);
  return { view: oneOf(views, search.view) ?? 'mine', ...(status ? { status } : {}), ...(tab ? { tab } : {}) };
}

/** Only paths of our own: an address in a link must not lead a person away after sign-in. */
export const safeNext = (next: unknown): string | undefined =>
  typeof next === 'string' && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : undefined;
