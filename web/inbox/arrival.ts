/**
 * How the open case was come to. Who opens one wants to answer: the caret goes into its field, also when it stood there already. Who
 * walks from case to case by single keys looks: a caret in the field would take the next key for a letter.
 */
export type Arrival = {
  toAnswer(caseId: string): void;
  toLook(caseId: string): void;
  /** Asked once, when the case is there: whether the field takes the caret. */
  takesCaret(caseId: string): boolean;
  /** Tells which case somebody wants to answer. */
  subscribe(listener: (caseId: string) => void): () => void;
};

export function openArrival(): Arrival {
  let lookedAt: string | null = null;
  const listeners = new Set<(caseId: string) => void>();
  return {
    toAnswer: (caseId) => {
      lookedAt = null;
      for (const listener of listeners) listener(caseId);
    },
    toLook: (caseId) => {
      lookedAt = caseId;
    },
    takesCaret: (caseId) => {
      const isLook = lookedAt === caseId;
      if (isLook) lookedAt = null;
      return !isLook;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const arrival = openArrival();
