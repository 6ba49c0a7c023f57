/**
 * How fast a number may send. The bucket is a row, so that it holds for all nodes together, and its lock lets one node at a time
 * choose messages of a number. It is small on purpose: WhatsApp counts per second, and a full bucket comes on top of the rate.
 */
import { type Db, iso } from '../db/database.ts';

const fullBucket = 8;

export type Bucket = { channelId: string; tokens: number };

/** Locks and refills the buckets of all active numbers with due messages, until the transaction ends. */
export async function lockBuckets(db: Db): Promise<{ buckets: Bucket[]; now: number }> {
  const rows = await db.rows<Bucket & { now: number }>(
    `select p.channel_id as "channelId", clock.now,
       least($1, p.tokens + greatest(0, extract(epoch from clock.now - p.refilled_at)) * p.per_second)::float8 as tokens
     from channel_pace p join channels h on h.id = p.channel_id cross join (select parley_now() as now) as clock
     where h.state = 'active' and (p.held_until is null or p.held_until <= clock.now)
       and exists (select from outbox o where o.channel_id = p.channel_id and o.state = 'queued' and o.kind = 'message'
         and o.run_at <= clock.now)
     order by p.channel_id for update of p`,
    [fullBucket],
  );
  return { buckets: rows, now: rows[0]?.now ?? 0 };
}

export async function spendTokens(
  db: Db,
  buckets: readonly Bucket[],
  { spent, now }: { spent: Map<string, number>; now: number },
): Promise<void> {
  await db.rows(
    `update channel_pace p set tokens = v.tokens, refilled_at = $3
     from unnest($1::uuid[], $2::float8[]) as v (channel_id, tokens) where p.channel_id = v.channel_id`,
    [
      buckets.map(({ channelId }) => channelId),
      buckets.map(({ channelId, tokens }) => Math.max(0, tokens - (spent.get(channelId) ?? 0))),
      iso(now),
    ],
  );
}

/** A number's first message makes its bucket. */
export async function addBuckets(db: Db): Promise<void> {
  await db.rows('insert into channel_pace (channel_id, tokens) select id, $1 from channels on conflict do nothing', [fullBucket]);
}

/** WhatsApp said "too fast" to the whole number. */
export async function holdNumbers(db: Db, holds: readonly { channelId: string; until: number }[]): Promise<void> {
  await db.rows(
    `update channel_pace p set held_until = greatest(p.held_until, v.until), tokens = 0
     from (select channel_id, max(until) as until from unnest($1::uuid[], $2::timestamptz[]) as t (channel_id, until) group by 1) as v
     where p.channel_id = v.channel_id`,
    [holds.map(({ channelId }) => channelId), holds.map(({ until }) => iso(until))],
  );
}
