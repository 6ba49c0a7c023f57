/**
 * `bench feed`: a thousand agents listen, events are committed two hundred and a thousand times a second, each for twenty of them. How
 * long from the beginning of the transaction to the agent's socket, beside a bare server that only writes; how long until all are back.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { connectDatabase, type Database } from '#server/db/database.ts';
import { removeCluster, startCluster } from '#server/db/embedded.ts';
import { migrate } from '#server/db/migrate.ts';
import { apply } from '#server/scene/apply.ts';
import { cpuOf, cpuOfPostgres } from '../ingest/cpu.ts';
import { freePort, startServer } from '../ingest/system.ts';
import type { Bare, Told } from './bare.ts';
import { addCrowd, agentsPerSkill, type Crowd } from './crowd.ts';
import type { Answer, Ask, Heard } from './listeners.ts';

const floors = { p50Ms: 50, p99Ms: 150, backMs: 10_000 };
/** About what one told event weighs. */
const eventBytes = 900;

type System = { db: Database; crowd: Crowd; server: ChildProcess; postmaster: number; port: number };

type Plan = { isShort: boolean; profileFolder?: string };

export async function benchFeed({ isShort, profileFolder }: Plan): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const cluster = startCluster({ folder });
  const db = connectDatabase({ host: cluster.socketFolder, user: 'parley', database: 'postgres' });
  await migrate(db, join(import.meta.dirname, '../../server/db/migrations'));
  const crowd = await addCrowd(db, folder);
  const port = await freePort();
  const databaseUrl = `postgresql://parley@localhost/postgres?host=${cluster.socketFolder}`;
  const nodeArgs = profileFolder === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profileFolder];
  const server = await startServer({ folder, port, databaseUrl, nodeArgs });
  const [{ pid: postmaster = 0 } = {}] = await db.rows<{ pid: number }>(
    `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int as pid`,
  );
  try {
    return await measure({ db, crowd, server, postmaster, port }, isShort ? 5 : 15);
  } finally {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await gone;
    await db.close();
    removeCluster(folder, cluster);
  }
}

async function measure(system: System, seconds: number): Promise<boolean> {
  const listeners = helper('listeners.ts');
  const bareListeners = helper('listeners.ts');
  const bare = helper('bare.ts');
  const { port: barePort } = await said<{ port: number }>(bare, () => true);
  const { tokens } = system.crowd;
  const opened = await ask(listeners, { open: { port: system.port, path: '/api/v1/feed', tokens } });
  await ask(bareListeners, { open: { port: barePort, path: '/', tokens } });
  if (typeof opened === 'object' && 'opened' in opened) console.log(`${opened.opened.count} streams open after ${ms(opened.opened.ms)}`);
  await tellAll(system, { perSecond: 200, seconds: 2 });
  const at200 = await compare({ system, listeners, bareListeners, bare }, { perSecond: 200, seconds });
  const at1000 = await compare({ system, listeners, bareListeners, bare }, { perSecond: 1_000, seconds });
  const back = await ask(listeners, 'reopen');
  const backMs = typeof back === 'object' && 'opened' in back ? back.opened.ms : Number.POSITIVE_INFINITY;
  console.log(`all back after ${ms(backMs)}`);
  for (const child of [listeners, bareListeners, bare]) child.kill();
  console.log(JSON.stringify({ bench: 'feed', ...figures('at_200', at200), ...figures('at_1000', at1000), back_ms: Math.round(backMs) }));
  const { ours } = at200;
  return ours.p50Ms <= floors.p50Ms && ours.p99Ms <= floors.p99Ms && at200.lost === 0 && at1000.lost === 0 && backMs <= floors.backMs;
}

type Compared = { ours: Heard; limit: Heard; lost: number; cpuPer10k: number };
type Pace = { perSecond: number; seconds: number };
type Players = { system: System; listeners: ChildProcess; bareListeners: ChildProcess; bare: ChildProcess };

async function compare({ system, listeners, bareListeners, bare }: Players, pace: Pace): Promise<Compared> {
  await ask(bareListeners, 'measure');
  bare.send({ ...pace, each: agentsPerSkill, bytes: eventBytes } satisfies Told);
  await said<Bare>(bare, (message) => message === 'told');
  const limit = await heardBy(bareListeners);
  await ask(listeners, 'measure');
  const before = cpuNow(system);
  await tellAll(system, pace);
  const ours = await heardBy(listeners);
  const cpu = cpuNow(system) - before;
  const expected = pace.perSecond * pace.seconds * agentsPerSkill;
  console.log(
    `${pace.perSecond}/s × ${agentsPerSkill}: p50 ${ms(ours.p50Ms)}, p99 ${ms(ours.p99Ms)}; bare p50 ${ms(limit.p50Ms)}, p99 ${ms(limit.p99Ms)}; ` +
      `${ours.deliveries} of ${expected} told, ${((cpu / ours.deliveries) * 10_000).toFixed(2)} s CPU per 10,000`,
  );
  return { ours, limit, lost: expected - ours.deliveries, cpuPer10k: (cpu / ours.deliveries) * 10_000 };
}

async function heardBy(child: ChildProcess): Promise<Heard> {
  await wait(1_000);
  const answer = await ask(child, 'report');
  if (typeof answer !== 'object' || !('heard' in answer)) throw new Error('The listeners answered something else.');
  return answer.heard;
}

const cpuNow = ({ server, postmaster }: System): number => cpuOf(server.pid ?? 0) + cpuOfPostgres(postmaster);

const mostAtOnce = 8;
const eventsAtOnce = 20;

/** Events as commands and batches write them, what is due in one transaction; the moment of its beginning is their trace. */
async function tellAll({ db, crowd }: System, { perSecond, seconds }: Pace): Promise<void> {
  const began = performance.now();
  const flying = new Set<Promise<void>>();
  for (let told = 0; told < perSecond * seconds; ) {
    const due = Math.min(perSecond * seconds, Math.floor(((performance.now() - began) / 1000) * perSecond));
    const places = Array.from({ length: Math.min(due - told, eventsAtOnce) }, (_, next) => told + next);
    if (places.length > 0) {
      const one = tell(db, crowd, places).finally(() => flying.delete(one));
      flying.add(one);
      told += places.length;
    }
    if (flying.size >= mostAtOnce) await Promise.race(flying);
    else await wait(2);
  }
  await Promise.all(flying);
}

async function tell(db: Database, { caseIds, readerId }: Crowd, places: readonly number[]): Promise<void> {
  const now = performance.timeOrigin + performance.now();
  const told = new Set(places.map((place) => caseIds[(place * 7) % caseIds.length] ?? ''));
  const events = [...told].map((caseId) => ({ type: 'case.read', caseId, byPersonId: readerId, at: Math.round(now) }) as const);
  await db.transact((inside) => apply(inside, [{ events, traceId: `bench-${now.toFixed(3)}`, actorId: readerId }], uuidv7));
}

function figures(name: string, { ours, limit, lost, cpuPer10k }: Compared): Record<string, number> {
  const round = (value: number) => Number(value.toFixed(2));
  return {
    [`${name}_p50_ms`]: round(ours.p50Ms),
    [`${name}_p99_ms`]: round(ours.p99Ms),
    [`${name}_p50_ratio`]: round(ours.p50Ms / limit.p50Ms),
    [`${name}_p99_ratio`]: round(ours.p99Ms / limit.p99Ms),
    [`${name}_lost`]: lost,
    [`${name}_cpu_s_per_10k`]: round(cpuPer10k),
  };
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const helper = (file: string): ChildProcess => fork(join(import.meta.dirname, file), [], { execArgv: ['--import', 'tsx'] });

function ask(child: ChildProcess, question: Ask): Promise<Answer> {
  const answered = said<Answer>(child, () => true);
  child.send(question);
  return answered;
}

function said<Message>(child: ChildProcess, isMeant: (message: unknown) => boolean): Promise<Message> {
  return new Promise((resolve, reject) => {
    const hear = (message: unknown) => {
      if (!isMeant(message)) return;
      child.off('message', hear).off('exit', leave);
      resolve(message as Message);
    };
    const leave = (code: number | null) => reject(new Error(`A process of the benchmark ended with ${code}.`));
    child.on('message', hear).once('exit', leave);
  });
}
