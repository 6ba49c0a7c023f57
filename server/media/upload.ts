/** Takes a picture a person wants to send: its bytes decide what it is, and only a fresh copy of its pixels is kept. */
import { createReadStream } from 'node:fs';
import type { FastifyRequest } from 'fastify';
import { limits } from '#cloud-api/limits.ts';
import type { MediaRef } from '#contract/content.ts';
import { caseFor } from '../cases/access.ts';
import { MediaTooLarge } from '../channels/whatsapp/capped.ts';
import type { SignedCall } from '../http/call.ts';
import { Refusal } from '../refusal.ts';
import { detectType, isPicture } from './detect.ts';
import { keepThumbnail } from './examine.ts';
import { hasRoom } from './fetch.ts';
import { safeName } from './file-name.ts';
import { type Picture, writeForSending } from './pictures.ts';
import { insertUpload } from './queries.ts';
import { type Draft, draftPath, dropDraft, keepDraft, writeDraft } from './store.ts';

/** A phone's photograph; what WhatsApp takes (5 MB) is made of it. */
export const mostUploadBytes = 25 * 1024 * 1024;
const accepted = 'JPEG, PNG, WebP, GIF';

export async function takeUpload(call: SignedCall, caseId: string, request: FastifyRequest): Promise<MediaRef> {
  const known = await caseFor(call, caseId, 'messages.attach');
  if (!(await hasRoom(call.context))) throw new Refusal('overloaded');
  const { draft: original, name } = await receive(call, request);
  try {
    const { draft, picture } = await renew(call, original);
    try {
      await keepThumbnail(call.context, draft);
      await keepDraft(call.context, draft);
    } catch (error) {
      await dropDraft(draft);
      throw error;
    }
    const fileName = safeName(name, picture.mimeType);
    const mediaId = call.context.newId();
    const { sha256, sizeBytes } = draft;
    await insertUpload(call.db, { id: mediaId, caseId, channelId: known.facts.channelId, fileName, sha256, sizeBytes, ...picture });
    return { mediaId, state: 'ready', sizeBytes, ...picture, fileName, failure: null };
  } finally {
    await dropDraft(original);
  }
}

async function receive({ context }: SignedCall, request: FastifyRequest): Promise<{ draft: Draft; name: string }> {
  try {
    // One byte more than allowed is let in, so that the exact size passes and the next is noticed.
    const part = await request.file({ limits: { files: 1, fields: 0, fileSize: mostUploadBytes + 1 }, throwFileSizeLimit: false });
    if (part?.fieldname !== 'file') throw new Refusal('invalid-input', { problems: 'file' });
    return { draft: await writeDraft(context, part.file, { maxBytes: mostUploadBytes }), name: part.filename };
  } catch (error) {
    if (error instanceof MediaTooLarge) throw new Refusal('too-large', { limit: `${mostUploadBytes / 1024 ** 2} MB` });
    // A body that is no form, has more parts, or was cut off.
    if (isSenders(error)) throw new Refusal('invalid-input', { problems: 'multipart/form-data' });
    throw error;
  }
}

function isSenders(error: unknown): boolean {
  const { statusCode, code, message } = error as { statusCode?: number; code?: string; message?: string };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return true;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || /multipart|Part terminated early/i.test(message ?? '');
}

async function renew({ context }: SignedCall, original: Draft): Promise<{ draft: Draft; picture: Picture }> {
  const type = await detectType(original.path);
  if (!isPicture(type)) throw new Refusal('unsupported-type', { type, accepted });
  const path = draftPath(context);
  try {
    const picture = await writeForSending(original.path, path);
    if (!picture) throw new Refusal('unsupported-type', { type: `${type} (damaged, or over 50 megapixels)`, accepted });
    return { draft: await writeDraft(context, createReadStream(path), { maxBytes: limits.imageBytes }), picture };
  } finally {
    await dropDraft({ path });
  }
}
