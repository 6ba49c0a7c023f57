/**
 * What somebody has begun to write, per case: in memory on every input, in the browser's database 300 ms later. Cleared only
 * when the text was handed to the list of sends, which keeps it until the server has it. Other tabs take over what is kept here, so that
 * none sends what another has sent.
 */
import { type DraftTabs, openDraftTabs } from './draft-tabs.ts';
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
  /** Tells when a case gains or loses its draft, when it was kept, and when its text was changed from outside the field. */
  subscribe(listener: () => void): () => void;
  /** Grows with every change from outside the field (`put`, `restore`, `clear`, loading). */
  version(caseId: string): number;
};

export const noDraft: Draft = { text: '', quote: null };
const isSame = (one: Draft, two: Draft): boolean => one.text === two.text && one.quote?.messageId === two.quote?.messageId;
const isEmpty = (draft: Draft): boolean => draft.text.trim() === '' && draft.quote === null;

export type DraftsNeeds = {
  personId: string;
  kept: KeyValue<Draft>;
  parting: Parting;
  /** Without them this is the only tab. */
  tabs?: DraftTabs;
  later: (ms: number, run: () => void) => () => void;
  delayMs?: number;
};

function openVersions() {
  const versions = new Map<string, number>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    tell,
    bump: (caseId: string) => {
      versions.set(caseId, (versions.get(caseId) ?? 0) + 1);
      tell();
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: (caseId: string) => versions.get(caseId) ?? 0,
  };
}

function openDelays(later: DraftsNeeds['later'], ms: number) {
  const waiting = new Map<string, () => void>();
  const end = (name: string) => {
    waiting.get(name)?.();
    waiting.delete(name);
  };
  return {
    end,
    begin(name: string, run: () => void) {
      end(name);
      waiting.set(name, later(ms, run));
    },
    endAll() {
      for (const name of [...waiting.keys()]) end(name);
    },
    has: (name: string) => waiting.has(name),
    all: () => [...waiting.keys()],
  };
}

export function openDrafts({ personId, kept, parting, tabs = openDraftTabs(null), later, delayMs = 300 }: DraftsNeeds): Drafts {
  const keyOf = (caseId: string) => draftKey(personId, caseId);
  let isClosed = false;
  const drafts = new Map<string, Draft>();
  const { tell, bump, subscribe, version } = openVersions();
  const waiting = openDelays(later, delayMs);
  const save = (caseId: string): Promise<void> => {
    waiting.end(caseId);
    const draft = drafts.get(caseId);
    tabs.tell({ key: keyOf(caseId), draft: draft ?? noDraft });
    // A browser that refuses to keep it (no room, private window) still has it in memory.
    return (draft ? kept.put(keyOf(caseId), draft) : kept.remove(keyOf(caseId))).catch(() => undefined);
  };
  const hold = (caseId: string, draft: Draft) => void (isEmpty(draft) ? drafts.delete(caseId) : drafts.set(caseId, draft));
  const set = (caseId: string, draft: Draft) => {
    if (isClosed) return;
    const had = drafts.has(caseId);
    hold(caseId, draft);
    waiting.begin(caseId, () => void save(caseId).then(tell));
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
  tabs.listen(({ key, draft }) => {
    const [owner, caseId] = key.split(':');
    // What is being typed here at this moment is newer than anything another tab can tell.
    if (isClosed || owner !== personId || !caseId || waiting.has(caseId) || isSame(draft, drafts.get(caseId) ?? noDraft)) return;
    hold(caseId, draft);
    bump(caseId);
  });
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
      const unsaved = waiting.all();
      parting.leave(unsaved.map((caseId) => [keyOf(caseId), drafts.get(caseId) ?? noDraft]));
      for (const caseId of unsaved) void save(caseId);
    },
    settle: async () => void (await Promise.all(waiting.all().map(save))),
    close: () => {
      isClosed = true;
      waiting.endAll();
      drafts.clear();
      tell();
    },
    subscribe,
    version,
  };
}
