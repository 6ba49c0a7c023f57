/** Media endpoints: upload, read (an address good for five minutes), delete. */
import { z } from 'zod';

export const uploadAnswer = z.looseObject({ id: z.string().min(1) });

/** `sha256` is hex here; `file_size` is documented as a string and seen as a number. */
export const mediaAnswer = z.looseObject({
  id: z.string(),
  url: z.string(),
  mime_type: z.string(),
  sha256: z.string(),
  file_size: z.union([z.number(), z.string().transform(Number)]),
});
export type MediaAnswer = z.infer<typeof mediaAnswer>;

/** What may be uploaded, by kind. Inbound documents may have any type. */
export const mediaTypes = {
  image: ['image/jpeg', 'image/png'],
  video: ['video/mp4', 'video/3gpp'],
  audio: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
  document: [
    'text/plain',
    'application/pdf',
    'application/msword',
    'application/vnd.ms-excel',
    'application/vnd.ms-powerpoint',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ],
  sticker: ['image/webp'],
} as const satisfies Record<string, readonly string[]>;
export type MediaKind = keyof typeof mediaTypes;

export function mediaKind(mimeType: string): MediaKind | null {
  const bare = (mimeType.split(';')[0] ?? '').trim().toLowerCase();
  for (const [kind, types] of Object.entries(mediaTypes)) if ((types as readonly string[]).includes(bare)) return kind as MediaKind;
  return null;
}
