/** One chip per row, the most urgent thing first: the window is closing, a customer waits, a state worth a word. */
import type { CaseRow } from '#contract/cases.ts';
import { lasting } from '../../api/clock.ts';
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

/** Changes when the chip says something else: what is left of a window by the second, a wait as `lasting` tells it. */
export function signOf(urgency: Urgency | null): string {
  if (!urgency || !('ms' in urgency)) return JSON.stringify(urgency);
  const isCounted = urgency.kind === 'windowLeft' && urgency.ms < 5 * minute;
  return `${urgency.kind} ${urgency.tone} ${isCounted ? Math.ceil(urgency.ms / 1000) : lasting(urgency.ms)}`;
}
