/**
 * What a message can contain, independent of any channel. Kinds WhatsApp knows and Parley does not yet draw in full
 * are `other` (the sentence for people plus the wire name), so nothing a customer sends is ever dropped.
 */
import { z } from 'zod';
import { id } from './basics.ts';

/** The file behind a message; bytes are served by Parley only (`GET /api/v1/media/:mediaId/…`). */
export const mediaRef = z.object({
  mediaId: id,
  state: z.enum(['pending', 'ready', 'failed']),
  /** Detected from the bytes, never the sender's word; null until fetched. */
  mimeType: z.string().nullable(),
  sizeBytes: z.number().int().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  fileName: z.string().nullable(),
  /** Why it stays away: a name of `mediaFailures`. */
  failure: z.string().nullable(),
});
export type MediaRef = z.infer<typeof mediaRef>;

const text = z.object({ kind: z.literal('text'), text: z.string().max(65_536) });
const image = z.object({ kind: z.literal('image'), media: mediaRef, caption: z.string().nullable() });
/** Video, audio, document, sticker: fetched and shown as a file until their own bubbles come. */
const file = z.object({
  kind: z.literal('file'),
  form: z.enum(['video', 'audio', 'voice', 'document', 'sticker']),
  media: mediaRef,
  caption: z.string().nullable(),
});
const other = z.object({
  kind: z.literal('other'),
  /** The name on the wire (`location`, `poll`, …). */
  wireType: z.string(),
  /** What can be said of it in words: a place's name, the chosen button's title, an emoji; null when nothing. */
  summary: z.string().nullable(),
});

export const content = z.discriminatedUnion('kind', [text, image, file, other]);
export type Content = z.infer<typeof content>;

/** What a person may send; `other` and `file` only come in. WhatsApp's limits are in `cloud-api/limits.ts`. */
export const outgoing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string().max(65_536) }),
  z.object({ kind: z.literal('image'), mediaId: id, caption: z.string().max(65_536).nullable() }),
]);
export type Outgoing = z.infer<typeof outgoing>;

/** The last line of a case in lists: the kind tells the icon, the text is cut to 160 characters. */
export const preview = z.object({ kind: z.string(), text: z.string().nullable(), direction: z.enum(['in', 'out']) });
export type Preview = z.infer<typeof preview>;
