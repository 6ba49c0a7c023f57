/**
 * The world on disk: a snapshot and the changes since, one JSON line each. A change counts once its line is synced; many changes share
 * one sync. A line cut by a crash is the last one and was never promised to anybody.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { applyChange, type Change, type World } from './world.ts';

export type Store = {
  world: World;
  /**
   * Applies at once; the promise ends when the change survives a power cut. After `close` nothing changes any more, and the promise
   * never ends: whoever still asks was cut off by the stop and must not be answered.
   */
  commit(change: Change): Promise<void>;
  close(): Promise<void>;
};

/** A second start on the same data. */
export class FolderInUse extends Error {}

type Options = { folder: string; first: () => World; snapshotEvery?: number };

export async function openStore({ folder, first, snapshotEvery = 20_000 }: Options): Promise<Store> {
  mkdirSync(folder, { recursive: true });
  const release = lock(folder);
  let { generation, world } = load(folder) ?? save(folder, 0, first());
  let journal = await open(journalPath(folder, generation), 'a');
  let lines: string[] = [];
  let waiting: { resolve: () => void; reject: (cause: unknown) => void }[] = [];
  let written = 0;
  let isWriting = false;
  let isClosed = false;
  let idle: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    while (lines.length > 0) {
      const [batch, promised] = [lines, waiting];
      lines = [];
      waiting = [];
      try {
        await append(journal, batch);
        written += batch.length;
        for (const { resolve } of promised) resolve();
      } catch (cause) {
        for (const { reject } of promised) reject(cause);
      }
      // Only between batches: the world then holds exactly what the journal holds.
      if (written >= snapshotEvery && lines.length === 0) {
        await journal.close();
        ({ generation } = save(folder, generation + 1, world));
        journal = await open(journalPath(folder, generation), 'a');
        written = 0;
      }
    }
    isWriting = false;
  };

  return {
    world,
    commit: (change) => {
      if (isClosed) return new Promise(() => undefined);
      applyChange(world, change);
      lines.push(`${JSON.stringify(change)}\n`);
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        if (isWriting) return;
        isWriting = true;
        // One turn of the loop gathers what else arrives in it.
        idle = new Promise((done) => setImmediate(() => void write().finally(done)));
      });
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await idle;
      await journal.close();
      release();
    },
  };
}

async function append(journal: FileHandle, batch: string[]): Promise<void> {
  await journal.appendFile(batch.join(''));
  await journal.datasync();
}

const snapshotPath = (folder: string) => join(folder, 'world.json');
const journalPath = (folder: string, generation: number) => join(folder, `changes-${generation}.jsonl`);
type Saved = { generation: number; world: World };

function save(folder: string, generation: number, world: World): Saved {
  const draft = `${snapshotPath(folder)}.new`;
  const file = openSync(draft, 'w', 0o600);
  writeFileSync(file, JSON.stringify({ generation, world }));
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, snapshotPath(folder));
  syncFolder(folder);
  for (const name of readdirSync(folder)) {
    if (/^changes-\d+\.jsonl$/.test(name) && name !== `changes-${generation}.jsonl`) rmSync(join(folder, name));
  }
  return { generation, world };
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

function load(folder: string): Saved | null {
  if (!existsSync(snapshotPath(folder))) return null;
  const saved = JSON.parse(readFileSync(snapshotPath(folder), 'utf8')) as Saved;
  const journal = journalPath(folder, saved.generation);
  if (!existsSync(journal)) return saved;
  const lines = readFileSync(journal, 'utf8').split('\n');
  // What follows the last line break was cut by a crash. It must not stay: the next change would be glued to it.
  const isCut = lines.pop() !== '';
  for (const line of lines) applyChange(saved.world, JSON.parse(line) as Change);
  return isCut ? save(folder, saved.generation + 1, saved.world) : saved;
}

/** Two sandboxes on one folder would each forget what the other remembers. */
function lock(folder: string): () => void {
  const path = join(folder, 'running');
  if (existsSync(path)) {
    const [pid = 0, startedAt = ''] = readFileSync(path, 'utf8').split(' ');
    if (startOf(Number(pid)) === startedAt && startedAt !== '')
      throw new FolderInUse(
        `Another sandbox (process ${pid}) is already running on ${folder}. Stop it first, or give this one another folder by PARLEY_DATA.`,
      );
  }
  const file = openSync(path, 'w');
  writeSync(file, `${process.pid} ${startOf(process.pid)}`);
  closeSync(file);
  return () => rmSync(path, { force: true });
}

/** When a process began, as far as the system tells: a number given out again is then not taken for the old process. */
function startOf(pid: number): string {
  try {
    process.kill(pid, 0);
  } catch {
    return '';
  }
  try {
    const [state = '', ...rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    // Dead, and nobody has asked for its exit code yet: that may take for ever where nobody does.
    return state === 'Z' ? '' : (rest[18] ?? 'unknown');
  } catch {
    return 'unknown';
  }
}
