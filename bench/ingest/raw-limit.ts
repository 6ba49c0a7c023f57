/**
 * What the driver alone can write: for each item the rows that Parley writes to store and process it (webhook, work, message or its new
 * status, case, event), in the same tables with the same indexes, one `unnest` statement per batch, nothing around it. No HTTP, no
 * signature, no reading back, no rules.
 */
import { createHash, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { type Database, iso } from '#server/db/database.ts';
import { storedColumns, storedRows } from '#server/inbound/store.ts';
import { addSentMessages, type Company } from './company.ts';
import { type Item, itemOf, phoneOf, type Run, sentMessagesFor, type World, webhookBody } from './webhooks.ts';

export type RawLimits = {
  /** Everything. */
  all: number;
  /** The webhook and its row of work only, as they stand when Meta hears 200. */
  storedOnly: number;
};

type Raw = { db: Database; company: Company; world: World };
type Plan = { run: Run; size: number; seconds: number };

const batches = 24;
const sizes = [100, 200, 300, 500];

/** Items per second, best of the batch sizes; two batches in flight, which is the best of this driver on two cores. */
export async function rawLimits(raw: Raw, newRun: () => Run, secondsEach: number): Promise<RawLimits> {
  const limits: RawLimits = { all: 0, storedOnly: 0 };
  for (const size of sizes) {
    const plan = { run: newRun(), size, seconds: secondsEach };
    await addSentMessages(raw.db, raw.company, { run: plan.run, count: sentMessagesFor(batches * size) });
    limits.all = Math.max(limits.all, await rate(raw, { ...plan, write: writeAll }));
    limits.storedOnly = Math.max(limits.storedOnly, await rate(raw, { ...plan, seconds: secondsEach / 4, write: writeStored }));
  }
  return limits;
}

type Row = { item: Item; body: Buffer; trace: string };
type Writer = (raw: Raw, rows: Row[], round: number) => Promise<void>;

async function rate(raw: Raw, { run, size, seconds, write }: Plan & { write: Writer }): Promise<number> {
  const ready = Array.from({ length: batches }, (_, batch) => rowsOf(raw.world, { run, first: batch * size, size }));
  const began = performance.now();
  let written = 0;
  // Two in flight never meet at a customer: one takes the batches of the even places, one those of the odd.
  const flight = async (side: number) => {
    for (let round = side; performance.now() - began < seconds * 1000; round += 2) {
      const rows = ready[round % batches] ?? [];
      await write(raw, rows, round);
      written += rows.length;
    }
  };
  await Promise.all([flight(0), flight(1)]);
  return written / ((performance.now() - began) / 1000);
}

/** The bodies are made before the clock starts. */
function rowsOf(world: World, { run, first, size }: { run: Run; first: number; size: number }): Row[] {
  return Array.from({ length: size }, (_, index) => {
    const item = itemOf(first + index, run);
    return { item, body: webhookBody(world, item, 1_790_000_000), trace: randomUUID() };
  });
}

/** As the server stores them; only the hash must differ from round to round. */
const storedValues = ({ world }: Raw, rows: Row[], round: number): unknown[] =>
  storedColumns(
    rows.map(({ body, trace }) => ({
      ...{ metaAppId: world.metaAppId, body, receivedAt: Date.now(), traceId: trace },
      sha256: createHash('sha256').update(`${trace}.${round}`).digest(),
    })),
  );

const writeStored: Writer = async (raw, rows, round) => {
  await raw.db.rows(
    `with ${storedRows} insert into inbound_work (inbound_id, run_at) select id, received_at from came`,
    storedValues(raw, rows, round),
  );
};

const writeAll: Writer = async (raw, rows, round) => {
  const said = rows.flatMap(({ item, trace }) => (item.kind === 'message' ? [{ ...item, trace }] : []));
  const told = rows.flatMap(({ item, trace }) => (item.kind === 'status' ? [{ ...item, trace }] : []));
  const at = iso(Date.now());
  await raw.db.rows(everything, [
    ...storedValues(raw, rows, round),
    raw.company.channelId,
    at,
    said.map(() => randomUUID()),
    said.map(({ customer }) => phoneOf(customer)),
    said.map(({ text }) => JSON.stringify({ kind: 'text', text })),
    said.map(({ wamid }) => `${wamid}.${round}`),
    said.map(({ trace }) => trace),
    told.map(({ messageId }) => messageId),
    told.map(({ status }) => status),
    told.map(({ trace }) => trace),
  ]);
};

const everything = `
  with ${storedRows},
  work as (insert into inbound_work (inbound_id, run_at) select id, received_at from came),
  said as materialized (
    select n.id, n.content, n.wamid, n.trace, c.id as case_id, c.customer_id, c.skill_id
    from unnest($10::uuid[], $11::text[], $12::jsonb[], $13::text[], $14::text[]) as n (id, phone, content, wamid, trace)
    join customer_identities i on i.kind = 'phone' and i.scope = '' and i.value = n.phone and i.ended_at is null
    join cases c on c.customer_id = i.customer_id and c.channel_id = $8 and c.closed_at is null),
  cases_now as (
    update cases c set last_message_at = $9, last_customer_message_at = $9, waiting_since = coalesce(waiting_since, $9),
      preview = latest.content, unread = unread + latest.count, version = version + 1
    from (select case_id, count(*)::int as count, (array_agg(content))[1] as content from said group by case_id) latest
    where c.id = latest.case_id),
  messages_now as (
    insert into messages (id, case_id, customer_id, channel_id, direction, author_kind, content, provider_id, provider_at, at, created_at,
      status, trace_id)
    select id, case_id, customer_id, $8, 'in', 'customer', content, wamid, $9, $9, $9, 'received', trace from said),
  told as materialized (
    select n.*, m.case_id, m.customer_id, m.status as before
    from unnest($15::uuid[], $16::text[], $17::text[]) as n (id, status, trace) join messages m on m.id = n.id),
  statuses_now as (
    update messages m set status = told.status, sent_at = $9, delivered_at = $9 from told where m.id = told.id)
  insert into events (at, type, case_id, customer_id, channel_id, skill_id, facts, trace_id)
  select $9, 'message.received', case_id, customer_id, $8, skill_id, jsonb_build_object('messageId', id, 'kind', 'text'), trace from said
  union all
  select $9, 'message.status-changed', case_id, customer_id, $8, null, jsonb_build_object('messageId', id, 'from', before, 'to', status),
    trace from told`;
