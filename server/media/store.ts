/**
 * Files below the data folder, each named by the SHA-256 of its bytes. A file is whole and on the disk before any row speaks of it:
 * write a draft → fsync → rename → fsync the folder → then the row (I26).
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MediaTooLarge } from '../channels/whatsapp/capped.ts';
import type { Context } from '../context.ts';

type Place = Pick<Context, 'config' | 'newId'>;
/** On disk and synced, but nobody's yet: `keepDraft` or `dropDraft`. */
export type Draft = { path: string; sha256: Buffer; sizeBytes: number };

const mediaFolder = ({ config }: Pick<Context, 'config'>): string => join(config.dataFolder, 'media');
const draftFolder = (place: Pick<Context, 'config'>): string => join(mediaFolder(place), 'drafts');
const ofHash = (folder: string, sha256: Buffer): string => join(folder, sha256.toString('hex').slice(0, 2), sha256.toString('hex'));

export const pathOf = (place: Pick<Context, 'config'>, sha256: Buffer): string => ofHash(mediaFolder(place), sha256);
export const thumbnailPath = (place: Pick<Context, 'config'>, sha256: Buffer): string =>
  `${ofHash(join(mediaFolder(place), 'thumbnails'), sha256)}.webp`;

/** A path where something may be written before it is known what it is. Without waiting: see `writeDraft`. */
export function draftPath(place: Place): string {
  mkdirSync(draftFolder(place), { recursive: true });
  return join(draftFolder(place), place.newId());
}

/** Streams to the disk, at most `maxBytes`: `MediaTooLarge` beyond. Whatever fails, nothing is left behind. */
export async function writeDraft(place: Place, source: Readable, limit: { maxBytes: number; signal?: AbortSignal }): Promise<Draft> {
  let path: string | undefined;
  const hash = createHash('sha256');
  try {
    // Nothing is awaited before the pipeline stands: a source that fails meanwhile would fail with nobody listening.
    path = draftPath(place);
    const { bytesWritten } = await pourInto(createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }), { source, hash, ...limit });
    return { path, sha256: hash.digest(), sizeBytes: bytesWritten };
  } catch (error) {
    source.destroy();
    if (path !== undefined) await rm(path, { force: true });
    throw error;
  }
}

const diskCalls = new Set(['open', 'write', 'fsync', 'mkdir', 'close', 'rename']);
/** Whose trouble it is that a file could not be written: full disks and the like are ours, whatever else happens is the sender's. */
export const isDiskTrouble = (error: unknown): boolean => diskCalls.has((error as NodeJS.ErrnoException).syscall ?? '');

type Pouring = { source: Readable; hash: Hash; maxBytes: number; signal?: AbortSignal };

async function pourInto(target: NodeJS.WritableStream, { source, hash, maxBytes, signal }: Pouring): Promise<{ bytesWritten: number }> {
  let bytesWritten = 0;
  const counted = new Transform({
    transform(part: Buffer, _, done) {
      bytesWritten += part.length;
      if (bytesWritten > maxBytes) return done(new MediaTooLarge(`More than ${maxBytes} bytes.`));
      hash.update(part);
      done(null, part);
    },
  });
  await pipeline(source, counted, target, signal ? { signal } : {});
  return { bytesWritten };
}

export async function keepDraft(place: Place, draft: Draft): Promise<void> {
  await moveInto(draft.path, pathOf(place, draft.sha256));
}

export async function dropDraft(draft: { path: string }): Promise<void> {
  await rm(draft.path, { force: true });
}

/** The same bytes may be there already: the rename then changes nothing that anybody could see. */
export async function moveInto(draft: string, path: string): Promise<void> {
  const folder = dirname(path);
  const made = await mkdir(folder, { recursive: true });
  await rename(draft, path);
  await syncFolder(folder);
  // A folder that is new is itself an entry of the folder above.
  if (made !== undefined) await syncFolder(dirname(folder));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The bytes of a file that is ready; for the outbox and for whoever else has checked that it may be read. */
export async function openMediaFile(context: Pick<Context, 'config' | 'db'>, mediaId: string): Promise<Readable> {
  const [row] = await context.db.rows<{ sha256: Buffer }>(`select sha256 from media where id = $1 and state = 'ready'`, [mediaId]);
  if (!row) throw new Error('The file is not ready.');
  // Opened here, so that a missing file is told to the caller and not to a reader of the stream.
  const file = await open(pathOf(context, row.sha256), 'r');
  return file.createReadStream();
}

export type Span = { start: number; end: number };
export async function readStored(path: string, span?: Span): Promise<Readable> {
  await stat(path);
  return createReadStream(path, span ?? {});
}

const draftLifeMs = 86_400_000;

/** What a killed process left half-written; a day is longer than any download. */
export async function sweepDrafts(place: Pick<Context, 'config'>): Promise<number> {
  const folder = draftFolder(place);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  let swept = 0;
  for (const name of names) {
    const { mtimeMs } = await stat(join(folder, name));
    // The file system's clock is the machine's, not Parley's.
    if (mtimeMs > performance.timeOrigin - draftLifeMs) continue;
    await rm(join(folder, name), { force: true });
    swept += 1;
  }
  return swept;
}
