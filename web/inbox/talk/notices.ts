/** What the composer of a case has to say about the last send: why it was refused. Gone with the next send. */
import type { Sentence } from './pending.ts';

export type Notices = {
  read(caseId: string): Sentence | null;
  say(caseId: string, sentence: Sentence): void;
  clear(caseId: string): void;
  subscribe(listener: () => void): () => void;
};

export function openNotices(): Notices {
  const said = new Map<string, Sentence>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    read: (caseId) => said.get(caseId) ?? null,
    say: (caseId, sentence) => {
      said.set(caseId, sentence);
      tell();
    },
    clear: (caseId) => {
      if (said.delete(caseId)) tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
