import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connectDatabase } from './database.ts';
import { removeCluster, startCluster } from './embedded.ts';

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
