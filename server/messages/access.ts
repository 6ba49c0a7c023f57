/** The only ways to hold a message, a file or a quote in an operation: through the case they belong to. */
import type { MediaRef } from '#contract/content.ts';
import type { ChannelPermission } from '#contract/permissions.ts';
import { caseFor } from '../cases/access.ts';
import type { KnownCase } from '../cases/queries.ts';
import type { Db } from '../db/database.ts';
import type { SignedCall } from '../http/call.ts';
import { findMedia } from '../media/queries.ts';
import { Refusal } from '../refusal.ts';
import { findMessage, isFree, isQuotable, type KnownMessage } from './queries.ts';

export async function messageFor(
  call: SignedCall,
  messageId: string,
  permission: ChannelPermission,
): Promise<{ message: KnownMessage; known: KnownCase }> {
  const message = await findMessage(call.db, messageId);
  if (!message) throw new Refusal('not-found');
  return { message, known: await caseFor(call, message.caseId, permission) };
}

/** A picture goes once: the one who sends it again sends the failed message again. */
export async function uploadFor(db: Db, caseId: string, mediaId: string): Promise<MediaRef> {
  const media = await findMedia(db, mediaId);
  if (!media || media.caseId !== caseId || !(await isFree(db, mediaId))) throw new Refusal('not-found');
  const { state, mimeType, sizeBytes, width, height, fileName, failure } = media;
  return { mediaId, state, mimeType, sizeBytes, width, height, fileName, failure };
}

/** Quotes stay between this customer and this channel, and name what WhatsApp knows. */
export async function quoteFor(db: Db, { customer, channel }: KnownCase, messageId: string): Promise<string> {
  if (!(await isQuotable(db, messageId, { customerId: customer.id, channelId: channel.id }))) throw new Refusal('not-found');
  return messageId;
}
