/**
 * `bench outbox`: how fast stored messages reach a pretend Graph that counts per second and refuses what is too fast; how much of a
 * number's limit is used; how long a send takes from the call of the API to the call of Graph. Fails below the floors of performance.md.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connectDatabase, type Database } from '#server/db/database.ts';
import { removeCluster, startCluster } from '#server/db/embedded.ts';
import { migrate } from '#server/db/migrate.ts';
import { freePort, startServer } from '../ingest/system.ts';
import { addCompany, type Number as BusinessNumber, type Company, queueMessages } from './company.ts';
import { type CountingGraph, nowMs, openCountingGraph } from './fake-graph.ts';
import { measureCalls } from './latency.ts';

const floors = { sendsPerS: 1_000, used: 0.95, refusedShare: 0.001 };
/** The last two are for the limits, the four before for the most that can be sent. */
const numbers = [1000, 1000, 1000, 1000, 80, 1000].map((perSecond) => ({ perSecond, customers: 2_000 }));

type System = { db: Database; company: Company; graph: CountingGraph; port: number };

export async function benchOutbox({ isShort }: { isShort: boolean }): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const cluster = startCluster({ folder });
  const db = connectDatabase({ host: cluster.socketFolder, user: 'parley', database: 'postgres' });
  await migrate(db, join(import.meta.dirname, '../../server/db/migrations'));
  const company = await addCompany(db, folder, numbers);
  await db.rows('vacuum analyze');
  const limits = new Map(company.numbers.map(({ phoneNumberId, perSecond }) => [phoneNumberId, perSecond]));
  const graph = await openCountingGraph((phoneNumberId) => limits.get(phoneNumberId) ?? 0);
  process.env.PARLEY_GRAPH_URL = graph.url;
  const port = await freePort();
  const server = await startServer({ folder, port, databaseUrl: `postgresql://parley@localhost/postgres?host=${cluster.socketFolder}` });
  try {
    return await measure({ db, company, graph, port }, isShort);
  } finally {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await gone;
    graph.stop();
    await db.close();
    removeCluster(folder, cluster);
  }
}

async function measure(system: System, isShort: boolean): Promise<boolean> {
  const { numbers: all } = system.company;
  const [slow, fast] = [all[4], all[5]];
  if (!slow || !fast) throw new Error('The company lacks its numbers.');
  const most = all.slice(0, 4);
  await drain(
    system,
    most.map((number) => [number, 500]),
  );
  const free = await drain(
    system,
    most.map((number) => [number, isShort ? 1_500 : 6_000]),
  );
  const sendsPerS = free.taken / free.seconds;
  console.log(`without a limit in the way: ${sendsPerS.toFixed(0)} sends/s`);
  const limited = await drain(system, [
    [slow, isShort ? 640 : 1_600],
    [fast, isShort ? 5_000 : 10_000],
  ]);
  const used = [slow, fast].map(({ phoneNumberId, perSecond }) => perFullSecond(limited.arrivals, phoneNumberId) / perSecond);
  console.log(
    `under limits: ${used.map((share) => `${(share * 100).toFixed(1)} %`).join(' and ')} of 80 and 1,000 a second used, ${limited.refused} refused`,
  );
  const calls = await measureCalls(system, { perSecond: 80, seconds: isShort ? 5 : 15, number: fast });
  console.log(`API call → Graph at 80/s: p50 ${calls.p50Ms.toFixed(1)} ms, p99 ${calls.p99Ms.toFixed(1)} ms`);
  const refusedShare = (free.refused + limited.refused) / (free.taken + limited.taken);
  const [lost, doubled] = [free.lost + limited.lost + calls.lost, free.doubled + limited.doubled];
  const figure = (value: number) => Number(value.toFixed(value < 10 ? 4 : 0));
  console.log(
    JSON.stringify({
      bench: 'outbox',
      sends_per_s: figure(sendsPerS),
      used_of_80: figure(used[0] ?? 0),
      used_of_1000: figure(used[1] ?? 0),
      refused_share: figure(refusedShare),
      call_p50_ms: figure(calls.p50Ms),
      call_p99_ms: figure(calls.p99Ms),
      lost,
      doubled,
    }),
  );
  const isFast = sendsPerS >= floors.sendsPerS && used.every((share) => share >= floors.used);
  return isFast && refusedShare < floors.refusedShare && lost === 0 && doubled === 0;
}

type Drained = { taken: number; seconds: number; refused: number; lost: number; doubled: number; arrivals: CountingGraph['arrivals'] };

async function drain({ db, company, graph }: System, orders: (readonly [BusinessNumber, number])[]): Promise<Drained> {
  graph.arrivals.clear();
  // A round second, so that the first one counts in full.
  await wait(1_000 - (nowMs() % 1_000));
  const before = graph.takenSoFar();
  const ids: string[] = [];
  for (const [number, count] of orders) ids.push(...(await queueMessages(db, company, number, count)));
  await graph.taken(before + ids.length, 120_000);
  // Whatever would come twice would come now.
  await wait(500);
  const arrivals = ids.map((id) => graph.arrivals.get(id) ?? []);
  const times = arrivals
    .flat()
    .filter(({ isTaken }) => isTaken)
    .map(({ at }) => at);
  return {
    taken: times.length,
    seconds: spread(times) / 1000,
    refused: arrivals.flat().filter(({ isTaken }) => !isTaken).length,
    lost: arrivals.filter((list) => !list.some(({ isTaken }) => isTaken)).length,
    doubled: arrivals.filter((list) => list.filter(({ isTaken }) => isTaken).length > 1).length,
    arrivals: new Map(graph.arrivals),
  };
}

/** What one number sent in a second, over the seconds that were full from begin to end, so that neither start nor end counts. */
function perFullSecond(arrivals: CountingGraph['arrivals'], phoneNumberId: string): number {
  const counts = new Map<number, number>();
  for (const { isTaken, phoneNumberId: number, at } of [...arrivals.values()].flat()) {
    const second = Math.floor(at / 1000);
    if (isTaken && number === phoneNumberId) counts.set(second, (counts.get(second) ?? 0) + 1);
  }
  const [first, last] = [Math.min(...counts.keys()), Math.max(...counts.keys())];
  const full = Array.from({ length: Math.max(0, last - first - 1) }, (_, n) => counts.get(first + 1 + n) ?? 0);
  return full.reduce((sum, count) => sum + count, 0) / full.length;
}

const spread = (times: readonly number[]): number =>
  times.reduce((most, at) => Math.max(most, at), 0) - times.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
