/** What a file is, from its bytes alone: neither its name nor its sender's word counts (T23, T24). */
import { open } from 'node:fs/promises';
import { FileTypeParser } from 'file-type';

/** The only types a browser may draw or play within our own origin. */
const safe = {
  picture: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
  sound: ['audio/ogg', 'audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/amr'],
  film: ['video/mp4', 'video/3gpp'],
} as const;
export const isPicture = (mimeType: string): boolean => (safe.picture as readonly string[]).includes(mimeType);
export const isInline = (mimeType: string): boolean => Object.values<readonly string[]>(safe).some((types) => types.includes(mimeType));

/** Handed on under their own names, but only to be saved. Everything else is bytes. */
const named = ['application/pdf', 'application/zip', 'text/plain'];
export const servedType = (mimeType: string): string => {
  if (mimeType === 'text/plain') return 'text/plain; charset=utf-8';
  const isNamed = named.includes(mimeType) || mimeType.startsWith('application/vnd.openxmlformats-officedocument.');
  return isInline(mimeType) || isNamed ? mimeType : unknownType;
};

export const unknownType = 'application/octet-stream';
/** Names of the same thing. */
const synonyms: Record<string, string> = { 'image/apng': 'image/png', 'audio/x-m4a': 'audio/mp4' };
const detectionMs = 5_000;

export async function detectType(path: string): Promise<string> {
  // A file that breaks the detector is not what it pretends to be, and no bug of ours.
  const found = await new FileTypeParser({ signal: AbortSignal.timeout(detectionMs) }).fromFile(path).catch(() => undefined);
  if (found) {
    const bare = found.mime.split(';')[0] ?? unknownType;
    return synonyms[bare] ?? bare;
  }
  return (await isText(path)) ? 'text/plain' : unknownType;
}

/** Markup is text as well: it is named so, and a browser told `nosniff` leaves it at that. */
async function isText(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(8_192), 0, 8_192, 0);
    const head = buffer.subarray(0, bytesRead);
    if (bytesRead === 0 || head.includes(0)) return false;
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  } finally {
    await file.close();
  }
}
