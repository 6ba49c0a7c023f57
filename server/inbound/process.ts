/**
 * Stations 3–8: stored webhooks have their effect, a batch per transaction (decision 0014). The rows are claimed by that very
 * transaction and deleted in it, so whatever dies in between has done nothing. An item that fails is found by halving and tried again
 * later; the fifth time it is set aside, and the rest never waited for it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import { Conflict } from '../scene/conflict.ts';
import { type Running, startLoop } from '../work/loop.ts';
import { type OurItem, takeEffect } from './effect.ts';
import { type Sorted, sortItems, type Webhook } from './sort.ts';
import { setAside } from './stuck.ts';

/** A round costs as much as some eighty items; beyond this only its locks get longer, and it holds them for half a second as it is. */
const maxBatch = 2_000;
/** From so many in a round on, what comes within the rest shares the next one. Fewer are never kept waiting. */
const busyFrom = 20;
const busyRestMs = 20;
/** While more comes than can be stored at leisure, storing goes first: what is stored is safe, and its effect may come a little later. */
const pressedLookMs = 50;
const longestPressedRestMs = 3_000;
/** Meta posts up to 1,000 updates in 3 MB at once; a batch of such would hold its locks and the memory for seconds. */
const maxBatchBytes = 2 * 1024 * 1024;
const maxTries = 5;
const pollMs = 500;

type Processing = Pick<Context, 'newId' | 'log' | 'metrics' | 'clock'> & { db: Db };

export function startProcessing(context: Processing & Pick<Context, 'db'>, isPressed: () => boolean): Running {
  const apart = { ...context, db: context.db.apart(1) };
  const once = async () => {
    const done = await processOnce(apart);
    if (done >= busyFrom && done < maxBatch) await wait(busyRestMs);
    for (let rested = 0; isPressed() && rested < longestPressedRestMs; rested += pressedLookMs) await wait(pressedLookMs);
    return done;
  };
  return startLoop(context, { part: 'inbound', topic: 'inbound', pollMs, once });
}

/** One batch; gives how many webhooks are done with. */
export async function processOnce(context: Processing, limit = maxBatch): Promise<number> {
  return context.db.transact(async (db) => {
    const webhooks = await claim(db, limit);
    if (webhooks.length === 0) return 0;
    const sorted = await sortItems(db, webhooks, context.newId);
    const failures = await attempt(db, sorted.ours, context.newId);
    await setAside(db, sorted.aside, context.newId);
    await settle(db, { context, webhooks, failures });
    db.afterCommit(() => measure(context, { webhooks, sorted, failures }));
    return webhooks.length;
  });
}

type Claimed = Webhook & { attempts: number };

type Row = Omit<Claimed, 'body'> & { text: string | null; bytes: Buffer | null };

/**
 * Whatever was never tried is due, though the clock of the node that stored it may be a little ahead of the database's. Bodies come as
 * text of one character a byte, which costs both sides half of what hexadecimal does; only bytes that no text may hold come as they are.
 */
async function claim(db: Db, limit: number): Promise<Claimed[]> {
  const rows = await db.rows<Row>(
    `with claimed as (
       select inbound_id, run_at, attempts from inbound_work where attempts = 0 or run_at <= parley_now()
       order by run_at, inbound_id limit $1 for update skip locked)
     select "inboundId", attempts, "metaAppId", "receivedAt", "traceId",
       case when position('\\x00'::bytea in body) = 0 then convert_from(body, 'LATIN1') end as text,
       case when position('\\x00'::bytea in body) > 0 then body end as bytes
     from (
       select c.inbound_id as "inboundId", c.attempts, i.meta_app_id as "metaAppId", i.received_at as "receivedAt", i.body,
         i.trace_id as "traceId", sum(octet_length(i.body)) over (order by c.run_at, c.inbound_id) - octet_length(i.body) as before
       from claimed c join inbound i on i.id = c.inbound_id) as batch
     where before < $2 order by before`,
    [limit, maxBatchBytes],
  );
  return rows.map(({ text, bytes, ...row }) => ({ ...row, body: bytes ?? Buffer.from(text ?? '', 'latin1') }));
}

export type Failure = { item: OurItem; error: unknown };

/** All together; if that fails, by halves, until whatever fails stands alone. Each part is a savepoint. */
export async function attempt(db: Db, items: readonly OurItem[], newId: () => string): Promise<Failure[]> {
  if (items.length === 0) return [];
  for (let tries = 1; ; tries += 1) {
    try {
      await db.transact((inside) => takeEffect(inside, items, newId));
      return [];
    } catch (error) {
      if (isForAll(error)) throw error;
      // Another worker met the same customer first: the next look finds them.
      if (isRace(error) && tries < 4) continue;
      if (items.length === 1) return items.map((item) => ({ item, error }));
      break;
    }
  }
  const middle = Math.ceil(items.length / 2);
  return [...(await attempt(db, items.slice(0, middle), newId)), ...(await attempt(db, items.slice(middle), newId))];
}

const codeOf = (error: unknown): string => (error instanceof pg.DatabaseError ? (error.code ?? '') : '');
const isRace = (error: unknown): boolean => codeOf(error) === '23505' || error instanceof Conflict;
/** Deadlock, lost connection, full disk, stopping database: no item's fault, so the whole transaction is given up. */
const isForAll = (error: unknown): boolean => /^(40|08|53|57|58)/.test(codeOf(error));

type Settling = { context: Processing; webhooks: readonly Claimed[]; failures: readonly Failure[] };

async function settle(db: Db, { context, webhooks, failures }: Settling): Promise<void> {
  const failed = new Map(failures.map((failure) => [failure.item.origin.inboundId, failure]));
  const isAgain = ({ inboundId, attempts }: Claimed) => failed.has(inboundId) && attempts + 1 < maxTries;
  const again = webhooks.filter(isAgain);
  const done = webhooks.filter((webhook) => !isAgain(webhook)).map(({ inboundId }) => inboundId);
  await db.rows('delete from inbound_work where inbound_id = any($1::bigint[])', [done]);
  if (failures.length === 0) return;
  await db.rows(
    `update inbound_work set attempts = attempts + 1, run_at = parley_now() + (2 ^ (attempts + 1)) * interval '1 second'
     where inbound_id = any($1::bigint[])`,
    [again.map(({ inboundId }) => inboundId)],
  );
  const given = failures.filter(({ item }) => done.includes(item.origin.inboundId));
  await setAside(
    db,
    given.map(({ item, error }) => ({
      inboundId: item.origin.inboundId,
      position: item.position,
      reason: 'failed',
      detail: `Processing failed ${maxTries} times (${nameOf(error)}).`,
    })),
    context.newId,
  );
  for (const { item, error } of failures) {
    const { inboundId, traceId } = item.origin;
    context.log.warn({ err: error, part: 'inbound', inboundId, traceId, position: item.position }, 'An item of a webhook failed.');
  }
}

/** Never the message: the database quotes values in its own. */
export function nameOf(error: unknown): string {
  return codeOf(error) || (error instanceof Error ? error.name : 'unknown');
}

type Measured = { webhooks: readonly Claimed[]; sorted: Sorted; failures: readonly Failure[] };

function measure({ metrics, clock }: Processing, { webhooks, sorted, failures }: Measured): void {
  const now = clock.now();
  for (const { receivedAt } of webhooks) metrics.inboundLag.observe(Math.max(0, now - receivedAt) / 1_000);
  for (const { reason } of sorted.aside) metrics.inboundItems.inc({ outcome: reason });
  metrics.inboundItems.inc({ outcome: 'duplicate' }, sorted.duplicates);
  metrics.inboundItems.inc({ outcome: 'failed' }, failures.length);
  metrics.inboundItems.inc({ outcome: 'processed' }, sorted.ours.length - failures.length);
}
