/** Writers of what moves when two customers turn out to be one person: rare, so each says its statements in full. */
import { type Db, iso } from '../db/database.ts';
import type { Batch } from './batch.ts';

/** Before the other case is closed: its counts and its newest word become those of the case that goes on. */
export async function mergeCases(db: Db, batch: Batch): Promise<void> {
  const pairs = finalPairs(batch.of('case.joined').map(({ fromCaseId, caseId }) => [fromCaseId, caseId]));
  await db.rows(
    `with pair as (select * from unnest($1::uuid[], $2::uuid[]) as n (from_id, into_id)),
     brought as (
       select into_id, sum(c.unread)::int as unread, max(c.last_customer_message_at) as wrote, min(c.waiting_since) as waits,
         max(c.last_message_at) as last, (array_agg(c.preview order by c.last_message_at desc))[1] as preview
       from pair join cases c on c.id = pair.from_id group by into_id),
     emptied as (update cases set unread = 0, preview = null from pair where cases.id = pair.from_id)
     update cases c set unread = c.unread + b.unread, waiting_since = least(c.waiting_since, b.waits),
       last_customer_message_at = greatest(c.last_customer_message_at, b.wrote),
       preview = case when b.last > c.last_message_at then b.preview else c.preview end,
       last_message_at = greatest(c.last_message_at, b.last), version = c.version + 1
     from brought b where c.id = b.into_id`,
    columns(pairs),
  );
}

/** Cases and their messages in one statement: each names the other, and neither may be seen without it. */
const moveCases = `
  with whose as (select * from unnest($1::uuid[], $2::uuid[]) as n (from_id, into_id)),
  pair as (select * from unnest($3::uuid[], $4::uuid[]) as n (from_id, into_id)),
  moved as (
    update messages m set customer_id = coalesce(whose.into_id, m.customer_id), case_id = coalesce(pair.into_id, m.case_id)
    from cases c left join whose on whose.from_id = c.customer_id left join pair on pair.from_id = c.id
    where m.case_id = c.id and (c.customer_id = any($1) or c.id = any($3))
    returning m.id, m.case_id, m.customer_id),
  files as (update media f set case_id = moved.case_id from moved where f.message_id = moved.id and f.case_id <> moved.case_id),
  sends as (update outbox o set customer_id = moved.customer_id from moved where o.message_id = moved.id)
  update cases c set customer_id = whose.into_id, version = c.version + 1 from whose where c.customer_id = whose.from_id`;

/** After the second of two live cases was closed: one customer never has two. */
export async function moveBelongings(db: Db, batch: Batch): Promise<void> {
  const joined = batch.of('customer.joined');
  const people = finalPairs(joined.map(({ fromCustomerId, customerId }) => [fromCustomerId, customerId]));
  const pairs = finalPairs(batch.of('case.joined').map(({ fromCaseId, caseId }) => [fromCaseId, caseId]));
  const [from, into] = columns(people);
  await db.rows(
    `update customers c set joined_into = n.into_id, joined_at = n.at
     from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as n (from_id, into_id, at) where c.id = n.from_id`,
    [joined.map((event) => event.fromCustomerId), joined.map((event) => event.customerId), joined.map((event) => iso(event.at))],
  );
  // In the order in which everybody locks messages.
  await db.rows(
    `select from messages m join cases c on c.id = m.case_id where c.customer_id = any($1::uuid[]) or c.id = any($2::uuid[])
     order by m.id for no key update of m`,
    [from, pairs.map(([fromCaseId]) => fromCaseId)],
  );
  await db.rows(moveCases, [from, into, ...columns(pairs)]);
  await db.rows(
    `update outbox o set customer_id = n.into_id from unnest($1::uuid[], $2::uuid[]) as n (from_id, into_id)
     where o.customer_id = n.from_id and o.kind = 'read-receipt' and o.state in ('queued', 'handed')`,
    [from, into],
  );
}

type Pair = [from: string, into: string];
const columns = (pairs: readonly Pair[]): [string[], string[]] => [pairs.map(([from]) => from), pairs.map(([, into]) => into)];

/** Who was joined into one that was joined in turn belongs to the last of them. */
function finalPairs(pairs: readonly Pair[]): Pair[] {
  const next = new Map(pairs);
  return pairs.map(([from]) => {
    let into = from;
    for (let after = next.get(into); after !== undefined; after = next.get(into)) into = after;
    return [from, into];
  });
}
