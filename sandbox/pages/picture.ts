/** A photo as a phone sends it: turned upright, at most 1,600 pixels, JPEG without where it was taken. */
export type ReadyPicture = { file: Blob; url: string; width: number; height: number };

const longestSide = 1600;
const quality = 0.86;

/** Null for a file that no browser can show. */
export async function readyPicture(file: Blob): Promise<ReadyPicture | null> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return null;
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale))];
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  // JPEG knows no transparency.
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, width, height);
  pen.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const jpeg = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
  return jpeg && { file: jpeg, url: URL.createObjectURL(jpeg), width, height };
}

/** The first photo among what was pasted or dropped. */
export const photoIn = (data: DataTransfer | null): File | null =>
  [...(data?.files ?? [])].find(({ type }) => type.startsWith('image/')) ?? null;
