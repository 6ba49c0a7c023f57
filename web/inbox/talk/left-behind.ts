/** What the browser keeps of a person's unfinished work: counted before they sign out, removed when they have. */
import type { Draft } from './drafts.ts';
import type { KeyValue } from './key-value.ts';
import type { Parting } from './parting.ts';
import type { Pending } from './pending.ts';

export type Stores = { drafts: KeyValue<Draft>; pending: KeyValue<Pending>; parting: Parting };
/** Drafts, and messages that have not left. */
export type Left = { drafts: number; sends: number };

export const draftKey = (personId: string, caseId: string): string => `${personId}:${caseId}:reply`;
const isOf = (personId: string, key: string): boolean => key.startsWith(`${personId}:`);

export async function countLeft({ drafts, pending }: Stores, personId: string): Promise<Left> {
  // A browser that cannot be asked has kept nothing.
  const [texts, sends] = await Promise.all([drafts.all().catch(() => []), pending.all().catch(() => [])]);
  return {
    drafts: texts.filter(([key]) => isOf(personId, key)).length,
    sends: sends.filter(([, each]) => each.personId === personId).length,
  };
}

export async function removeLeft({ drafts, pending, parting }: Stores, personId: string): Promise<void> {
  parting.leave(parting.take().filter(([key]) => !isOf(personId, key)));
  const [texts, sends] = await Promise.all([drafts.all().catch(() => []), pending.all().catch(() => [])]);
  const gone = [
    ...texts.filter(([key]) => isOf(personId, key)).map(([key]) => drafts.remove(key)),
    ...sends.filter(([, each]) => each.personId === personId).map(([key]) => pending.remove(key)),
  ];
  await Promise.allSettled(gone);
}
