import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connectDatabase } from './database.ts';
import { type Cluster, removeCluster, startCluster, stopLeftCluster } from './embedded.ts';

const onLinux = process.platform === 'linux';
const asRoot = process.getuid?.() === 0;
const databaseUser = asRoot ? { uid: 65_534, gid: 65_534 } : {};

function children(pid: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((child) => {
    const stat = existsSync(`/proc/${child}/stat`) ? readFileSync(`/proc/${child}/stat`, 'utf8') : '';
    return stat.split(') ').at(-1)?.split(' ')[1] === String(pid);
  });
}

test('a database server that is killed comes back with what was committed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-embedded-'));
  const cluster = startCluster({ folder });
  onTestFinished(() => removeCluster(folder, cluster));
  const db = connectDatabase({ host: cluster.socketFolder, user: 'parley', database: 'postgres' });
  await db.rows('create table kept (id integer primary key)');
  await db.rows('insert into kept values (1)');
  const back = new Promise<void>((resolve) => {
    cluster.watch((outcome) => {
      if (outcome === 'back') resolve();
    });
  });
  const postmaster = Number(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  for (const pid of [postmaster, ...children(postmaster)]) process.kill(pid, 'SIGKILL');
  await back;
  expect(await db.rows('select id from kept')).toEqual([{ id: 1 }]);
  await db.close();
});

/** A process with a name of our choice that answers what it is asked, as long as nobody has signalled it. */
function stranger(name: string, user: { uid?: number; gid?: number }): { pid: number; answers(word: string): Promise<string> } {
  const child = spawn('sh', ['-c', 'while read word; do echo "$word"; done'], { ...user, argv0: name, cwd: '/', stdio: 'pipe' });
  onTestFinished(() => void child.stdin.end());
  const answers = (word: string) =>
    new Promise<string>((resolve, reject) => {
      child.once('close', () => reject(new Error(`${name} was ended by ${child.signalCode}`)));
      child.stdout.once('data', (text) => resolve(String(text).trim()));
      child.stdin.write(`${word}\n`, (error) => error && reject(error));
    });
  return { pid: child.pid ?? 0, answers };
}

const pidFile = (folder: string): string => join(folder, 'postgres/postmaster.pid');
const postmasterOf = (folder: string): number => Number(readFileSync(pidFile(folder), 'utf8').split('\n')[0]);

function newCluster(): { folder: string; cluster: Cluster } {
  const folder = mkdtempSync(join(tmpdir(), 'parley-embedded-'));
  const cluster = startCluster({ folder, isThrowaway: true });
  onTestFinished(() => removeCluster(folder, cluster));
  return { folder, cluster };
}

test.runIf(onLinux)('a pid file that names somebody else stops nobody, and the database starts', async () => {
  const { folder, cluster } = newCluster();
  const others = newCluster().folder;
  const left = readFileSync(pidFile(folder), 'utf8');
  const leave = (pid: number | '') => writeFileSync(pidFile(folder), pid === '' ? '' : left.replace(/^\d+/, String(pid)));
  cluster.stop();
  const strangers = [
    stranger('/usr/lib/postgresql/15/bin/postgres', {}),
    stranger('postgres', databaseUser),
    stranger('worker', databaseUser),
    stranger(`postgres -D ${join(folder, 'postgres')}`, databaseUser),
  ];
  for (const pid of [...strangers.map((one) => one.pid), postmasterOf(others), '' as const]) {
    leave(pid);
    cluster.stop();
    stopLeftCluster(folder);
    startCluster({ folder, isThrowaway: true });
    expect(postmasterOf(folder)).not.toBe(pid);
    await expect(answering(cluster)).resolves.toEqual([{ is: 1 }]);
    cluster.stop();
  }
  for (const one of strangers) expect(await one.answers('well?')).toBe('well?');
  process.kill(postmasterOf(others), 0);
});

test.runIf(onLinux)('a server that a crash of ours left running is adopted, and stopped by whichever name its folder goes', async () => {
  const { folder } = newCluster();
  const pid = postmasterOf(folder);
  const next = startCluster({ folder, isThrowaway: true });
  expect(postmasterOf(folder)).toBe(pid);
  await expect(answering(next)).resolves.toEqual([{ is: 1 }]);
  const link = `${folder}-link`;
  symlinkSync(folder, link);
  onTestFinished(() => rmSync(link));
  stopLeftCluster(link);
  expect(existsSync(pidFile(folder))).toBe(false);
});

async function answering(cluster: Cluster): Promise<unknown> {
  const db = connectDatabase({ host: cluster.socketFolder, user: 'parley', database: 'postgres' });
  const rows = await db.rows('select 1 as is');
  await db.close();
  return rows;
}

/** A folder of somebody's with a file in it. */
function foreignFolder(mode: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-foreign-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'letters.txt'), 'kept');
  for (const part of [folder, join(folder, 'letters.txt')]) chownSync(part, 1234, 1234);
  chmodSync(folder, mode);
  return folder;
}
const ownerOf = (...path: string[]): number => statSync(join(...path)).uid;

test.runIf(asRoot)('a folder with other things in it keeps its owner; only the database below is the database user’s', async () => {
  const folder = foreignFolder(0o755);
  const cluster = startCluster({ folder, isThrowaway: true });
  onTestFinished(() => removeCluster(folder, cluster));
  await expect(answering(cluster)).resolves.toEqual([{ is: 1 }]);
  expect([ownerOf(folder), ownerOf(folder, 'letters.txt'), ownerOf(folder, 'postgres')]).toEqual([1234, 1234, 65_534]);
  expect(statSync(folder).mode & 0o777).toBe(0o755);
});

test.runIf(asRoot)('a folder with other things in it that the database user cannot enter is refused as it was', () => {
  const folder = foreignFolder(0o700);
  mkdirSync(join(folder, 'below'));
  for (const wanted of [folder, join(folder, 'below')])
    expect(() => startCluster({ folder: wanted })).toThrow(
      `PostgreSQL runs as nobody, who may not enter ${folder}. Give another data folder by PARLEY_DATA.`,
    );
  expect([ownerOf(folder), ownerOf(folder, 'letters.txt'), ownerOf(folder, 'below')]).toEqual([1234, 1234, 0]);
  expect(readdirSync(folder).sort()).toEqual(['below', 'letters.txt']);
});

test.runIf(asRoot)('a database of somebody else’s at our place is left as it is', () => {
  const folder = foreignFolder(0o755);
  mkdirSync(join(folder, 'postgres'));
  writeFileSync(join(folder, 'postgres/postgresql.conf'), 'port = 5432\n');
  chownSync(join(folder, 'postgres'), 1234, 1234);
  expect(() => startCluster({ folder })).toThrow(`${join(folder, 'postgres')} is somebody else's.`);
  expect(readdirSync(join(folder, 'postgres'))).toEqual(['postgresql.conf']);
});

test.runIf(asRoot)('a folder that holds only what Parley put there becomes the database user’s', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-embedded-'));
  writeFileSync(join(folder, 'running'), '');
  mkdirSync(join(folder, 'sandbox'));
  const cluster = startCluster({ folder, isThrowaway: true });
  onTestFinished(() => removeCluster(folder, cluster));
  expect([ownerOf(folder), ownerOf(folder, 'running'), ownerOf(folder, 'sandbox')]).toEqual([65_534, 0, 0]);
});
