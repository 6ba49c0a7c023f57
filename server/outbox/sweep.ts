/**
 * What nobody finished. A lease that ended without an answer becomes *unknown*: WhatsApp may have the message, so it is never sent
 * again by itself. A status about it settles it later; if none comes within 120 s, a person is told to look.
 */
import type { MessageStatus } from '#contract/messages.ts';
import type { Context } from '../context.ts';
import { type Db, iso } from '../db/database.ts';
import { apply, type Decided } from '../scene/apply.ts';
import { type Running, startLoop } from '../work/loop.ts';
import { flagUnconfirmed } from './unconfirmed.ts';

const pollMs = 5_000;
const flagAfterMs = 120_000;
const maxBatch = 200;
const mostReceiptTries = 3;

export const startSweeping = (context: Context): Running =>
  // Woken by the clock: after a jump leases are over and answers are late.
  startLoop(context, {
    part: 'sweep',
    topic: 'clock',
    pollMs,
    once: async () => (await sweepUnfinished(context)) + (await flagUnconfirmed(context)),
  });

/** Answers how many attempts were decided; receipts are only handed back. */
export async function sweepUnfinished({ db, newId }: Pick<Context, 'db' | 'newId'>): Promise<number> {
  await giveBackReceipts(db);
  return db.transact(async (inside) => {
    const open = await lockOpen(inside);
    const proven = open.filter(isProven);
    const lost = open.filter((row) => !isProven(row) && row.state === 'handed');
    const silent = open.filter((row) => !isProven(row) && isSilent(row));
    await settleProven(inside, proven);
    await settleLost(inside, lost);
    await flag(inside, silent);
    await apply(inside, [...lost.flatMap(becameUnknown), ...silent.map(flagged)], newId);
    return proven.length + lost.length + silent.length;
  });
}

type Open = {
  attemptId: string;
  outboxId: string;
  state: 'handed' | 'unknown';
  handedAt: number;
  flaggedAt: number | null;
  messageId: string;
  caseId: string;
  status: MessageStatus;
  providerId: string | null;
  traceId: string;
  now: number;
};

/** Of those whose lease is over or that are unknown, the ones with something to decide. */
function lockOpen(db: Db): Promise<Open[]> {
  return db.rows<Open>(
    `select t.id as "attemptId", o.id as "outboxId", o.state, t.handed_at as "handedAt", t.flagged_at as "flaggedAt", m.id as "messageId",
       m.case_id as "caseId", m.status, m.provider_id as "providerId", o.trace_id as "traceId", parley_now() as now
     from outbox o join send_attempts t on t.outbox_id = o.id and t.outcome in ('handed', 'unknown') join messages m on m.id = o.message_id
     where o.kind = 'message' and (
       (o.state = 'handed' and o.leased_until <= parley_now())
       or (o.state = 'unknown' and (m.status not in ('queued', 'unknown')
         or (t.flagged_at is null and t.handed_at <= parley_now() - $2 * interval '1 millisecond'))))
     order by m.id limit $1 for no key update of m, o, t`,
    [maxBatch, flagAfterMs],
  );
}

/** WhatsApp has said something about it since. */
const isProven = ({ status, providerId }: Open): boolean => providerId !== null || (status !== 'queued' && status !== 'unknown');
const isSilent = ({ handedAt, flaggedAt, now }: Open): boolean => flaggedAt === null && handedAt <= now - flagAfterMs;

/** With a wamid it was taken, whatever became of it; a failure without one was told of our own id only. */
async function settleProven(db: Db, rows: readonly Open[]): Promise<void> {
  if (rows.length === 0) return;
  await db.rows(
    `with attempt as (
       update send_attempts t set outcome = case when n.wamid is null then 'rejected' else 'accepted' end, wamid = n.wamid, answered_at = $3
       from unnest($1::uuid[], $2::text[]) as n (id, wamid) where t.id = n.id
       returning t.outbox_id, t.outcome)
     update outbox o set state = attempt.outcome, leased_until = null from attempt where o.id = attempt.outbox_id`,
    [rows.map(({ attemptId }) => attemptId), rows.map(({ providerId }) => providerId), iso(rows[0]?.now ?? 0)],
  );
}

async function settleLost(db: Db, rows: readonly Open[]): Promise<void> {
  if (rows.length === 0) return;
  await db.rows(
    `with attempt as (update send_attempts set outcome = 'unknown' where id = any($1::uuid[]))
     update outbox set state = 'unknown', leased_until = null where id = any($2::uuid[])`,
    [rows.map(({ attemptId }) => attemptId), rows.map(({ outboxId }) => outboxId)],
  );
  // The next in line no longer waits for it.
  db.wake('outbox');
}

async function flag(db: Db, rows: readonly Open[]): Promise<void> {
  if (rows.length === 0) return;
  await db.rows('update send_attempts set flagged_at = $2 where id = any($1::uuid[])', [
    rows.map(({ attemptId }) => attemptId),
    iso(rows[0]?.now ?? 0),
  ]);
}

const byNobody = ({ traceId }: Open, event: Decided['events'][number]): Decided => ({ events: [event], traceId, actorId: null });

function becameUnknown(row: Open): Decided[] {
  const { messageId, caseId, status, now } = row;
  if (status !== 'queued') return [];
  const change = { messageId, caseId, from: status, to: 'unknown', providerId: null, failure: null, at: now } as const;
  return [byNobody(row, { type: 'message.status-changed', ...change })];
}

const flagged = (row: Open): Decided =>
  byNobody(row, { type: 'message.flagged', messageId: row.messageId, caseId: row.caseId, at: row.now });

/** Marking twice does no harm. */
async function giveBackReceipts(db: Db): Promise<void> {
  await db.rows(
    `update outbox set state = case when tries + 1 >= $1 then 'rejected' else 'queued' end, leased_until = null, tries = tries + 1
     where kind = 'read-receipt' and state = 'handed' and leased_until <= parley_now()`,
    [mostReceiptTries],
  );
}
