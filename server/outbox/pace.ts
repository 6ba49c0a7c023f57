/**
 * How fast a number may send, as rows, so that it holds for all nodes together; their lock lets one node at a time choose messages of a
 * number. Two measures: a bucket that fills evenly, and what was handed over within the last second, which WhatsApp counts. The bucket
 * makes up for moments in which nobody looked; the count keeps that from ever being more than the limit in any second.
 */
import { type Db, iso } from '../db/database.ts';

/** A quarter of a second's worth may gather. */
const fullSeconds = 0.25;
/** So that a slow number sends two at once. */
const leastFull = 2;
/** The column's default; WhatsApp's usual limit. */
const usualPerSecond = 80;
const slotMs = 25;
/** One second and a slot more: what left evenly may arrive bunched. */
const windowSlots = 41;

type Recent = readonly (readonly [slot: number, count: number])[];
export type Bucket = { channelId: string; perSecond: number; tokens: number; recent: Recent };

/** Locks and refills the buckets of all active numbers with due messages, until the transaction ends. */
export async function lockBuckets(db: Db): Promise<{ buckets: Bucket[]; now: number }> {
  const rows = await db.rows<Bucket & { now: number }>(
    `select p.channel_id as "channelId", p.per_second as "perSecond", clock.now, p.recent,
       least(greatest($1, p.per_second * $2::float8),
         p.tokens + greatest(0, extract(epoch from clock.now - p.refilled_at))::float8 * p.per_second) as tokens
     from channel_pace p join channels h on h.id = p.channel_id cross join (select parley_now() as now) as clock
     where h.state = 'active' and (p.held_until is null or p.held_until <= clock.now)
       and exists (select from outbox o where o.channel_id = p.channel_id and o.state = 'queued' and o.kind = 'message'
         and o.run_at <= clock.now)
     order by p.channel_id for update of p`,
    [leastFull, fullSeconds],
  );
  const now = rows[0]?.now ?? 0;
  return { buckets: rows.map(({ now: _, ...bucket }) => ({ ...bucket, recent: stillCounted(bucket.recent, now) })), now };
}

const slotOf = (now: number): number => Math.floor(now / slotMs);
/** A clock that was moved back forgets what lies ahead of it. */
const stillCounted = (recent: Recent, now: number): Recent =>
  recent.filter(([slot]) => slot > slotOf(now) - windowSlots && slot <= slotOf(now));

/** How many of its messages may go now. */
export function allowance({ perSecond, tokens, recent }: Bucket): number {
  const counted = recent.reduce((sum, [, count]) => sum + count, 0);
  return Math.max(0, Math.floor(Math.min(tokens, perSecond - counted)));
}

/** Until a number that has used up its allowance may send again. */
export function nextAllowanceMs({ perSecond, tokens }: Bucket, spent: number): number {
  const missing = 1 - (tokens - spent);
  return Math.ceil(missing > 0 ? (missing * 1_000) / perSecond : slotMs);
}

export async function spendTokens(
  db: Db,
  buckets: readonly Bucket[],
  { spent, now }: { spent: Map<string, number>; now: number },
): Promise<void> {
  const of = ({ channelId }: Bucket) => spent.get(channelId) ?? 0;
  await db.rows(
    `update channel_pace p set tokens = v.tokens, refilled_at = $3, recent = v.recent
     from unnest($1::uuid[], $2::float8[], $4::jsonb[]) as v (channel_id, tokens, recent) where p.channel_id = v.channel_id`,
    [
      buckets.map(({ channelId }) => channelId),
      buckets.map((bucket) => Math.max(0, bucket.tokens - of(bucket))),
      iso(now),
      buckets.map((bucket) => JSON.stringify(withSent(bucket.recent, slotOf(now), of(bucket)))),
    ],
  );
}

function withSent(recent: Recent, slot: number, count: number): Recent {
  const last = recent.at(-1);
  if (count === 0) return recent;
  return last?.[0] === slot ? [...recent.slice(0, -1), [slot, last[1] + count]] : [...recent, [slot, count]];
}

/** A number's first message makes its bucket. */
export async function addBuckets(db: Db): Promise<void> {
  await db.rows('insert into channel_pace (channel_id, tokens) select id, $1 from channels on conflict do nothing', [
    usualPerSecond * fullSeconds,
  ]);
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
