/** One load from its preparation to its verdict, and how it is told. */
import { performance } from 'node:perf_hooks';
import { addSentMessages } from './company.ts';
import type { Outcome } from './generator.ts';
import { allDone, type Lags, quantile, watchLag } from './lag.ts';
import { type Cpu, type Load, newRun, type System } from './system.ts';
import { judge } from './verdict.ts';
import { sentMessagesFor } from './webhooks.ts';

export type Ran = { outcome: Outcome; lags: Lags; perItem: Cpu; storedPerS: number; processedPerS: number; lost: number; broken: string[] };

/** CPU and time count until the last item is processed. */
export async function load(system: System, { perSecond, seconds }: { perSecond: number; seconds: number }): Promise<Ran> {
  const planned: Load = { perSecond, seconds, run: newRun() };
  await addSentMessages(system.db, system.company, { run: planned.run, count: sentMessagesFor(perSecond * seconds) });
  await system.db.rows('checkpoint');
  const before = system.cpu();
  let watch: ReturnType<typeof watchLag> | undefined;
  let beganAt = 0;
  const outcome = await system.generate(planned, (at) => {
    beganAt = at;
    watch = watchLag(system, planned, at);
  });
  await allDone(system.db);
  const processedIn = (performance.timeOrigin + performance.now() - beganAt) / 1000;
  const after = system.cpu();
  const lags = (await watch?.stop()) ?? { oldest: [], seen: [] };
  const perItem = {
    server: ((after.server - before.server) / outcome.stored) * 1e6,
    postgres: ((after.postgres - before.postgres) / outcome.stored) * 1e6,
  };
  const rates = { storedPerS: outcome.stored / outcome.seconds, processedPerS: outcome.stored / processedIn };
  return { outcome, lags, perItem, ...rates, ...(await judge(system.db, system.company.channelId, { run: planned.run, outcome })) };
}

export const costOf = ({ perItem }: Ran) =>
  `CPU a webhook: server ${perItem.server.toFixed(0)} µs, PostgreSQL ${perItem.postgres.toFixed(0)} µs`;

export function say(name: string, ran: Ran): void {
  const { outcome, lags } = ran;
  console.log(
    `${name}: stored ${ran.storedPerS.toFixed(0)}/s, processed ${ran.processedPerS.toFixed(0)}/s; answer p50 ${outcome.p50Ms.toFixed(1)} ms, p99 ${outcome.p99Ms.toFixed(0)} ms; oldest undone p50 ${quantile(lags.oldest, 0.5).toFixed(0)} ms, p99 ${quantile(lags.oldest, 0.99).toFixed(0)} ms; due → seen in the API p50 ${quantile(lags.seen, 0.5).toFixed(0)} ms, p99 ${quantile(lags.seen, 0.99).toFixed(0)} ms (${lags.seen.length} messages); ${costOf(ran)}; lost ${ran.lost}`,
  );
}
