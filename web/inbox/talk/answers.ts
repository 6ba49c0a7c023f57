/** What the server's words mean for a send: over, later, or asked again. */
import { type RefusalCode, type RefusalDetails, refusalSentence } from '#contract/refusals.ts';
import { Refusal } from '../../api/refusal.ts';
import type { SendAnswer } from './outbox.ts';

type Refused = Extract<SendAnswer, { kind: 'refused' }>;

/** Passing refusals and how long to wait before asking again; the server may name its own time. */
const passing: Partial<Record<RefusalCode, number>> = { 'too-many-requests': 5000, overloaded: 3000, 'media-not-ready': 1000 };

export function refusedWith({ code, detail, details }: { code: RefusalCode; detail: string; details: RefusalDetails }): Refused {
  const named = Number(details.waitSeconds);
  const wait = passing[code];
  return {
    kind: 'refused',
    code,
    // Who lacks what is filled in by the server alone; everything else can be said in both languages here.
    sentence:
      code === 'not-permitted'
        ? { ko: detail, en: detail }
        : { ko: refusalSentence(code, details, 'ko'), en: refusalSentence(code, details, 'en') },
    retryAfterMs: wait === undefined ? null : Number.isFinite(named) && named > 0 ? named * 1000 : wait,
  };
}

/** Silence, faults of the server, an ended session and one of somebody else leave it open whether it was done: the same key asks again. */
export function answerOf(error: unknown): Refused | { kind: 'lost' } {
  if (!(error instanceof Refusal) || error.code === 'signed-out' || error.code === 'person-changed') return { kind: 'lost' };
  return refusedWith({ code: error.code, detail: error.message, details: error.details });
}
