/**
 * Everything that stands against a send, in the order in which somebody could repair it: the case and the way to the customer
 * first, then what was written. Empty = it may go. The numbers come from the caller, since every channel has its own.
 */
import type { CaseStatus } from '#contract/cases.ts';
import type { Outgoing } from '#contract/content.ts';
import { type RefusalValue, refuse } from '#contract/refusals.ts';
import { isBlank } from './blank.ts';
import { isWindowOpen } from './window.ts';

export type SendLimits = { textCharacters: number; captionCharacters: number };

/** The way to the customer, whatever is said. */
export type Way = {
  now: number;
  status: CaseStatus;
  lastCustomerMessageAt: number | null;
  /** Why the channel is paused; null = it is not. */
  pausedReason: string | null;
  isReachable: boolean;
};
export type Sending = Way & { content: Outgoing; isMediaReady: boolean };

export function checkSend(sending: Sending, limits: SendLimits): RefusalValue[] {
  return [...checkWay(sending), ...checkContent(sending.content, sending.isMediaReady, limits)];
}

export function checkWay({ now, status, lastCustomerMessageAt, pausedReason, isReachable }: Way): RefusalValue[] {
  if (status === 'closed' || status === 'trashed') return [refuse('case-closed')];
  const against: RefusalValue[] = [];
  if (pausedReason !== null) against.push(refuse('channel-paused', { reason: pausedReason }));
  if (!isReachable) against.push(refuse('customer-unreachable'));
  if (!isWindowOpen(lastCustomerMessageAt, now)) against.push(refuse('window-shut'));
  return against;
}

function checkContent(content: Outgoing, isMediaReady: boolean, limits: SendLimits): RefusalValue[] {
  if (content.kind === 'text') {
    return isBlank(content.text) ? [refuse('nothing-to-send')] : checkLength(content.text, limits.textCharacters);
  }
  return [...checkLength(content.caption ?? '', limits.captionCharacters), ...(isMediaReady ? [] : [refuse('media-not-ready')])];
}

/** WhatsApp counts characters as people do, not their halves: an emoji outside the first plane is one. */
function checkLength(text: string, limit: number): RefusalValue[] {
  const length = [...text].length;
  return length > limit ? [refuse('text-too-long', { limit, length })] : [];
}
