/**
 * `bench ingest`: signed webhooks against the real server with everything on, beside the raw limit of the same minute. How much is stored
 * and processed at most, how fast the answer is at half of Meta's ceiling, whether the ceiling holds for a minute, and whether a webhook
 * costs the same with a million stored messages. Fails when anything acknowledged is missing or the ratio is below the floor.
 */
import { randomBytes } from 'node:crypto';
import { addHistory } from './company.ts';
import { quantile } from './lag.ts';
import { costOf, load, type Ran, say } from './load.ts';
import { type RawLimits, rawLimits } from './raw-limit.ts';
import { customers, newRun, type System, startSystem } from './system.ts';
import type { World } from './webhooks.ts';

const floors = { ratio: 0.4, lost: 0 };
/** Meta's ceiling for one number: 1,000 messages and their 3,000 statuses a second. */
const ceiling = 4_000;
const world: World = {
  metaAppId: '900100200300400',
  appSecret: randomBytes(16).toString('hex'),
  wabaId: '800100200300400',
  phoneNumberId: '700100200300400',
  displayNumber: '8225550100',
};

type Plan = { rounds: number; seconds: number; rawSeconds: number; sustainedSeconds: number; history: number };
const long: Plan = { rounds: 3, seconds: 10, rawSeconds: 2, sustainedSeconds: 60, history: 1_000_000 };
const short: Plan = { rounds: 2, seconds: 5, rawSeconds: 1, sustainedSeconds: 10, history: 200_000 };

export async function benchIngest({ isShort, profileFolder }: { isShort: boolean; profileFolder?: string }): Promise<boolean> {
  const plan = isShort ? short : long;
  const system = await startSystem(world, profileFolder);
  try {
    system.staff();
    await load(system, { perSecond: 1_000, seconds: 12 });
    await settle(system);
    const rounds: Round[] = [];
    for (let count = 0; count < plan.rounds; count += 1) rounds.push(await round(system, plan));
    const half = await load(system, { perSecond: ceiling / 2, seconds: 2 * plan.seconds });
    say(`at ${ceiling / 2}/s`, half);
    const sustained = await load(system, { perSecond: ceiling, seconds: plan.sustainedSeconds });
    say(`at ${ceiling}/s for ${plan.sustainedSeconds} s`, sustained);
    const growth = await costOfHistory(system, plan);
    const worked = await system.worked();
    console.log(
      `agents: ${worked.accepted} accepted, ${worked.answered} answered, ${worked.closed} closed, ${worked.taken} calls of Graph`,
    );
    return tell({ rounds, half, sustained, growth, history: plan.history, runs: [...rounds.map(({ ran }) => ran), half, sustained] });
  } finally {
    await system.stop();
  }
}

/** As the server itself does it within its first minutes: statistics that know of the rows. */
async function settle(system: System): Promise<void> {
  await rawLimits({ ...system.raw, world }, newRun, 0.2);
  for (const db of [system.raw.db, system.db]) await db.rows('vacuum analyze');
}

type Round = { ran: Ran; raw: RawLimits };

/** Offered far above what can be: all sockets are busy all the time, so what is answered is the most that can be stored. */
async function round(system: System, plan: Plan): Promise<Round> {
  const raw = await rawLimits({ ...system.raw, world }, newRun, plan.rawSeconds);
  const ran = await load(system, { perSecond: 20_000, seconds: plan.seconds / 2 });
  const shares = [ran.storedPerS / raw.all, ran.processedPerS / raw.all, ran.storedPerS / raw.storedOnly].map((share) => share.toFixed(2));
  console.log(
    `as much as possible: stored ${ran.storedPerS.toFixed(0)}/s, processed ${ran.processedPerS.toFixed(0)}/s; raw limit ${raw.all.toFixed(0)}/s (only stored: ${raw.storedOnly.toFixed(0)}/s); ratios ${shares.join(', ')}; ${costOf(ran)}`,
  );
  return { ran, raw };
}

/** What a webhook costs with few messages and with many, as a ratio; the better of two runs each, since others use the machine, too. */
async function costOfHistory(system: System, { history, seconds }: Plan): Promise<number> {
  const cheapest = async () => {
    const costs: number[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const { perItem } = await load(system, { perSecond: ceiling / 2, seconds });
      costs.push(perItem.server + perItem.postgres);
    }
    return Math.min(...costs);
  };
  const few = await cheapest();
  await addHistory(system.db, system.company, history);
  const many = await cheapest();
  console.log(`a webhook costs ${few.toFixed(0)} µs, with ${history} more messages ${many.toFixed(0)} µs`);
  return many / few;
}

type Results = { rounds: Round[]; half: Ran; sustained: Ran; growth: number; history: number; runs: Ran[] };

function tell({ rounds, half, sustained, growth, history, runs }: Results): boolean {
  const middle = rounds.toSorted((a, b) => ratioOf(a) - ratioOf(b))[Math.floor((rounds.length - 1) / 2)];
  if (!middle) throw new Error('No round was run.');
  const lost = runs.reduce((sum, ran) => sum + ran.lost, 0);
  const broken = [...new Set(runs.flatMap((ran) => ran.broken))];
  for (const sentence of broken) console.log(`Broken: ${sentence}`);
  const ratio = ratioOf(middle);
  console.log(
    JSON.stringify({
      bench: 'ingest',
      ratio: figure(ratio),
      stored_per_s: figure(middle.ran.storedPerS),
      processed_per_s: figure(middle.ran.processedPerS),
      answer_p99_ms: figure(half.outcome.p99Ms),
      lag_p99_ms: figure(Math.max(quantile(sustained.lags.oldest, 0.99), quantile(sustained.lags.seen, 0.99))),
      lost,
      answer_p50_ms: figure(half.outcome.p50Ms),
      lag_p50_ms: figure(quantile(sustained.lags.seen, 0.5)),
      half_lag_p99_ms: figure(quantile(half.lags.seen, 0.99)),
      sustained_stored_per_s: figure(sustained.storedPerS),
      sustained_processed_per_s: figure(sustained.processedPerS),
      server_us: figure(sustained.perItem.server),
      postgres_us: figure(sustained.perItem.postgres),
      processed_ratio: figure(middle.ran.processedPerS / middle.raw.all),
      raw_per_s: figure(middle.raw.all),
      raw_stored_only_per_s: figure(middle.raw.storedOnly),
      [`cost_with_${history}_messages`]: figure(growth),
      customers,
      invariants_broken: broken.length,
    }),
  );
  return lost <= floors.lost && broken.length === 0 && ratio >= floors.ratio;
}

const ratioOf = ({ ran, raw }: Round) => ran.storedPerS / raw.all;
const figure = (value: number) => Number(value.toFixed(Math.abs(value) < 10 ? 2 : 0));
