/** One chip per row, the most urgent thing first: the window is closing, a customer waits, a state worth a word. */
import type { CaseRow } from '#contract/cases.ts';
import type { Tone } from '../../ui/Chip.tsx';

export type Urgency =
  | { kind: 'windowLeft'; ms: number; tone: Tone }
  | { kind: 'waiting'; ms: number; tone: Tone }
  | { kind: 'windowShut'; tone: Tone }
  | { kind: 'place'; place: 'offered' | 'script'; tone: Tone }
  | { kind: 'status'; tone: Tone };

const minute = 60_000;
const hour = 60 * minute;
/** Until service levels are set, these two make a wait visible. */
const longWaitMs = 5 * minute;
const veryLongWaitMs = 30 * minute;

export function urgencyOf(row: CaseRow, now: number): Urgency | null {
  const isLive = row.status !== 'closed' && row.status !== 'trashed';
  const left = row.windowClosesAt === null ? null : Date.parse(row.windowClosesAt) - now;
  if (isLive && row.status !== 'resolved' && left !== null && left > 0 && left <= hour) {
    return { kind: 'windowLeft', ms: left, tone: left <= 5 * minute ? 'danger' : 'warn' };
  }
  const waits = isLive && row.waitingSince !== null ? now - Date.parse(row.waitingSince) : null;
  // Somebody waits who cannot be answered: that matters more than for how long.
  if (waits !== null && left !== null && left <= 0) return { kind: 'windowShut', tone: 'danger' };
  if (row.place === 'offered' || (row.place === 'script' && waits === null)) return { kind: 'place', place: row.place, tone: 'info' };
  if (waits !== null)
    return { kind: 'waiting', ms: Math.max(0, waits), tone: waits >= veryLongWaitMs ? 'danger' : waits >= longWaitMs ? 'warn' : 'info' };
  if (row.status !== 'open')
    return { kind: 'status', tone: row.status === 'escalated' ? 'warn' : row.status === 'resolved' ? 'ok' : 'plain' };
  return left !== null && left <= 0 ? { kind: 'windowShut', tone: 'plain' } : null;
}

/** How often the chip must look at the clock. */
export function stepOf(row: CaseRow, now: number): number {
  const left = row.windowClosesAt === null ? Number.POSITIVE_INFINITY : Date.parse(row.windowClosesAt) - now;
  const waits = row.waitingSince === null ? Number.POSITIVE_INFINITY : now - Date.parse(row.waitingSince);
  return (left > 0 && left <= 6 * minute) || waits < 2 * minute ? 1000 : 15_000;
}
