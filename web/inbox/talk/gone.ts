/** A case that does not exist for this person: a wrong address, or one that left their sight while it was open. */
import type { CaseDetail } from '#contract/cases.ts';
import { isRefused } from '../../api/refusal.ts';

/** What is no id of a case is none that exists. */
export const isCaseMissing = (error: unknown): boolean => isRefused(error, 'not-found') || isRefused(error, 'invalid-input');

/** As it was last seen, but nothing may be done with it any more, and each act says why. */
export function asGone(detail: CaseDetail, sentence: string): CaseDetail {
  const refusal = { code: 'not-found', ko: sentence, en: sentence };
  return { ...detail, allowed: Object.fromEntries(Object.keys(detail.allowed).map((act) => [act, refusal])) };
}
