/** Meta's words for one message → ours. Kinds that Parley does not draw in full become `other`: nothing a customer sends is dropped. */
import { type InboundMedia, type InboundMessage, isBsuid, type WhatsappUser } from '#cloud-api/webhook.ts';
import type { Content, MediaRef } from '#contract/content.ts';
import type { Sender } from '#engine/customer/identify.ts';
import type { IncomingFile } from '#engine/events.ts';
import type { NewId } from '#engine/scene.ts';
import { cleanText, type Instant, readInstant } from './read-text.ts';

export type ReadMessage = {
  providerId: string;
  /** When it was written, by WhatsApp's clock, and what of that can be true. */
  written: Instant;
  content: Content;
  file: IncomingFile | null;
  /** What it answers, reacts to, changes or takes back. */
  quotedProviderId: string | null;
};
export type Reading = { receivedAt: number; newId: NewId };

export function readMessage(message: InboundMessage, { receivedAt, newId }: Reading): ReadMessage {
  const quoted = message.reaction?.message_id ?? originalOf(message) ?? message.context?.id;
  return {
    providerId: cleanText(message.id),
    written: readInstant(message.timestamp, receivedAt),
    quotedProviderId: quoted === undefined ? null : cleanText(quoted),
    ...readContent(message, newId),
  };
}

function readContent(message: InboundMessage, newId: NewId): Pick<ReadMessage, 'content' | 'file'> {
  if (message.type === 'text' && message.text) return { content: { kind: 'text', text: cleanText(message.text.body) }, file: null };
  const media = mediaOf(message);
  if (media) return readMedia(media, newId);
  const { wireType, summary } = summarise(message);
  return {
    content: { kind: 'other', wireType: cleanText(wireType, 60), summary: summary ? cleanText(summary, 4_096) : null },
    file: null,
  };
}

type Form = Extract<Content, { kind: 'file' }>['form'] | 'image';

function mediaOf(message: InboundMessage): { form: Form; media: InboundMedia } | null {
  const { type, image, video, audio, voice, document, sticker } = message;
  if (type === 'image' && image) return { form: 'image', media: image };
  if (type === 'video' && video) return { form: 'video', media: video };
  if (type === 'audio' && audio) return { form: audio.voice ? 'voice' : 'audio', media: audio };
  if (type === 'voice' && voice) return { form: 'voice', media: voice };
  if (type === 'document' && document) return { form: 'document', media: document };
  if (type === 'sticker' && sticker) return { form: 'sticker', media: sticker };
  return null;
}

function readMedia({ form, media }: { form: Form; media: InboundMedia }, newId: NewId): Pick<ReadMessage, 'content' | 'file'> {
  const caption = media.caption ? cleanText(media.caption) : null;
  const ref: MediaRef = {
    mediaId: newId(),
    state: 'pending',
    mimeType: null,
    sizeBytes: null,
    width: null,
    height: null,
    fileName: media.filename ? cleanText(media.filename, 255) : null,
    failure: null,
  };
  const content: Content = form === 'image' ? { kind: 'image', media: ref, caption } : { kind: 'file', form, media: ref, caption };
  return { content, file: { providerMediaId: cleanText(media.id), sha256: readHash(media.sha256) } };
}

/** Base64 in webhooks, hex from us on. */
function readHash(sha256: string | undefined): string | null {
  const bytes = Buffer.from(sha256 ?? '', 'base64');
  return bytes.length === 32 ? bytes.toString('hex') : null;
}

/** The name on the wire, as exact as it is known, and what can be said of it in words. */
function summarise(message: InboundMessage): { wireType: string; summary: string | undefined } {
  const { type, location, contacts, reaction, interactive, button, order, system, unsupported, errors } = message;
  if (location) return { wireType: type, summary: placeOf(location) };
  if (contacts) return { wireType: type, summary: contacts.flatMap(({ name }) => name?.formatted_name ?? []).join(', ') };
  if (reaction) return { wireType: type, summary: reaction.emoji };
  if (interactive) return { wireType: interactive.type, summary: interactive.button_reply?.title ?? interactive.list_reply?.title };
  if (button) return { wireType: type, summary: button.text };
  if (order) return { wireType: type, summary: order.text };
  if (system) return { wireType: system.type ?? type, summary: system.body };
  if (unsupported?.type) return { wireType: unsupported.type, summary: undefined };
  if (type === 'edit') return { wireType: type, summary: editedText(message) };
  return { wireType: type, summary: errors?.[0]?.error_data?.details };
}

function placeOf({ name, address, latitude, longitude }: NonNullable<InboundMessage['location']>): string {
  return [name, address].filter(Boolean).join(', ') || `${latitude}, ${longitude}`;
}

type Loose = Record<string, unknown> | undefined;
const partOf = (value: Loose, name: string): Loose => {
  const part = value?.[name];
  return typeof part === 'object' && part !== null ? (part as Record<string, unknown>) : undefined;
};
const wordOf = (value: Loose, name: string): string | undefined => {
  const word = value?.[name];
  return typeof word === 'string' ? word : undefined;
};

const originalOf = (message: InboundMessage): string | undefined =>
  wordOf(partOf(message, 'edit') ?? partOf(message, 'revoke'), 'original_message_id');

function editedText(message: InboundMessage): string | undefined {
  const edited = partOf(partOf(message, 'edit'), 'message');
  return wordOf(partOf(edited, 'text'), 'body') ?? wordOf(partOf(edited, wordOf(edited, 'type') ?? ''), 'caption');
}

/** Null when nothing says who wrote it: neither number nor BSUID, nor one contact with a username. A BSUID has been seen where a number belongs. */
export function readSender(message: InboundMessage, users: readonly WhatsappUser[]): Sender | null {
  const ids = [message.from, message.from_user_id].flatMap((id) => (id ? [cleanText(id, 200)] : []));
  const user =
    users.find(({ wa_id, user_id }) => ids.some((id) => id === wa_id || id === user_id)) ?? (users.length === 1 ? users[0] : undefined);
  const { phone, bsuid } = readAddress([...ids, ...[user?.wa_id, user?.user_id].flatMap((id) => (id ? [cleanText(id, 200)] : []))]);
  const username = shortText(user?.profile?.username, 100);
  if (phone === null && bsuid === null && username === null) return null;
  return { phone, bsuid, username, name: shortText(user?.profile?.name, 300) };
}

export function readAddress(ids: readonly string[]): Pick<Sender, 'phone' | 'bsuid'> {
  const bsuid = ids.find(isBsuid) ?? null;
  const phone =
    ids
      .filter((id) => !isBsuid(id))
      .map((id) => id.replace(/\D/g, ''))
      .find((digits) => digits.length > 0) ?? null;
  return { phone, bsuid };
}

function shortText(text: string | undefined, maxLength: number): string | null {
  const clean = cleanText(text ?? '', maxLength).trim();
  return clean === '' ? null : clean;
}
