/**
 * `bench ingest`: signed webhooks against the real server, each round beside the raw limit of the same minute. Measures what
 * is acknowledged and stored; fails when anything acknowledged is missing or the ratio is below the floor.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { cpuOf, cpuOfPostgres } from './cpu.ts';
import { rawLimit } from './raw-limit.ts';
import { type System, startSystem } from './system.ts';
import type { World } from './webhooks.ts';

const floors = { ratio: 0.4, lost: 0 };
const world: World = {
  metaAppId: '900100200300400',
  appSecret: randomBytes(16).toString('hex'),
  wabaId: '800100200300400',
  phoneNumberId: '700100200300400',
  displayNumber: '8225550100',
};

type Round = {
  storedPerS: number;
  rawPerS: number;
  ratio: number;
  lost: number;
  p50Ms: number;
  p99Ms: number;
  serverUs: number;
  postgresUs: number;
};

export async function benchIngest({ isShort }: { isShort: boolean }): Promise<boolean> {
  const plan = isShort ? { rounds: 2, seconds: 5, rawSeconds: 1.5 } : { rounds: 3, seconds: 20, rawSeconds: 4 };
  const system = await startSystem(world);
  try {
    await round(system, { seconds: 3, rawSeconds: 0.5 });
    const rounds: Round[] = [];
    for (let count = 0; count < plan.rounds; count += 1) {
      const result = await round(system, plan);
      rounds.push(result);
      console.log(
        `round ${count + 1}: stored ${result.storedPerS.toFixed(0)}/s, raw limit ${result.rawPerS.toFixed(0)}/s, ratio ${result.ratio.toFixed(2)}; CPU a webhook: server ${result.serverUs.toFixed(0)} µs, PostgreSQL ${result.postgresUs.toFixed(0)} µs`,
      );
    }
    const half = await system.generate({ perSecond: 2_000, seconds: plan.seconds, run: randomUUID() });
    console.log(`at 2,000/s: p50 ${half.p50Ms.toFixed(1)} ms, p99 ${half.p99Ms.toFixed(1)} ms`);
    return tell(rounds, half.p99Ms);
  } finally {
    await system.stop();
  }
}

/** Offered far above what can be: all sockets are busy all the time, so what is answered is the most that can be stored. */
async function round({ db, raw, serverPid, postmaster, generate }: System, plan: { seconds: number; rawSeconds: number }): Promise<Round> {
  const rawPerS = await rawLimit(raw, world, plan.rawSeconds);
  const before = await count(db);
  const cpu = { server: cpuOf(serverPid), postgres: cpuOfPostgres(postmaster) };
  const outcome = await generate({ perSecond: 20_000, seconds: plan.seconds, run: randomUUID() });
  const used = { server: cpuOf(serverPid) - cpu.server, postgres: cpuOfPostgres(postmaster) - cpu.postgres };
  const storedPerS = outcome.stored / outcome.seconds;
  return {
    storedPerS,
    rawPerS,
    ratio: storedPerS / rawPerS,
    lost: Math.max(0, outcome.stored - ((await count(db)) - before)),
    p50Ms: outcome.p50Ms,
    p99Ms: outcome.p99Ms,
    serverUs: (used.server / outcome.stored) * 1e6,
    postgresUs: (used.postgres / outcome.stored) * 1e6,
  };
}

/** Each webhook has its own bytes, so rows and acknowledgements must agree. */
async function count(db: System['db']): Promise<number> {
  const [row] = await db.rows<{ rows: number }>('select count(*) as rows from inbound');
  return row?.rows ?? 0;
}

function tell(rounds: Round[], answerP99Ms: number): boolean {
  const middle = [...rounds].sort((a, b) => a.ratio - b.ratio)[Math.floor(rounds.length / 2)];
  if (!middle) throw new Error('No round was run.');
  const lost = rounds.reduce((sum, round) => sum + round.lost, 0);
  const figure = (value: number) => Number(value.toFixed(value < 10 ? 2 : 0));
  console.log(
    JSON.stringify({
      bench: 'ingest',
      ratio: figure(middle.ratio),
      stored_per_s: figure(middle.storedPerS),
      answer_p99_ms: figure(answerP99Ms),
      server_us: figure(middle.serverUs),
      postgres_us: figure(middle.postgresUs),
      lost,
    }),
  );
  return lost <= floors.lost && middle.ratio >= floors.ratio;
}
