/**
 * Station 10: what a person wrote becomes a queued message. The customer is locked first, so that what is checked is what is written,
 * and two who press "again" at once send once.
 */
import { limits } from '#cloud-api/limits.ts';
import type { Content, Outgoing } from '#contract/content.ts';
import type { Message } from '#contract/messages.ts';
import type { NewMessage } from '#engine/events.ts';
import { reply } from '#engine/message/reply.ts';
import { checkSend } from '#engine/message/send-check.ts';
import type { KnownCase } from '../cases/queries.ts';
import type { Db } from '../db/database.ts';
import type { SignedCall } from '../http/call.ts';
import { throwRefusal } from '../refusal.ts';
import { actOnCase } from '../scene/act.ts';
import { Conflict } from '../scene/apply.ts';
import { lockCustomer, selectMessages, selectSenderFacts } from './queries.ts';

/** What is to be sent; `isReady` false = its file is not there (yet). */
export type Draft = { content: Content; isReady: boolean; quotedMessageId: string | null; retryOf: string | null };

const mostTries = 3;

/** Inside one transaction with the customer locked: `draft` may look at anything that must not change before the message stands. */
export async function queueMessage(call: SignedCall, known: KnownCase, draft: (db: Db) => Promise<Draft>): Promise<Message> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call.db.transact(async (db) => {
        await lockCustomer(db, known.customer.id);
        return write({ ...call, db }, known, await draft(db));
      });
    } catch (error) {
      // The sender's last slot was taken since it was counted: look again, and mark the case as one too many.
      if (!(error instanceof Conflict) || attempt === mostTries) throw error;
    }
  }
}

async function write(call: SignedCall, known: KnownCase, draft: Draft): Promise<Message> {
  const { personId, isAgent } = call.signed;
  const { load, capacity, ...way } = await selectSenderFacts(call.db, { caseId: known.id, personId });
  const messageId = call.context.newId();
  await actOnCase(call, known.id, ({ now, customer }, live) => {
    const sending = { ...way, now, status: live.status, content: outgoingOf(draft.content), isMediaReady: draft.isReady };
    const [refusal] = checkSend(sending, limits);
    if (refusal) return refusal;
    const agent = isAgent && load !== null && capacity !== null ? { load, capacity } : null;
    return reply(live, {
      now,
      message: newMessage(call, { known, customerId: customer.id, draft, messageId, now }),
      personId,
      agent,
      newId: call.context.newId,
    });
  });
  const [message] = await selectMessages(call.db, [messageId]);
  if (!message) throw new Error('A message that was just written is gone.');
  return message;
}

function outgoingOf(content: Content): Outgoing {
  if (content.kind === 'text') return content;
  if (content.kind === 'image') return { kind: 'image', mediaId: content.media.mediaId, caption: content.caption };
  return throwRefusal({ refusal: 'retry-not-possible', details: {} });
}

/** `customerId`: whose the case is now; they may have been joined since it was read. */
type Writing = { known: KnownCase; customerId: string; draft: Draft; messageId: string; now: number };

function newMessage(call: SignedCall, { known, customerId, draft, messageId, now }: Writing): NewMessage {
  return {
    id: messageId,
    caseId: known.id,
    customerId,
    channelId: known.channel.id,
    author: { kind: 'agent', personId: call.signed.personId },
    content: draft.content,
    providerId: null,
    providerAt: null,
    at: now,
    quotedMessageId: draft.quotedMessageId,
    retryOf: draft.retryOf,
    clientId: call.key,
    inboundId: null,
    traceId: call.requestId,
    file: null,
  };
}
