/**
 * Stations 1–2, the second half: raw bytes become rows before Meta hears 200. Requests that wait at the same time share one
 * statement and one commit: the next flush takes whatever came while the last one ran, so batches grow with the load by
 * themselves. The queue is bounded; beyond it the answer is 503 and Meta comes again for up to 7 days.
 */
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Db, iso } from '../db/database.ts';

export type RawWebhook = { metaAppId: string; body: Buffer; receivedAt: number; traceId: string };

export type Store = {
  /** Resolves after the commit; `full` = nothing was stored. Rejects when the database failed: nothing was stored either. */
  store(webhook: RawWebhook): Promise<'stored' | 'full'>;
  /** More comes than is stored at leisure: whatever can wait should, so that Meta is answered in time. */
  isPressed(): boolean;
};

/** At Meta's 3 MB a body this is far from what a machine can hold; at the usual 700 bytes it is seconds of traffic. */
export const storeBounds = { maxWaiting: 5_000, maxWaitingBytes: 64 * 1024 * 1024 };
/** 200 rows a commit cost a tenth of one row a commit; 500 gain almost nothing more and double the wait (measured). */
const maxBatch = 500;
/** From so many in a batch on, the next one gathers a little before it goes, unless enough wait already: fewer flushes to disk for the same rows. */
const busyFrom = 8;
const enough = 64;
const gatherMs = 4;
/** Meta's ceiling for one number makes batches of some fifty; a mean of so many is more than can be stored at leisure. */
const pressedFrom = 80;
/** How much the last batch counts in the mean: one that came late or early says nothing yet. */
const lastShare = 1 / 8;
/** Whoever waits for an answer no longer may be at the next request already. */
const calmAfterMs = 100;

type Waiting = RawWebhook & { sha256: Buffer; done(): void; failed(error: unknown): void };

export function openStore(db: Db, { maxWaiting, maxWaitingBytes } = storeBounds): Store {
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let isFlushing = false;
  let meanBatch = 0;

  async function flush() {
    isFlushing = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      for (const { body } of batch) waitingBytes -= body.length;
      meanBatch += (batch.length - meanBatch) * lastShare;
      await commit(batch);
      if (batch.length >= busyFrom && waiting.length < enough) await wait(gatherMs);
    }
    isFlushing = false;
    setTimeout(calm, calmAfterMs).unref();
  }

  function calm() {
    if (!isFlushing) meanBatch = 0;
  }

  async function commit(batch: Waiting[]) {
    try {
      await db.rows(insert, storedColumns(batch));
      db.wake('inbound');
      for (const { done } of batch) done();
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
  }

  return {
    isPressed: () => meanBatch >= pressedFrom,
    store: (webhook) => {
      if (waiting.length >= maxWaiting || waitingBytes + webhook.body.length > maxWaitingBytes) return Promise.resolve('full');
      return new Promise((resolve, reject) => {
        const sha256 = createHash('sha256').update(webhook.body).digest();
        waiting.push({ ...webhook, sha256, done: () => resolve('stored'), failed: reject });
        waitingBytes += webhook.body.length;
        if (!isFlushing) void flush();
      });
    },
  };
}

/**
 * The bytes of a batch go as one value that PostgreSQL cuts up: as an array they would be written out and read as hexadecimal text, which
 * costs both sides a quarter more (measured).
 */
export function storedColumns(batch: readonly (RawWebhook & { sha256: Buffer })[]): unknown[] {
  const starts: number[] = [];
  let end = 1;
  for (const { body } of batch) {
    starts.push(end);
    end += body.length;
  }
  return [
    batch.map((row) => row.metaAppId),
    batch.map((row) => iso(row.receivedAt)),
    batch.map((row) => row.traceId),
    starts,
    batch.map((row) => row.body.length),
    Buffer.concat(batch.map((row) => row.sha256)),
    Buffer.concat(batch.map((row) => row.body)),
  ];
}

// Meta repeats a webhook for up to 7 days; the hash of its bytes, for one app, makes the second one a no-op, in one batch or many.
export const storedRows = `
  came as (
    insert into inbound (meta_app_id, received_at, sha256, body, trace_id)
    select app, at, substring($6::bytea from 32 * place::int - 31 for 32), substring($7::bytea from start for size), trace
    from unnest($1::text[], $2::timestamptz[], $3::text[], $4::int[], $5::int[]) with ordinality as n (app, at, trace, start, size, place)
    on conflict (sha256, meta_app_id) do nothing
    returning id, received_at
  )`;
const insert = `with ${storedRows} insert into inbound_work (inbound_id, run_at) select id, received_at from came`;
