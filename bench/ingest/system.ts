/** What is measured: the embedded PostgreSQL with fsync on in a folder of its own, and the real server as another process. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase, type Database } from '#server/db/database.ts';
import { removeCluster, startCluster } from '#server/db/embedded.ts';
import { migrate } from '#server/db/migrate.ts';
import type { Report, Staff, Work } from './agents.ts';
import { addCases, addCompany, type Company } from './company.ts';
import { cpuOf, cpuOfPostgres } from './cpu.ts';
import type { Began, Order, Outcome } from './generator.ts';
import type { Run, World } from './webhooks.ts';

const project = join(import.meta.dirname, '../..');
export const customers = 2_000;
const sockets = 256;

export type Cpu = { server: number; postgres: number };
export type Load = { perSecond: number; seconds: number; run: Run };
export type System = {
  db: Database;
  company: Company;
  /** Another database of the same cluster with the same tables, for the raw limit. */
  raw: { db: Database; company: Company };
  port: number;
  /** CPU seconds so far. */
  cpu(): Cpu;
  generate(load: Load, began?: (at: number) => void): Promise<Outcome>;
  /** The agents come to work. */
  staff(): void;
  worked(): Promise<Work>;
  stop(): Promise<void>;
};

export const newRun = (): Run => ({ name: randomBytes(4).toString('hex'), customers });

/** `profileFolder`: where the server leaves a CPU profile when it stops. */
export async function startSystem(world: World, profileFolder?: string): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const cluster = startCluster({ folder });
  const open = async (name: string) => {
    const server = connectDatabase({ host: cluster.socketFolder, user: 'parley', database: 'postgres', max: 1 });
    await server.rows(`create database ${name}`);
    await server.close();
    const db = connectDatabase({ host: cluster.socketFolder, user: 'parley', database: name });
    await migrate(db, join(project, 'server/db/migrations'));
    return { db, company: await addCompany(db, world, folder) };
  };
  const { db, company } = await open('parley');
  const raw = await open('raw');
  await addCases(raw.db, raw.company, customers);
  const agents = helper('agents.ts');
  const graph = await said<Extract<Report, { graphUrl: string }>>(agents);
  const port = await freePort();
  const databaseUrl = `postgresql://parley@localhost/parley?host=${cluster.socketFolder}`;
  const nodeArgs = profileFolder === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profileFolder];
  const server = await startServer({ folder, port, databaseUrl, graphUrl: graph.graphUrl, nodeArgs });
  const generator = helper('generator.ts');
  const postmaster = Number(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    ...{ db, company, raw, port },
    cpu: () => ({ server: cpuOf(server.pid ?? 0), postgres: cpuOfPostgres(postmaster) }),
    generate: async (load, began) => {
      const order: Order = { world, port, sockets, ...load };
      generator.send(order);
      began?.((await said<Began>(generator)).beganAt);
      return said<Outcome>(generator, (message) => 'offered' in message);
    },
    staff: () => void agents.send({ port, tokens: company.agents.map(({ token }) => token) } satisfies Staff),
    worked: async () => {
      agents.send('report');
      return (await said<Extract<Report, { worked: Work }>>(agents)).worked;
    },
    stop: async () => {
      for (const each of [generator, agents]) each.kill();
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await gone;
      await Promise.all([db.close(), raw.db.close()]);
      removeCluster(folder, cluster);
    },
  };
}

const helper = (file: string): ChildProcess => fork(join(import.meta.dirname, file), [], { execArgv: ['--import', 'tsx'] });

function said<Message extends object>(child: ChildProcess, isMeant: (message: object) => boolean = () => true): Promise<Message> {
  return new Promise((resolve, reject) => {
    const hear = (message: unknown) => {
      if (!isMeant(message as object)) return;
      child.off('message', hear).off('exit', leave);
      resolve(message as Message);
    };
    const leave = (code: number | null) => reject(new Error(`A process of the benchmark ended with ${code}.`));
    child.on('message', hear).once('exit', leave);
  });
}

type Starting = { folder: string; port: number; databaseUrl: string; graphUrl?: string; nodeArgs?: string[] };

/** What `npm run build` made, as `npm start` runs it. */
export async function startServer({ folder, port, databaseUrl, graphUrl, nodeArgs = [] }: Starting): Promise<ChildProcess> {
  const program = process.env.PARLEY_BENCH_SERVER ?? join(project, 'dist/server.mjs');
  if (!existsSync(program)) throw new Error(`There is no ${program}; \`npm run build\` makes it.`);
  const env = { ...process.env, PARLEY_DATA: folder, PARLEY_PORT: String(port), DATABASE_URL: databaseUrl, PARLEY_LOG_LEVEL: 'warn' };
  const server = spawn(process.execPath, [...nodeArgs, '--enable-source-maps', program], {
    cwd: project,
    env: graphUrl === undefined ? env : { ...env, PARLEY_GRAPH_URL: graphUrl },
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
