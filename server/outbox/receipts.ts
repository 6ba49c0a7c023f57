/**
 * Blue ticks for the customer: best effort, but a row first. One receipt marks its message and all before it, so of several that wait
 * only the newest goes; marking twice does no harm, so a lost answer is simply asked again.
 */
import type { Marked } from '../channels/whatsapp/outcome.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import { tokenOf } from './token.ts';

export type Receipt = { id: string; channelId: string; customerId: string; providerId: string; actorId: string; traceId: string };

export async function queueReceipt(db: Db, { id, channelId, customerId, providerId, actorId, traceId }: Receipt): Promise<void> {
  await db.rows(
    `with waiting as (
       update outbox set receipt_for = $4
       where channel_id = $2 and customer_id = $3 and kind = 'read-receipt' and state = 'queued' returning id)
     insert into outbox (id, kind, channel_id, customer_id, receipt_for, actor_id, run_at, created_at, trace_id)
     select $1, 'read-receipt', $2, $3, $4, $5, parley_now(), parley_now(), $6 where not exists (select from waiting)`,
    [id, channelId, customerId, providerId, actorId, traceId],
  );
  db.wake('outbox');
}

type Due = { id: string; fence: number; tries: number; providerId: string; phoneNumberId: string; accountId: string; sealedToken: string };

const mostAtOnce = 16;
const leaseSeconds = 30;
const mostTries = 3;

/** Answers how many receipts were dealt with. */
export async function sendReceipts(context: Context): Promise<number> {
  const due = await claim(context.db);
  const marked = await Promise.all(due.map((one) => mark(context, one)));
  const failed = due.flatMap((one, index) => (marked[index]?.kind === 'marked' ? [] : [{ one, isOver: isOver(one, marked[index]) }]));
  if (due.length > 0) await finish(context.db, due, failed);
  return due.length;
}

/** They count against the number's throughput: each takes what a message would take from its bucket. */
function claim(db: Db): Promise<Due[]> {
  return db.rows<Due>(
    `with due as (
       select o.id from outbox o join channels h on h.id = o.channel_id left join channel_pace p on p.channel_id = o.channel_id
       where o.kind = 'read-receipt' and o.state = 'queued' and o.run_at <= parley_now() and h.state = 'active'
         and (p.held_until is null or p.held_until <= parley_now())
       order by o.run_at limit $1 for update of o skip locked
     ), handed as (
       update outbox o set state = 'handed', leased_until = parley_now() + $2 * interval '1 second', fence = fence + 1
       from due where o.id = due.id returning o.*
     ), spent as (
       update channel_pace p set refilled_at = greatest(p.refilled_at, parley_now() - interval '250 ms') + n.count * interval '1 second' / p.per_second
       from (select channel_id, count(*) as count from handed group by channel_id) n where p.channel_id = n.channel_id
     )
     select o.id, o.fence, o.tries, o.receipt_for as "providerId", h.phone_number_id as "phoneNumberId", a.id as "accountId",
       a.access_token as "sealedToken"
     from handed o join channels h on h.id = o.channel_id join whatsapp_accounts a on a.id = h.whatsapp_account_id`,
    [mostAtOnce, leaseSeconds],
  );
}

async function mark(context: Context, due: Due): Promise<Marked> {
  try {
    const { providerId, phoneNumberId } = due;
    const marked = await context.graph.markRead({ token: tokenOf(context, due), phoneNumberId, providerId });
    context.metrics.sends.inc({ outcome: `receipt-${marked.kind}` });
    return marked;
  } catch (err) {
    context.log.error({ err, part: 'receipts', outboxId: due.id }, 'A read receipt could not be sent.');
    return { kind: 'later', afterMs: 60_000, code: null, scope: 'message' };
  }
}

const isOver = ({ tries }: Due, marked: Marked | undefined): boolean => marked?.kind === 'rejected' || tries + 1 >= mostTries;

/** Done ones leave nothing behind; what failed comes again after a while, or stays as a row that says so. */
async function finish(db: Db, due: readonly Due[], failed: readonly { one: Due; isOver: boolean }[]): Promise<void> {
  const failedIds = new Set(failed.map(({ one }) => one.id));
  const done = due.filter(({ id }) => !failedIds.has(id));
  await db.rows(
    `with done as (
       delete from outbox o using unnest($1::uuid[], $2::int[]) as d (id, fence) where o.id = d.id and o.fence = d.fence and o.state = 'handed')
     update outbox o set state = case when n.is_over then 'rejected' else 'queued' end, leased_until = null, tries = o.tries + 1,
       run_at = parley_now() + interval '10 seconds'
     from unnest($3::uuid[], $4::int[], $5::boolean[]) as n (id, fence, is_over) where o.id = n.id and o.fence = n.fence and o.state = 'handed'`,
    [
      done.map(({ id }) => id),
      done.map(({ fence }) => fence),
      failed.map(({ one }) => one.id),
      failed.map(({ one }) => one.fence),
      failed.map((one) => one.isOver),
    ],
  );
}
