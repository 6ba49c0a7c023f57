/** The sends that wait, by case, in memory and in the browser's database. */
import type { KeyValue } from './key-value.ts';
import { afterReturn, type Pending } from './pending.ts';

export type PendingList = {
  of(caseId: string): readonly Pending[];
  find(clientId: string): Pending | undefined;
  caseIds(): string[];
  add(pending: Pending): void;
  replace(pending: Pending): void;
  forget(pending: Pending): void;
  /** Takes no more, keeps nothing: the person has signed out. */
  close(): void;
  /** What an earlier page of this person left. */
  load(personId: string, now: number): Promise<void>;
  subscribe(listener: () => void): () => void;
};

const none: readonly Pending[] = [];

export function openPendingList(kept: KeyValue<Pending>): PendingList {
  const lists = new Map<string, readonly Pending[]>();
  const listeners = new Set<() => void>();
  let isClosed = false;
  const of = (caseId: string) => lists.get(caseId) ?? none;
  const find = (clientId: string) => [...lists.values()].flat().find((each) => each.clientId === clientId);
  const set = (caseId: string, list: readonly Pending[]) => {
    if (list.length === 0) lists.delete(caseId);
    else lists.set(caseId, list);
    for (const listener of listeners) listener();
  };
  // A browser that cannot keep it (no room, private window) still sends it.
  const keep = (pending: Pending) => void kept.put(pending.clientId, pending).catch(() => undefined);

  return {
    of,
    find,
    caseIds: () => [...lists.keys()],
    add: (pending) => {
      if (isClosed) return;
      set(pending.caseId, [...of(pending.caseId), pending]);
      keep(pending);
    },
    replace: (pending) => {
      set(
        pending.caseId,
        of(pending.caseId).map((each) => (each.clientId === pending.clientId ? pending : each)),
      );
      if (pending.state.kind !== 'uploading') keep(pending);
    },
    forget: ({ caseId, clientId }) => {
      set(
        caseId,
        of(caseId).filter((each) => each.clientId !== clientId),
      );
      void kept.remove(clientId).catch(() => undefined);
    },
    close: () => {
      isClosed = true;
      lists.clear();
      for (const listener of listeners) listener();
    },
    load: async (personId, now) => {
      const rows = await kept.all().catch(() => []);
      if (isClosed) return;
      const mine = rows.map(([, pending]) => pending).filter((pending) => pending.personId === personId && !find(pending.clientId));
      for (const pending of mine.toSorted((a, b) => a.at - b.at)) set(pending.caseId, [...of(pending.caseId), afterReturn(pending, now)]);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
