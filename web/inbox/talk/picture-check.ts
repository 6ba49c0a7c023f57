/** Pictures before they leave: what WhatsApp takes as it is, what must become a smaller JPEG first (with consent), what cannot be sent. */

/** Meta, supported media types: image/jpeg and image/png up to 5 MB. */
export const pictureBytes = 5 * 1024 * 1024;
export const captionCharacters = 1024;
export const textCharacters = 4096;
/** The counter shows from here on. */
export const counterFrom = 3600;
const asTheyAre = ['image/jpeg', 'image/png'];

export type PictureVerdict = 'ready' | 'too-large' | 'other-form' | 'no-picture';

export function checkPicture(file: { type: string; size: number }): PictureVerdict {
  if (!file.type.startsWith('image/') || file.type === 'image/svg+xml') return 'no-picture';
  if (!asTheyAre.includes(file.type)) return 'other-form';
  return file.size > pictureBytes ? 'too-large' : 'ready';
}

/** The longest edges to try, and how hard to squeeze, until it fits. */
export const shrinkSteps = [
  { edge: 2560, quality: 0.88 },
  { edge: 1920, quality: 0.85 },
  { edge: 1600, quality: 0.8 },
  { edge: 1280, quality: 0.72 },
] as const;

export function fitInto(size: { width: number; height: number }, edge: number): { width: number; height: number } {
  const scale = Math.min(1, edge / Math.max(size.width, size.height));
  return { width: Math.max(1, Math.round(size.width * scale)), height: Math.max(1, Math.round(size.height * scale)) };
}
