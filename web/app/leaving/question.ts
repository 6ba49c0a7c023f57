/** Signing out asks first when something hangs on it: cases that are mine, and what I have written and not sent. */
import type { Output } from '../../api/client.ts';
import type { Left } from '../../inbox/talk/left-behind.ts';

export type Stakes = Output<'readLeaving'> & Left;

type LeavingWords = {
  goingBack: (count: number) => string;
  staying: (count: number) => string;
  elsewhere: (count: number) => string;
  drafts: (count: number) => string;
  sends: (count: number) => string;
};

/** What is at stake, a sentence each; empty = nothing, so there is nothing to ask. */
export function stakesInWords({ goingBack, staying, isElsewhere, drafts, sends }: Stakes, words: LeavingWords): string[] {
  const cases: [number, (count: number) => string][] = isElsewhere
    ? [[goingBack + staying, words.elsewhere]]
    : [
        [goingBack, words.goingBack],
        [staying, words.staying],
      ];
  return [...cases, [drafts, words.drafts] as const, [sends, words.sends] as const].flatMap(([count, say]) =>
    count > 0 ? [say(count)] : [],
  );
}

export const losesWords = ({ drafts, sends }: Stakes): boolean => drafts + sends > 0;

export type QuestionStore = {
  read(): Stakes | null;
  subscribe(listener: () => void): () => void;
  ask(stakes: Stakes): void;
  close(): void;
};

export function openQuestion(): QuestionStore {
  let asked: Stakes | null = null;
  const listeners = new Set<() => void>();
  const set = (next: Stakes | null) => {
    asked = next;
    for (const listener of listeners) listener();
  };
  return {
    read: () => asked,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ask: set,
    close: () => set(null),
  };
}

export const leavingQuestion = openQuestion();
