/** I26, seen from the outside: every row that is ready has its file, and the file is the one the row speaks of. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Context } from '../context.ts';
import { pathOf } from './store.ts';

export type WrongFile = { mediaId: string; reason: 'missing' | 'other-bytes' };

/** Reads every file once; for tests, for whoever has restored a backup, and after a disk was in trouble. */
export async function checkFiles(context: Pick<Context, 'config' | 'db'>): Promise<WrongFile[]> {
  const rows = await context.db.rows<{ sha256: Buffer; ids: string[] }>(
    `select sha256, array_agg(id::text order by id) as ids from media where state = 'ready' group by sha256`,
  );
  const wrong: WrongFile[] = [];
  for (const { sha256, ids } of rows) {
    const found = await hashOfFile(pathOf(context, sha256));
    if (found?.equals(sha256)) continue;
    wrong.push(...ids.map((mediaId) => ({ mediaId, reason: found ? ('other-bytes' as const) : ('missing' as const) })));
  }
  return wrong;
}

async function hashOfFile(path: string): Promise<Buffer | null> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
