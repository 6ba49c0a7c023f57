/**
 * Pictures are decoded here and nowhere else: four formats, a limit on pixels and frames read from the header before anything is
 * decoded, ten seconds, one at a time (T25). What is written anew bears no metadata of the camera (T27).
 */
import sharp, { type Sharp } from 'sharp';
import { limits } from '#cloud-api/limits.ts';
import { openGate } from './gate.ts';

// libvips could also read SVG, PDF, TIFF and more: doors that stay shut.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif'] });
sharp.cache(false);
sharp.concurrency(1);

/** 50 megapixels need at most 200 MB while they are turned upright. */
const mostPixels = 50_000_000;
const mostFrames = 1_000;
const thumbnailSide = 640;
const decodeSeconds = 10;

type PictureSize = { width: number; height: number };
export type Picture = PictureSize & { mimeType: 'image/jpeg' | 'image/png' };

const oneAtATime = openGate({ atOnce: 1, mostWaiting: 100 });
const openPicture = (path: string): Sharp =>
  sharp(path, { limitInputPixels: mostPixels, failOn: 'error', sequentialRead: true }).timeout({ seconds: decodeSeconds });

/** Its size as seen, upright; null for what is no picture or too much of one. Reads the header only. */
export async function measurePicture(path: string): Promise<(PictureSize & { isOpaque: boolean; format: string }) | null> {
  const found = await decoded(() => openPicture(path).metadata());
  if (!found || found.width * found.height > mostPixels || (found.pages ?? 1) > mostFrames) return null;
  const { width, height } = found.autoOrient;
  return { width, height, isOpaque: !found.hasAlpha, format: found.format };
}

/** At most 640 px, first frame, upright, as WebP. False: the bytes cannot be decoded, so nobody should try. */
export async function writeThumbnail(path: string, target: string): Promise<boolean> {
  const side = { width: thumbnailSide, height: thumbnailSide, fit: 'inside', withoutEnlargement: true } as const;
  const written = await oneAtATime(() => decoded(() => openPicture(path).autoOrient().resize(side).webp({ quality: 80 }).toFile(target)));
  return written !== null;
}

/** From gentle to harsh; the first that fits WhatsApp's limit is sent. */
const attempts = [
  { side: 8_192, quality: 90 },
  { side: 4_096, quality: 85 },
  { side: 2_560, quality: 80 },
  { side: 1_600, quality: 75 },
];

/**
 * Writes the picture anew as WhatsApp takes it: JPEG, or PNG where it was one or something shines through; upright, 8 bit, sRGB, at most
 * 5 MB. Whatever hid behind or inside the pixels is gone. Null: it cannot be decoded.
 */
export async function writeForSending(path: string, target: string): Promise<Picture | null> {
  const measured = await measurePicture(path);
  if (!measured) return null;
  for (const [index, { side, quality }] of attempts.entries()) {
    // A photograph saved as PNG is the usual reason for being too big; what shines through is kept one step longer.
    const isPng = (measured.format === 'png' && index === 0) || (!measured.isOpaque && index <= 1);
    const upright = openPicture(path)
      .autoOrient()
      .toColourspace('srgb')
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
    const written = await oneAtATime(() =>
      decoded(() => (isPng ? upright.png() : upright.flatten({ background: '#fff' }).jpeg({ quality })).toFile(target)),
    );
    if (!written) return null;
    const mimeType = isPng ? 'image/png' : 'image/jpeg';
    if (written.size <= limits.imageBytes) return { mimeType, width: written.width, height: written.height };
  }
  return null;
}

/** libvips tells a broken picture and a full disk alike by throwing; only the disk is our trouble. */
async function decoded<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && /No space left|Input file is missing|unable to (open|write)/i.test(error.message)) throw error;
    return null;
  }
}
