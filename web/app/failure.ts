/** One sentence for whatever went wrong, in the words of the person. */
import { NoAnswer, Refusal } from '../api/refusal.ts';
import type { Words } from '../words/words.tsx';

export function failureSentence(error: unknown, { errors }: Words): string {
  if (error instanceof Refusal) return error.message;
  if (!(error instanceof NoAnswer)) return errors.serverFault;
  return { offline: errors.offline, 'too-slow': errors.tooSlow, 'server-fault': errors.serverFault }[error.reason];
}

export const traceOf = (error: unknown): string | null =>
  error instanceof Refusal || error instanceof NoAnswer ? error.requestId || null : null;
