/** Media endpoints: upload, read, delete; and the host the bytes come from. */
import { limits } from '#cloud-api/limits.ts';
import { type MediaKind, mediaKind, mediaTypes } from '#cloud-api/media.ts';
import { type GraphError, missingParameter, unknownObject, whatsappError } from './graph-answer.ts';
import type { GraphCall } from './graph-call.ts';
import type { Answered } from './graph-messages.ts';
import type { Shelf } from './media.ts';
import type { BusinessNumber, Media } from './world.ts';

const mostBytes: Record<MediaKind, number> = {
  image: limits.imageBytes,
  video: limits.videoBytes,
  audio: limits.audioBytes,
  document: limits.documentBytes,
  sticker: limits.animatedStickerBytes,
};
const allTypes = Object.values(mediaTypes).flat().join(', ');

export async function upload(shelf: Shelf, number: BusinessNumber, { fields, file }: GraphCall): Promise<Answered> {
  if (fields.messaging_product === undefined) return { error: missingParameter('messaging_product') };
  if (fields.messaging_product !== 'whatsapp') return { error: whatsappError(100, 'Param messaging_product must be one of {WHATSAPP}') };
  if (!file) return { error: missingParameter('file') };
  const mimeType = typeof fields.type === 'string' && fields.type !== '' ? fields.type : file.mimeType;
  const kind = mediaKind(mimeType);
  if (kind === null) return { error: notTaken(mimeType) };
  if (file.isTooBig || file.bytes.length > mostBytes[kind])
    return { error: whatsappError(131053, `The file is too big. A file of type ${mimeType} may have at most ${mostBytes[kind]} bytes.`) };
  if (file.bytes.length === 0) return { error: whatsappError(131053, 'The file is empty.') };
  const { id } = await shelf.keep({ bytes: file.bytes, mimeType, phoneNumberId: number.phoneNumberId, lifeMs: limits.uploadedMediaMs });
  return { good: { id } };
}

const notTaken = (mimeType: string): GraphError => ({
  status: 400,
  message: `(#100) Param file must be a file with one of the following types: ${allTypes}. Received file of type '${mimeType}'.`,
  type: 'OAuthException',
  code: 100,
});

/** An id is bound to its number: named with another one, it does not exist. */
const isForeign = (media: Media, { fields }: GraphCall): boolean =>
  fields.phone_number_id !== undefined && fields.phone_number_id !== media.phoneNumberId;

export function readMedia(shelf: Shelf, media: Media, call: GraphCall): Answered {
  if (isForeign(media, call)) return { error: unknownObject('get', media.id) };
  const { id, mimeType, sha256, sizeBytes } = media;
  const url = `${call.origin}${shelf.address(media)}`;
  return { good: { messaging_product: 'whatsapp', url, mime_type: mimeType, sha256, file_size: sizeBytes, id } };
}

export async function deleteMedia(shelf: Shelf, media: Media, call: GraphCall): Promise<Answered> {
  if (isForeign(media, call)) return { error: unknownObject('delete', media.id) };
  await shelf.remove(media);
  return { good: { success: true } };
}
