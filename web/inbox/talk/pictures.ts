/** Reads, measures and shrinks pictures in the browser. */
import { fitInto, pictureBytes, shrinkSteps } from './picture-check.ts';

export type Measured = { width: number; height: number };

/** Null when the browser cannot read it as a picture. */
export async function measure(file: Blob): Promise<Measured | null> {
  try {
    const bitmap = await createImageBitmap(file);
    const size = { width: bitmap.width, height: bitmap.height };
    bitmap.close();
    return size;
  } catch {
    return null;
  }
}

/** A JPEG that WhatsApp takes: as large as fits. White below what was transparent. */
export async function shrink(file: Blob): Promise<Blob | null> {
  try {
    const bitmap = await createImageBitmap(file);
    for (const { edge, quality } of shrinkSteps) {
      const smaller = await draw(bitmap, edge, quality);
      if (smaller && smaller.size <= pictureBytes) {
        bitmap.close();
        return smaller;
      }
    }
    bitmap.close();
    return null;
  } catch {
    return null;
  }
}

function draw(bitmap: ImageBitmap, edge: number, quality: number): Promise<Blob | null> {
  const { width, height } = fitInto(bitmap, edge);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return Promise.resolve(null);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
}

export const jpegName = (name: string): string => `${name.replace(/\.[^.]*$/, '')}.jpg`;
