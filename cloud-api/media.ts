/** Which files WhatsApp takes. */

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
