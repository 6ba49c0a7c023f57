/**
 * What the answer to one attempt means for its rows: pure. An attempt is settled once; what comes after that changes nothing. Only the
 * holder of the lease may put a message back into the queue: whoever lost it (a frozen process, F38) cannot know what happened since.
 */
import { errorMeaning } from '#cloud-api/errors.ts';
import type { Failure, MessageStatus } from '#contract/messages.ts';
import type { SceneEventOf } from '#engine/events.ts';
import { nextStatus } from '#engine/message/status.ts';
import { failureOf, failureOfRefusal } from '../channels/whatsapp/failures.ts';
import type { Sent } from '../channels/whatsapp/outcome.ts';
import { mostTries, waitAfter } from './backoff.ts';
import type { Handed } from './claim.ts';

/** The rows as they are now, under lock. */
export type Current = {
  isOpen: boolean;
  isHeld: boolean;
  status: MessageStatus;
  failure: Failure | null;
  /** Known already when a status came before the answer. */
  providerId: string | null;
};
export type Settled = {
  attempt: { outcome: 'accepted' | 'later' | 'rejected' | 'unknown'; wamid: string | null; code: number | null };
  outbox: { state: 'queued' | 'accepted' | 'rejected' | 'unknown'; runAt: number | null };
  event: SceneEventOf<'message.status-changed'> | null;
  /** Until when the whole number is silent. */
  heldUntil: number | null;
  /** The channel is out of order until somebody repairs it. */
  pausedBy: number | null;
  /** WhatsApp no longer knows the uploaded file. */
  isFileForgotten: boolean;
};
export type Answered = Pick<Handed, 'outboxId' | 'tries' | 'messageId' | 'caseId' | 'content'>;

export function settle(answered: Answered, { sent, now }: { sent: Sent; now: number }, current: Current): Settled | null {
  if (!current.isOpen) return null;
  // A word about the message is proof that WhatsApp has it, whatever became of the answer.
  const wamid = sent.kind === 'accepted' ? sent.wamid : current.providerId;
  if (wamid !== null) return taken(answered, { wamid, now }, current);
  switch (sent.kind) {
    case 'unknown':
      return unknown(answered, now, current);
    case 'later':
      return later(answered, { sent, now }, current);
    case 'rejected':
      return rejected(answered, { sent, now }, current);
    default:
      // `accepted` always has its wamid.
      throw new Error('An accepted message has no wamid.');
  }
}

const quiet = { event: null, heldUntil: null, pausedBy: null, isFileForgotten: false } as const;

function taken(answered: Answered, { wamid, now }: { wamid: string; now: number }, current: Current): Settled {
  const to = nextStatus(current.status, 'accepted') ?? current.status;
  return {
    ...quiet,
    attempt: { outcome: 'accepted', wamid, code: null },
    outbox: { state: 'accepted', runAt: null },
    event: changed(answered, current.status, { to, now, providerId: wamid, failure: to === 'failed' ? current.failure : null }),
  };
}

function unknown(answered: Answered, now: number, { status }: Current): Settled {
  return {
    ...quiet,
    attempt: { outcome: 'unknown', wamid: null, code: null },
    outbox: { state: 'unknown', runAt: null },
    event: status === 'queued' ? changed(answered, status, { to: 'unknown', now, providerId: null, failure: null }) : null,
  };
}

type Answer<Kind extends Sent['kind']> = { sent: Extract<Sent, { kind: Kind }>; now: number };

function later(answered: Answered, { sent, now }: Answer<'later'>, current: Current): Settled {
  const isHopeless = sent.scope === 'message' && sent.code !== null && answered.tries + 1 >= mostTries;
  if (isHopeless || !current.isHeld) return failed(answered, { now, code: sent.code, failure: failureOfLater(sent.code) }, current);
  const wait = waitAfter(sent, answered);
  return {
    ...quiet,
    attempt: { outcome: 'later', wamid: null, code: sent.code },
    outbox: { state: 'queued', runAt: wait.scope === 'message' ? now + wait.waitMs : now },
    heldUntil: wait.scope === 'number' ? now + wait.waitMs : null,
  };
}

function rejected(answered: Answered, { sent, now }: Answer<'rejected'>, current: Current): Settled {
  const { code } = sent;
  const again: Settled = {
    ...quiet,
    attempt: { outcome: 'rejected', wamid: null, code },
    outbox: { state: 'queued', runAt: now },
  };
  if (current.isHeld && code !== null && isChannelsTrouble(code)) return { ...again, pausedBy: code };
  if (current.isHeld && answered.tries === 0 && answered.content.kind === 'image' && fileCodes.has(code ?? 0)) {
    return { ...again, isFileForgotten: true };
  }
  return failed(answered, { now, code, failure: sent.failure }, current);
}

function failed(
  answered: Answered,
  { now, code, failure }: { now: number; code: number | null; failure: Failure },
  { status }: Current,
): Settled {
  const to = nextStatus(status, 'failed');
  return {
    ...quiet,
    attempt: { outcome: 'rejected', wamid: null, code },
    outbox: { state: 'rejected', runAt: null },
    event: to && changed(answered, status, { to, now, providerId: null, failure }),
  };
}

function changed(
  { messageId, caseId }: Answered,
  from: MessageStatus,
  { to, now, providerId, failure }: { to: MessageStatus; now: number; providerId: string | null; failure: Failure | null },
): SceneEventOf<'message.status-changed'> {
  return { type: 'message.status-changed', messageId, caseId, from, to, providerId, failure, at: now };
}

const failureOfLater = (code: number | null): Failure => (code === null ? failureOfRefusal('overloaded', {}) : failureOf(code));

/** Token, permission, number or payment: every message of the channel would fail the same way, so none is burnt (F29). */
const channelCodes = new Set([0, 10, 33, 190, 368, 2500, 131_005, 131_031, 131_042, 131_045, 133_010]);
export const isChannelsTrouble = (code: number): boolean => channelCodes.has(code) || (code >= 200 && code <= 299);

/** What Meta says when the id of a file means nothing (any more): uploaded once more, then the message fails (F32). */
const fileCodes = new Set([100, 131_009, 131_053]);

/** Both languages at once: the reason is one text, read by people of either. */
export function pausedReason(code: number): string {
  const { sentence, step } = errorMeaning(code);
  return `${sentence.ko} ${step.ko} / ${sentence.en} ${step.en} (WhatsApp ${code})`;
}
