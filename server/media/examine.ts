/** What a file is and how big a picture it shows. A picture is called one only if it could be drawn: its thumbnail is the proof. */
import type { Context } from '../context.ts';
import { detectType, isPicture, unknownType } from './detect.ts';
import { measurePicture, writeThumbnail } from './pictures.ts';
import { type Draft, draftPath, dropDraft, moveInto, thumbnailPath } from './store.ts';

type Looks = { mimeType: string; width: number | null; height: number | null };

export async function examine(context: Pick<Context, 'config' | 'newId'>, file: Draft): Promise<Looks> {
  const mimeType = await detectType(file.path);
  if (!isPicture(mimeType)) return { mimeType, width: null, height: null };
  const measured = await measurePicture(file.path);
  if (!measured || !(await keepThumbnail(context, file))) return { mimeType: unknownType, width: null, height: null };
  return { mimeType, width: measured.width, height: measured.height };
}

/** Kept on disk: a list of many cases never decodes anything. */
export async function keepThumbnail(context: Pick<Context, 'config' | 'newId'>, file: Pick<Draft, 'path' | 'sha256'>): Promise<boolean> {
  const path = draftPath(context);
  if (await writeThumbnail(file.path, path)) {
    await moveInto(path, thumbnailPath(context, file.sha256));
    return true;
  }
  await dropDraft({ path });
  return false;
}
