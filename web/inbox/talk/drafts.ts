/**
 * What somebody has begun to write, per case: in memory on every input, in the browser's database 300 ms later. Cleared only
 * when the text was handed to the list of sends, which keeps it until the server has it.
 */
import type { KeyValue } from './key-value.ts';
import { draftKey } from './left-behind.ts';
import type { Parting } from './parting.ts';

export type Draft = { text: string; quote: DraftQuote | null };
export type DraftQuote = { messageId: string; author: string; text: string };

export type Drafts = {
  /** Resolves when what an earlier page kept is there. */
  ready: Promise<void>;
  read(caseId: string): Draft;
  write(caseId: string, draft: Draft): void;
  /** Changes it from outside the field, which then takes it over. */
  put(caseId: string, draft: Draft): void;
  clear(caseId: string): void;
  /** Puts a refused text back, before whatever was begun since. */
  restore(caseId: string, text: string): void;
  has(caseId: string): boolean;
  /** Writes at once what still waits for its 300 ms: before the page goes. */
  flush(): void;
  /** The same while the page stays; resolves when it is written. */
  settle(): Promise<void>;
  /** The person has signed out: nothing is kept any more, and nothing will be. */
  close(): void;
  /** Tells when a case gains or loses its draft, and when its text was changed from outside the field. */
  subscribe(listener: () => void): () => void;
  /** Grows with every change from outside the field (`put`, `restore`, `clear`, loading). */
  version(caseId: string): number;
};

export const noDraft: Draft = { text: '', quote: null };
const isEmpty = (draft: Draft): boolean => draft.text.trim() === '' && draft.quote === null;

export type DraftsNeeds = {
  personId: string;
  kept: KeyValue<Draft>;
  parting: Parting;
  later: (ms: number, run: () => void) => () => void;
  delayMs?: number;
};

export function openDrafts({ personId, kept, parting, later, delayMs = 300 }: DraftsNeeds): Drafts {
  const keyOf = (caseId: string) => draftKey(personId, caseId);
  let isClosed = false;
  const drafts = new Map<string, Draft>();
  const versions = new Map<string, number>();
  const waiting = new Map<string, () => void>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const bump = (caseId: string) => {
    versions.set(caseId, (versions.get(caseId) ?? 0) + 1);
    tell();
  };
  const save = (caseId: string): Promise<void> => {
    waiting.get(caseId)?.();
    waiting.delete(caseId);
    const draft = drafts.get(caseId);
    // A browser that refuses to keep it (no room, private window) still has it in memory.
    return (draft ? kept.put(keyOf(caseId), draft) : kept.remove(keyOf(caseId))).catch(() => undefined);
  };
  const set = (caseId: string, draft: Draft) => {
    if (isClosed) return;
    const had = drafts.has(caseId);
    if (isEmpty(draft)) drafts.delete(caseId);
    else drafts.set(caseId, draft);
    waiting.get(caseId)?.();
    waiting.set(
      caseId,
      later(delayMs, () => void save(caseId)),
    );
    if (had !== drafts.has(caseId)) tell();
  };

  const put = (caseId: string, draft: Draft) => {
    if (isClosed) return;
    set(caseId, draft);
    void save(caseId);
    bump(caseId);
  };

  const take = (rows: readonly (readonly [string, Draft])[]) => {
    for (const [key, draft] of rows) {
      const [owner, caseId] = key.split(':');
      if (isClosed || owner !== personId || !caseId || drafts.has(caseId) || isEmpty(draft)) continue;
      drafts.set(caseId, draft);
      bump(caseId);
    }
  };
  const left = parting.take();
  take(left);
  for (const [key, draft] of left) void (isEmpty(draft) ? kept.remove(key) : kept.put(key, draft)).catch(() => undefined);
  const ready = kept.all().then(
    (rows) => take(rows.filter(([key]) => !left.some(([leftKey]) => leftKey === key))),
    () => undefined,
  );

  return {
    ready,
    read: (caseId) => drafts.get(caseId) ?? noDraft,
    write: set,
    put,
    clear: (caseId) => put(caseId, noDraft),
    restore: (caseId, text) => {
      const now = drafts.get(caseId) ?? noDraft;
      put(caseId, { ...now, text: now.text.trim() === '' ? text : `${text}\n${now.text}` });
    },
    has: (caseId) => drafts.has(caseId),
    flush: () => {
      const unsaved = [...waiting.keys()];
      parting.leave(unsaved.map((caseId) => [keyOf(caseId), drafts.get(caseId) ?? noDraft]));
      for (const caseId of unsaved) void save(caseId);
    },
    settle: async () => void (await Promise.all([...waiting.keys()].map(save))),
    close: () => {
      isClosed = true;
      for (const calledOff of waiting.values()) calledOff();
      waiting.clear();
      drafts.clear();
      tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: (caseId) => versions.get(caseId) ?? 0,
  };
}
