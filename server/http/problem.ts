/** The one place where a refusal becomes an answer: `application/problem+json` in the person's language. */
import type { Language } from '#contract/basics.ts';
import { type Permission, permissionSentences } from '#contract/permissions.ts';
import { type RefusalDetails, refusalSentence, refusals } from '#contract/refusals.ts';
import type { Refusal } from '../refusal.ts';

export type Problem = {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  repair: string;
  details: RefusalDetails;
  requestId: string;
};

export function problemOf(refusal: Refusal, language: Language, requestId: string): Problem {
  const kind = refusals[refusal.code];
  return {
    type: `/api/docs#refusal-${refusal.code}`,
    title: refusal.code,
    status: kind.status,
    code: refusal.code,
    detail: refusalSentence(refusal.code, spoken(refusal.details, language), language),
    repair: kind.repair,
    details: refusal.details,
    requestId,
  };
}

/** Programs get the permission's name in `details`, people its words in the sentence. */
function spoken(details: RefusalDetails, language: Language): RefusalDetails {
  const name = details.permission;
  return isPermission(name) ? { ...details, permission: permissionSentences[name][language] } : details;
}

const isPermission = (name: unknown): name is Permission => typeof name === 'string' && Object.hasOwn(permissionSentences, name);

/** Before sign-in the browser's wish decides; the first language we speak wins. */
export function wishedLanguage(acceptLanguage: string | undefined): Language {
  for (const part of (acceptLanguage ?? '').split(',')) {
    const tag = part.trim().slice(0, 2).toLowerCase();
    if (tag === 'ko' || tag === 'en') return tag;
  }
  return 'en';
}
