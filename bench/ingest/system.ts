/** What is measured: the embedded PostgreSQL with fsync on in a folder of its own, and the real server as another process. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase, type Database } from '#server/db/database.ts';
import { removeCluster, startCluster } from '#server/db/embedded.ts';
import { migrate } from '#server/db/migrate.ts';
import { openVault } from '#server/ops/vault.ts';
import type { Order, Outcome } from './generator.ts';
import type { World } from './webhooks.ts';

const project = join(import.meta.dirname, '../..');

export type System = {
  db: Database;
  /** Another database of the same cluster with the same tables, for the raw limit. */
  raw: Database;
  port: number;
  serverPid: number;
  postmaster: number;
  generate(order: Omit<Order, 'world' | 'port' | 'sockets' | 'customers'>): Promise<Outcome>;
  stop(): Promise<void>;
};

export async function startSystem(world: World): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const cluster = startCluster({ folder });
  const open = async (name: string) => {
    const server = connectDatabase({ host: cluster.socketFolder, user: 'parley', database: 'postgres', max: 1 });
    await server.rows(`create database ${name}`);
    await server.close();
    const db = connectDatabase({ host: cluster.socketFolder, user: 'parley', database: name });
    await migrate(db, join(project, 'server/db/migrations'));
    await seed(db, world, folder);
    return db;
  };
  const db = await open('parley');
  const raw = await open('raw');
  const port = await freePort();
  const server = await startServer({ folder, port, databaseUrl: `postgresql://parley@localhost/parley?host=${cluster.socketFolder}` });
  const generator = fork(join(import.meta.dirname, 'generator.ts'), [], { execArgv: ['--import', 'tsx'] });
  const stop = async () => {
    generator.kill();
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await gone;
    await Promise.all([db.close(), raw.close()]);
    removeCluster(folder, cluster);
  };
  const generate = (order: Omit<Order, 'world' | 'port' | 'sockets' | 'customers'>) =>
    new Promise<Outcome>((resolve) => {
      generator.once('message', (outcome) => resolve(outcome as Outcome));
      generator.send({ world, port, sockets: 256, customers: 2_000, ...order });
    });
  const postmaster = Number(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  return { db, raw, port, serverPid: server.pid ?? 0, postmaster, generate, stop };
}

async function seed(db: Database, world: World, folder: string) {
  const vault = await openVault(join(folder, 'secrets.key'));
  const seal = (text: string, column: string) => vault.seal(text, { table: 'meta_apps', column, row: world.metaAppId });
  await db.rows('insert into meta_apps (id, name, app_secret, verify_token) values ($1, $2, $3, $4)', [
    world.metaAppId,
    'Bench',
    seal(world.appSecret, 'app_secret'),
    seal('bench-verify-token', 'verify_token'),
  ]);
}

export async function startServer({
  folder,
  port,
  databaseUrl,
}: {
  folder: string;
  port: number;
  databaseUrl: string;
}): Promise<ChildProcess> {
  const env = { ...process.env, PARLEY_DATA: folder, PARLEY_PORT: String(port), DATABASE_URL: databaseUrl, PARLEY_LOG_LEVEL: 'warn' };
  const server = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    cwd: project,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode} before it answered.`);
    const answer = await fetch(`http://127.0.0.1:${port}/webhooks/whatsapp/none`).catch(() => undefined);
    if (answer) return server;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  server.kill('SIGKILL');
  throw new Error('The server did not answer within 20 s.');
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
