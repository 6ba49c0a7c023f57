/** Tells the customer that somebody types: at most once in ten seconds, which keeps WhatsApp's 25 s alive. */
import { call } from '../../api/client.ts';

const everyMs = 10_000;

export type Teller = { typed(caseId: string): void };

export function openTeller(now: () => number, tell: (caseId: string) => void): Teller {
  let last: { caseId: string; at: number } | null = null;
  return {
    typed(caseId) {
      if (last && last.caseId === caseId && now() - last.at < everyMs) return;
      last = { caseId, at: now() };
      tell(caseId);
    },
  };
}

/** Nobody misses it when it fails. */
export const typingTeller = openTeller(
  () => performance.now(),
  (caseId) => void call('tellTyping', { caseId }).catch(() => undefined),
);
