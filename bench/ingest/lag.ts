/**
 * How long an item takes from its arrival until anybody can see its effect, measured from outside in two ways while the load runs: the age
 * of the oldest webhook still undone, and how long a message that is due now takes to show in the API.
 */
import http from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { Db } from '#server/db/database.ts';
import type { Load, System } from './system.ts';
import { itemOf, messagesIn, phoneOf } from './webhooks.ts';

/** Milliseconds, sorted. */
export type Lags = { oldest: number[]; seen: number[] };
export type Watch = { stop(): Promise<Lags> };

export const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;

const oldestEveryMs = 50;
const seenEveryMs = 200;
const lookEveryMs = 10;
const patienceMs = 60_000;

export function watchLag(system: System, load: Load, beganAt: number): Watch {
  const lags: Lags = { oldest: [], seen: [] };
  let isOver = false;
  const sample = async () => {
    while (!isOver) {
      lags.oldest.push(await ageOfOldest(system.db));
      await wait(oldestEveryMs);
    }
  };
  const look = async () => {
    for (let turn = 0; !isOver; turn += 1) {
      const ms = await timeToSee(system, { load, beganAt, turn });
      if (ms !== null) lags.seen.push(ms);
      await wait(seenEveryMs);
    }
  };
  const watching = [sample(), look()];
  return {
    stop: async () => {
      isOver = true;
      await Promise.all(watching);
      for (const list of [lags.oldest, lags.seen]) list.sort((a, b) => a - b);
      return lags;
    },
  };
}

/** Zero while everything is done. A row of work goes in the very commit that has the effect. */
async function ageOfOldest(db: Db): Promise<number> {
  const [row] = await db.rows<{ ms: number }>(
    `select extract(epoch from parley_now() - (select run_at from inbound_work order by run_at limit 1))::float8 * 1000 as ms`,
  );
  return Math.max(0, row?.ms ?? 0);
}

export async function allDone(db: Db): Promise<void> {
  while ((await ageOfOldest(db)) > 0) await wait(20);
}

type Looking = { load: Load; beganAt: number; turn: number };

/** From the moment a message is due by the plan. Null when the run is over, or its case was closed just then and another one took it. */
async function timeToSee(system: System, { load, beganAt, turn }: Looking): Promise<number | null> {
  const soon = Math.ceil((((nowMs() + 30 - beganAt) / 1000) * load.perSecond) / 4);
  if (soon >= messagesIn(load.perSecond * load.seconds)) return wait(oldestEveryMs, null);
  const item = itemOf(soon * 4, load.run);
  const caseId = await liveCaseOf(system.db, item.customer);
  if (caseId === null || item.kind !== 'message') return null;
  const dueAt = beganAt + (soon * 4 * 1000) / load.perSecond;
  await wait(Math.max(0, dueAt - nowMs()));
  const token = system.company.observers[turn % system.company.observers.length] ?? '';
  while (nowMs() < dueAt + patienceMs) {
    const shown = await read({ port: system.port, token, path: `/cases/${caseId}/messages?limit=20` });
    if (shown.includes(item.text)) return nowMs() - dueAt;
    if ((await liveCaseOf(system.db, item.customer)) !== caseId) return null;
    await wait(lookEveryMs);
  }
  return patienceMs;
}

const nowMs = () => performance.timeOrigin + performance.now();

async function liveCaseOf(db: Db, customer: number): Promise<string | null> {
  const [row] = await db.rows<{ id: string }>(
    `select c.id from customer_identities i join cases c on c.customer_id = i.customer_id and c.closed_at is null
     where i.kind = 'phone' and i.scope = '' and i.value = $1 and i.ended_at is null`,
    [phoneOf(customer)],
  );
  return row?.id ?? null;
}

function read({ port, token, path }: { port: number; token: string; path: string }): Promise<string> {
  return new Promise((resolve) => {
    const headers = { cookie: `parley-session=${token}` };
    const request = http.get({ port, host: '127.0.0.1', path: `/api/v1${path}`, headers, agent: wires }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve(Buffer.concat(parts).toString()));
    });
    request.on('error', () => resolve(''));
  });
}
const wires = new http.Agent({ keepAlive: true });
