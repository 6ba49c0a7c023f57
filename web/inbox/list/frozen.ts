/**
 * Nothing moves under the pointer: while somebody points at the list, or their focus is in it, rows keep the places they had.
 * What they say stays live; what came, went or rose is counted, and shown when the reader asks for it or looks away.
 */
import type { CaseRow } from '#contract/cases.ts';

export type ShownRow = { row: CaseRow; isGone: boolean };
export type Shown = { rows: ShownRow[]; waiting: number };

/** `held`: the rows as they stood when the list froze; null = not frozen. */
export function frozenRows(held: readonly CaseRow[] | null, rows: readonly CaseRow[]): Shown {
  if (held === null) return { rows: rows.map((row) => ({ row, isGone: false })), waiting: 0 };
  const now = new Map(rows.map((row) => [row.id, row]));
  const before = new Set(held.map((row) => row.id));
  const kept = held.map((row) => ({ row: now.get(row.id) ?? row, isGone: !now.has(row.id) }));
  const { inside, behind } = newRows(held, rows, before);
  const gone = kept.filter(({ isGone }) => isGone).length;
  return { rows: [...kept, ...behind.map((row) => ({ row, isGone: false }))], waiting: inside + gone + risen(held, rows, before) };
}

/** A page that was loaded belongs at the end at once; only rows that would push others are held back. */
function newRows(held: readonly CaseRow[], rows: readonly CaseRow[], before: ReadonlySet<string>): { inside: number; behind: CaseRow[] } {
  const lastKnown = rows.findLastIndex((row) => before.has(row.id));
  if (lastKnown < 0 && held.length > 0) return { inside: rows.length, behind: [] };
  const behind = rows.slice(lastKnown + 1);
  const inside = rows.slice(0, lastKnown + 1).filter((row) => !before.has(row.id)).length;
  return { inside, behind };
}

/** Rows that stand higher than some row they used to stand below. */
function risen(held: readonly CaseRow[], rows: readonly CaseRow[], before: ReadonlySet<string>): number {
  const place = new Map(held.map((row, index) => [row.id, index]));
  let smallest = Number.POSITIVE_INFINITY;
  let count = 0;
  for (const row of [...rows].reverse()) {
    if (!before.has(row.id)) continue;
    const index = place.get(row.id) ?? 0;
    if (index > smallest) count += 1;
    smallest = Math.min(smallest, index);
  }
  return count;
}
