/**
 * `bench routing`: how fast waiting cases find their agents. In memory, the rules alone beside a plain look at everybody for every case;
 * with durable offers beside the raw limit of the driver; and how long one case waits when somebody is free.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { assign, type Round } from '#engine/routing/assign.ts';
import { excluded } from '#engine/routing/eligible.ts';
import { compareAgents, compareWaiting } from '#engine/routing/rank.ts';
import { connectDatabase, type Database } from '#server/db/database.ts';
import { removeCluster, startCluster } from '#server/db/embedded.ts';
import { migrate } from '#server/db/migrate.ts';
import { openLog } from '#server/ops/log.ts';
import { openMetrics } from '#server/ops/metrics.ts';
import { placeOnce, startRouting } from '#server/routing/dispatch.ts';
import { apply } from '#server/scene/apply.ts';
import { addCentre, type Centre, makeCentre } from './centre.ts';
import { writeRaw } from './raw-limit.ts';

/** What fails the run: ratios, which a busy machine does not change much. Goals on two quiet cores are told beside them. */
const floors = { memoryRatio: 5, durableRatio: 0.3 };
const goals = { memoryPerSecond: 50_000, durablePerSecond: 2_000, arrivalP99Ms: 100 };

export async function benchRouting({ isShort }: { isShort: boolean }): Promise<boolean> {
  const size = isShort ? { cases: 3_000, agents: 1_000, skills: 50 } : { cases: 10_000, agents: 5_000, skills: 50 };
  const now = performance.timeOrigin;
  const memory = inMemory(makeCentre(size, now), now);
  console.log(
    `in memory: ${round(memory.perSecond)} decisions/s (goal ${goals.memoryPerSecond}), ${round(memory.perSecond / memory.plainPerSecond)} times a plain scan`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const cluster = startCluster({ folder });
  try {
    const open = async (name: string) => openDatabase(cluster.socketFolder, name);
    const [ours, raw] = [await open('parley'), await open('raw')];
    const centre = makeCentre(size, now);
    await addCentre(ours, centre);
    await addCentre(raw, centre);
    const durable = await placeAll(ours, raw, centre);
    const ratio = durable.perSecond / durable.rawPerSecond;
    console.log(
      `durable: ${round(durable.perSecond)} offers/s (goal ${goals.durablePerSecond}); raw limit ${round(durable.rawPerSecond)}/s; ratio ${ratio.toFixed(2)}`,
    );
    const arrival = await arrivals(ours, centre, isShort ? 60 : 200);
    console.log(`arrival → offered: p50 ${arrival.p50Ms.toFixed(1)} ms, p99 ${arrival.p99Ms.toFixed(1)} ms (goal ${goals.arrivalP99Ms})`);
    for (const each of [ours, raw]) await each.close();
    tell({ memory: memory.perSecond, plain: memory.plainPerSecond, durable: durable.perSecond, ratio, ...arrival });
    return memory.perSecond >= floors.memoryRatio * memory.plainPerSecond && ratio >= floors.durableRatio;
  } finally {
    removeCluster(folder, cluster);
  }
}

type Figures = { memory: number; plain: number; durable: number; ratio: number; p50Ms: number; p99Ms: number };

function tell({ memory, plain, durable, ratio, p50Ms, p99Ms }: Figures): void {
  const told = {
    bench: 'routing',
    ratio: Number(ratio.toFixed(2)),
    memory_per_s: round(memory),
    memory_ratio: round(memory / plain),
    durable_per_s: round(durable),
    arrival_p50_ms: Number(p50Ms.toFixed(1)),
    arrival_p99_ms: Number(p99Ms.toFixed(1)),
  };
  console.log(JSON.stringify(told));
}

const round = (value: number): number => Math.round(value);

/** Best of three of each, in turn. The plain scan does the first cases only: all of them would take half a minute. */
function inMemory({ waiting, agents }: Centre, now: number): { perSecond: number; plainPerSecond: number } {
  let ids = 0;
  const input: Round = { waiting, agents, others: 0, now, newId: () => `id-${++ids}` };
  const few = { ...input, waiting: waiting.slice(0, 300) };
  const best = { perSecond: 0, plainPerSecond: 0 };
  for (let turn = 0; turn < 3; turn += 1) {
    best.perSecond = Math.max(
      best.perSecond,
      rateOf(waiting.length, () => assign(input)),
    );
    best.plainPerSecond = Math.max(
      best.plainPerSecond,
      rateOf(few.waiting.length, () => assignPlainly(few)),
    );
  }
  return best;
}

function rateOf(count: number, work: () => unknown): number {
  const began = performance.now();
  work();
  return count / ((performance.now() - began) / 1_000);
}

function assignPlainly({ waiting, agents, now }: Round): (string | undefined)[] {
  const present = agents.map((agent) => ({ ...agent }));
  return waiting.toSorted(compareWaiting).map((item) => {
    const [chosen] = present.filter((agent) => excluded(item, agent, now) === null).sort(compareAgents(item.skillId));
    if (chosen) chosen.load += 1;
    return chosen?.personId;
  });
}

async function openDatabase(socketFolder: string, name: string): Promise<Database> {
  const server = connectDatabase({ host: socketFolder, user: 'parley', database: 'postgres', max: 1 });
  await server.rows(`create database ${name}`);
  await server.close();
  const db = connectDatabase({ host: socketFolder, user: 'parley', database: name });
  await migrate(db, join(import.meta.dirname, '../../server/db/migrations'));
  return db;
}

const contextOn = (db: Database) => ({ db, newId: uuidv7, metrics: openMetrics(), log: openLog('silent') });

/** A round of ours, then as many offers written raw, in turn, so that a busy moment of the machine is borne by both. */
async function placeAll(ours: Database, raw: Database, centre: Centre): Promise<{ perSecond: number; rawPerSecond: number }> {
  const context = contextOn(ours);
  let [placed, tookMs, rawTookMs] = [0, 0, 0];
  for (;;) {
    const began = performance.now();
    const size = await placeOnce(context);
    const between = performance.now();
    if (size === 0) break;
    await writeRaw(raw, centre, { first: placed, size });
    placed += size;
    tookMs += between - began;
    rawTookMs += performance.now() - between;
  }
  return { perSecond: (placed / tookMs) * 1_000, rawPerSecond: (placed / rawTookMs) * 1_000 };
}

/** One case after the other, at odd moments, while the router lives as it does in the server. */
async function arrivals(db: Database, { channelId, skills }: Centre, count: number): Promise<{ p50Ms: number; p99Ms: number }> {
  const routing = startRouting(contextOn(db));
  const took: number[] = [];
  for (let index = 0; index < count; index += 1) {
    await wait((index * 37) % 150);
    const offered = new Promise<void>((resolve) => void db.wakes.once('timers', () => resolve()));
    const committed = await arrive(db, { channelId, skillId: skills[index % skills.length] ?? '' });
    await offered;
    took.push(performance.now() - committed);
  }
  await routing.stop();
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.POSITIVE_INFINITY;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

async function arrive(db: Database, { channelId, skillId }: { channelId: string; skillId: string }): Promise<number> {
  const [customerId, caseId] = [uuidv7(), uuidv7()];
  const [moment] = await db.rows<{ now: number }>('select parley_now() as now');
  const at = moment?.now ?? 0;
  await db.transact((inside) =>
    apply(
      inside,
      [
        {
          traceId: caseId,
          actorId: null,
          events: [
            { type: 'customer.created', customerId, name: '김민준', at },
            { type: 'case.opened', caseId, customerId, channelId, direction: 'in', status: 'new', at },
            { type: 'case.queued', caseId, skillId, priority: 0, because: 'script', at },
          ],
        },
      ],
      uuidv7,
    ),
  );
  return performance.now();
}
