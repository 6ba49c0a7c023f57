/** What the composer may do now. The clock decides about the window, the case's row about being over; all else is the server's word. */
import type { CaseRow } from '#contract/cases.ts';
import { type RefusalCode, refusalSentence } from '#contract/refusals.ts';
import type { Sentence } from './pending.ts';
import { readWindow, type WindowClock } from './window-clock.ts';

export type Blocked = 'window-shut' | 'never-written' | 'no-permission' | 'paused' | 'case-over' | 'unreachable' | 'gone';
export type ComposerMode = { kind: 'open'; window: WindowClock } | { kind: 'blocked'; why: Blocked; sentence: Sentence };

type Refused = { code: string; ko: string; en: string } | null;
const lasting: Record<string, Blocked> = {
  'not-permitted': 'no-permission',
  'channel-paused': 'paused',
  'customer-unreachable': 'unreachable',
  'not-found': 'gone',
};

/** `reply` is the server's word from when the case was read; what it says about time and status may have passed since. */
export function composerMode(row: Pick<CaseRow, 'status' | 'windowClosesAt'>, reply: Refused, now: number): ComposerMode {
  const lastingWhy = reply && lasting[reply.code];
  if (reply && lastingWhy) return { kind: 'blocked', why: lastingWhy, sentence: { ko: reply.ko, en: reply.en } };
  if (row.status === 'closed' || row.status === 'trashed')
    return { kind: 'blocked', why: 'case-over', sentence: sentenceOf('case-closed') };
  const window = readWindow(row.windowClosesAt, now);
  if (window.phase === 'shut') return { kind: 'blocked', why: 'window-shut', sentence: sentenceOf('window-shut') };
  if (window.phase === 'never') return { kind: 'blocked', why: 'never-written', sentence: sentenceOf('window-shut') };
  return { kind: 'open', window };
}

/** Whether the field looks the same; the clock beside it counts by itself. */
export const isSameMode = (a: ComposerMode, b: ComposerMode): boolean =>
  a.kind === 'blocked' && b.kind === 'blocked' ? a.why === b.why && a.sentence.ko === b.sentence.ko : a.kind === b.kind;

const sentenceOf = (code: RefusalCode): Sentence => ({ ko: refusalSentence(code, {}, 'ko'), en: refusalSentence(code, {}, 'en') });
