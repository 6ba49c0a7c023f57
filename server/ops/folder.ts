/** The data folder: where it lives, and that one server at a time works in it. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartProblem } from '../start-problem.ts';

export class FolderProblem extends StartProblem {}

/**
 * Root runs PostgreSQL as `nobody`, who cannot enter a checkout below root's home: the data then lives in /var/lib/parley, in a folder
 * of this checkout's own.
 */
export function reachableFolder(wanted: string): string {
  if (process.getuid?.() !== 0 || isOpenToAll(dirname(wanted))) return wanted;
  const own = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  return join('/var/lib/parley', `data-${own}`);
}

/** Every folder on the way may be entered by anybody; folders that are not there yet will be made by us. */
function isOpenToAll(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Two servers on one folder would share one database without knowing of each other. A lock left by a crash is taken over. */
export function lockFolder(folder: string): { release(): void } {
  make(folder);
  const file = join(folder, 'running');
  const [pid = '', since = ''] = usable(folder, () => (existsSync(file) ? readFileSync(file, 'utf8').split(' ') : []));
  if (since !== '' && startOf(Number(pid)) === since) {
    throw new FolderProblem(
      `Parley is already running on ${folder} (process ${pid}). Stop it first, or give this one another folder by PARLEY_DATA.`,
    );
  }
  usable(folder, () => writeFileSync(file, `${process.pid} ${startOf(process.pid)}`));
  return { release: () => rmSync(file, { force: true }) };
}

function usable<Result>(folder: string, use: () => Result): Result {
  try {
    return use();
  } catch (cause) {
    throw new FolderProblem(`The data folder ${folder} cannot be used (${codeOf(cause)}). Give another one by PARLEY_DATA.`, { cause });
  }
}

function make(folder: string): void {
  try {
    makeOneByOne(folder);
  } catch (cause) {
    throw new FolderProblem(`The data folder ${folder} cannot be made (${codeOf(cause)}). Give another one by PARLEY_DATA.`, { cause });
  }
}

const codeOf = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? 'unknown';

/**
 * Not `recursive`: where the system refuses without saying so (below /proc), Node would try for ever. Others may pass through what leads
 * there, as the user whom PostgreSQL runs as must; the folder itself is for its owner only.
 */
function makeOneByOne(folder: string, mode = 0o700): void {
  if (existsSync(folder)) return;
  makeOneByOne(dirname(folder), 0o755);
  mkdirSync(folder, { mode });
}

/** When a process began, as the system counts: a number given out again is then not taken for the old process. Empty = it is gone. */
function startOf(pid: number): string {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return '';
  }
  try {
    const [state = '', ...rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    // Dead, and nobody has asked for its exit code yet: that may take for ever where nobody does.
    return state === 'Z' ? '' : (rest[18] ?? 'unknown');
  } catch {
    return 'unknown';
  }
}
