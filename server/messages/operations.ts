/** Reading a conversation and answering in it. */
import type { Message } from '#contract/messages.ts';
import { isBlank } from '#engine/message/blank.ts';
import { mayOnChannel } from '#engine/role/may.ts';
import { caseFor } from '../cases/access.ts';
import type { Handlers, SignedCall } from '../http/call.ts';
import { notPermitted } from '../http/serve.ts';
import { Refusal } from '../refusal.ts';
import { messageFor, quoteFor, uploadFor } from './access.ts';
import { type Draft, queueMessage } from './compose.ts';
import { cursorOf, placeOf } from './cursor.ts';
import { hasRetry, selectMessages, selectPage } from './queries.ts';
import { readRaw } from './raw.ts';
import { markCaseRead } from './reading.ts';
import { showTyping } from './typing.ts';

export const messageHandlers = {
  listMessages: async (call, { caseId, before, limit }) => {
    await caseFor(call, caseId, 'cases.view-own');
    const places = await selectPage(call.db, { caseId, before: before === undefined ? null : placeOf(before), limit: limit + 1 });
    const page = places.slice(0, limit);
    const oldest = page.at(-1);
    const rows = await selectMessages(call.db, page.map(({ id }) => id).reverse());
    return { rows, next: places.length > limit && oldest ? cursorOf(oldest) : null };
  },
  sendMessage: async (call, { caseId, content, quoteMessageId }): Promise<Message> => {
    const known = await caseFor(call, caseId, 'messages.reply');
    if (content.kind === 'image') await allowAttaching(call, known.facts.channelId);
    return queueMessage(call, known, async (db): Promise<Draft> => {
      const quotedMessageId = quoteMessageId === null ? null : await quoteFor(db, known, quoteMessageId);
      const rest = { quotedMessageId, retryOf: null };
      if (content.kind === 'text') return { ...rest, content, isReady: true };
      const media = await uploadFor(db, caseId, content.mediaId);
      const caption = content.caption === null || isBlank(content.caption) ? null : content.caption;
      return { ...rest, content: { kind: 'image', media, caption }, isReady: media.state === 'ready' };
    });
  },
  retryMessage: async (call, { messageId }) => {
    const { message, known } = await messageFor(call, messageId, 'messages.reply');
    if (message.content.kind === 'image') await allowAttaching(call, known.facts.channelId);
    return queueMessage(call, known, async (db): Promise<Draft> => {
      const { message: failed } = await messageFor({ ...call, db }, messageId, 'messages.reply');
      const isOurs = failed.direction === 'out' && failed.status === 'failed';
      if (!isOurs || (await hasRetry(db, failed))) throw new Refusal('retry-not-possible');
      return { content: failed.content, isReady: true, quotedMessageId: failed.quotedMessageId, retryOf: failed.id };
    });
  },
  readRawMessage: async (call, { messageId }) => {
    const { message } = await messageFor(call, messageId, 'messages.view-raw');
    const raw = await readRaw(call.db, message);
    if (raw === undefined) throw new Refusal('not-found');
    return { raw };
  },
  markRead: async (call, { caseId }) => {
    await markCaseRead(call, await caseFor(call, caseId, 'cases.view-own'));
    return {};
  },
  tellTyping: async (call, { caseId }) => {
    await showTyping(call, await caseFor(call, caseId, 'messages.reply'));
    return {};
  },
} satisfies Handlers;

async function allowAttaching(call: SignedCall, channelId: string): Promise<void> {
  const missing = mayOnChannel(call.signed.grants, 'messages.attach', channelId);
  if (missing) throw await notPermitted(call.context, call.signed, missing.missing);
}
