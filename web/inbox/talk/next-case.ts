/** Where to go when a case is done: the next one whose customer waits, else the next of the list, else nowhere. */
import type { CaseRow } from '#contract/cases.ts';

export function nextCaseOf(rows: readonly CaseRow[], caseId: string): string | null {
  const at = rows.findIndex(({ id }) => id === caseId);
  const inTurn = [...rows.slice(at + 1), ...rows.slice(0, Math.max(0, at))].filter(({ id }) => id !== caseId);
  return (inTurn.find(({ waitingSince }) => waitingSince !== null) ?? inTurn[0])?.id ?? null;
}
