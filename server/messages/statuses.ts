/**
 * Station 12: what WhatsApp says about messages we sent. Words come in any order, any number of times, and even before the answer to the
 * send: they are matched by wamid, else by our own id (`biz_opaque_callback_data`), else parked until the send's answer is known.
 */
import type { Failure, MessageStatus } from '#contract/messages.ts';
import type { SceneEvent } from '#engine/events.ts';
import { nextStatus, type Told } from '#engine/message/status.ts';
import type { NewId } from '#engine/scene.ts';
import { type Db, iso } from '../db/database.ts';
import { apply, type Decided } from '../scene/apply.ts';

export type StatusTold = {
  channelId: string;
  providerId: string;
  /** Our own id, when WhatsApp gave it back. */
  messageId: string | null;
  told: Told;
  at: number;
  failure: Failure | null;
  traceId: string;
};
export type Accepted = { channelId: string; providerId: string; messageId: string; traceId: string };

export async function tellStatuses(db: Db, told: readonly StatusTold[], newId: NewId): Promise<void> {
  await apply(db, await decideStatuses(db, told), newId);
}

/** Settles sends, parks what fits nothing, and gives the events of the rest for the caller to apply in this transaction. */
export async function decideStatuses(db: Db, told: readonly StatusTold[]): Promise<Decided[]> {
  if (told.length === 0) return [];
  const messages = indexOf(told);
  messages.add(await lockMessages(db, told));
  const missing = told.filter((word) => !messages.find(word));
  if (missing.length > 0) {
    // The answer to the send may be on its way in another transaction: one of the two comes second and sees the other.
    await lockKeys(db, missing);
    messages.add(await lockMessages(db, missing));
    await park(
      db,
      missing.filter((word) => !messages.find(word)),
    );
  }
  const proven: Accepted[] = [];
  const decideAll = (words: readonly StatusTold[]) =>
    words.flatMap((word) => {
      const message = messages.find(word);
      return message ? [decide(message, word, proven)] : [];
    });
  const decided = decideAll(told);
  if (proven.length > 0) {
    await settleSends(db, proven);
    decided.push(...decideAll(await unpark(db, proven)));
  }
  return decided;
}

/** What was parked for these messages is told now. In the transaction that stored their wamids. */
export async function takeParked(db: Db, accepted: readonly Accepted[], newId: NewId): Promise<void> {
  if (accepted.length > 0) await tellStatuses(db, await unpark(db, accepted), newId);
}

async function unpark(db: Db, accepted: readonly Accepted[]): Promise<StatusTold[]> {
  await lockKeys(db, accepted);
  const parked = await db.rows<Omit<StatusTold, 'messageId' | 'traceId'>>(
    `delete from parked_statuses p using unnest($1::uuid[], $2::text[]) as n (channel_id, provider_id)
     where p.channel_id = n.channel_id and p.provider_id = n.provider_id
     returning p.channel_id as "channelId", p.provider_id as "providerId", p.status as told, p.provider_at as at, p.failure`,
    keysOf(accepted),
  );
  const known = new Map(accepted.map((one) => [keyOf(one), one]));
  return parked.flatMap((row) => {
    const one = known.get(keyOf(row));
    return one ? [{ ...row, messageId: one.messageId, traceId: one.traceId }] : [];
  });
}

type Row = {
  id: string;
  caseId: string;
  channelId: string;
  providerId: string | null;
  status: MessageStatus;
  traceId: string;
  now: number;
};

const keyOf = ({ channelId, providerId }: { channelId: string; providerId: string | null }): string => `${channelId} ${providerId}`;
const keysOf = (rows: readonly { channelId: string; providerId: string }[]): string[][] => [
  rows.map((row) => row.channelId),
  rows.map((row) => row.providerId),
];

/** The messages that words speak of, by wamid. A word that gives our own id back teaches the wamid of a message that had none. */
function indexOf(told: readonly StatusTold[]) {
  const byProvider = new Map<string, Row>();
  const byId = new Map<string, Row>();
  const add = (rows: readonly Row[]) => {
    for (const row of rows) {
      if (byId.has(row.id)) continue;
      byId.set(row.id, row);
      if (row.providerId !== null) byProvider.set(keyOf(row), row);
    }
    const nameless = new Map([...byId].filter(([, row]) => row.providerId === null));
    for (const word of told) {
      const own = nameless.get(word.messageId ?? '');
      if (!own || own.channelId !== word.channelId || byProvider.has(keyOf(word))) continue;
      byProvider.set(keyOf(word), own);
      // One message has one wamid: our id beside another one is not about this send.
      nameless.delete(own.id);
    }
  };
  return { add, find: (word: StatusTold): Row | undefined => byProvider.get(keyOf(word)) };
}

async function lockMessages(db: Db, told: readonly StatusTold[]): Promise<Row[]> {
  return db.rows<Row>(
    `select m.id, m.case_id as "caseId", m.channel_id as "channelId", m.provider_id as "providerId", m.status, m.trace_id as "traceId",
       (select parley_now()) as now
     from messages m where m.id in (
       select m.id from unnest($1::uuid[], $2::text[]) as n (channel_id, provider_id)
         join messages m on m.channel_id = n.channel_id and m.provider_id = n.provider_id
       union all
       select m.id from unnest($3::uuid[]) as n (id) join messages m on m.id = n.id)
     order by m.id for no key update`,
    [...keysOf(told), told.flatMap((word) => word.messageId ?? [])],
  );
}

/** Order within a batch does not matter: ranks only rise. Each word is judged by what the words before it made of the message. */
function decide(message: Row, word: StatusTold, proven: Accepted[]): Decided {
  const { channelId, providerId } = word;
  const isProof = message.providerId === null;
  const to = nextStatus(message.status, word.told);
  if (isProof) proven.push({ channelId, providerId, messageId: message.id, traceId: word.traceId });
  const event: SceneEvent = {
    type: 'message.status-changed',
    messageId: message.id,
    caseId: message.caseId,
    from: message.status,
    to: to ?? message.status,
    providerId: isProof ? providerId : null,
    failure: to === 'failed' ? word.failure : null,
    // WhatsApp's clock may run ahead of ours.
    at: Math.min(word.at, message.now),
  };
  message.providerId = providerId;
  message.status = event.to;
  // The trace of the message, not of the webhook: one id leads from the command to the last tick.
  return { events: to === null && !isProof ? [] : [event], traceId: message.traceId, actorId: null };
}

/** Any word about a message proves that WhatsApp took it: an outcome still unknown is known now. */
async function settleSends(db: Db, proven: readonly Accepted[]): Promise<void> {
  await db.rows(
    `with taken as (
       update outbox o set state = 'accepted', leased_until = null
       from unnest($1::uuid[]) as n (message_id)
       where o.message_id = n.message_id and o.state in ('handed', 'unknown')
       returning o.id, o.message_id)
     update send_attempts t set outcome = 'accepted', wamid = n.wamid, answered_at = parley_now()
     from taken join unnest($1::uuid[], $2::text[]) as n (message_id, wamid) on n.message_id = taken.message_id
     where t.outbox_id = taken.id and t.outcome in ('handed', 'unknown')`,
    [proven.map(({ messageId }) => messageId), proven.map(({ providerId }) => providerId)],
  );
  db.wake('outbox');
}

/** Sets these advisory locks apart from others; any number that nobody else uses. */
const lockSpace = 7_301;
/** Into so many drawers: a batch must not take more locks than the database has room for. */
const drawers = 1_024;

async function lockKeys(db: Db, keys: readonly { channelId: string; providerId: string }[]): Promise<void> {
  await db.rows(
    `select count(pg_advisory_xact_lock(${lockSpace}, drawer)) from (
       select distinct abs(hashtext(key) % ${drawers}) as drawer from unnest($1::text[]) as n (key) order by 1) as sorted`,
    [keys.map(keyOf)],
  );
}

async function park(db: Db, told: readonly StatusTold[]): Promise<void> {
  if (told.length === 0) return;
  await db.rows(
    `insert into parked_statuses (channel_id, provider_id, status, provider_at, failure, parked_at)
     select channel_id, provider_id, status, provider_at, failure, parley_now()
     from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::jsonb[]) as n (channel_id, provider_id, status, provider_at, failure)
     order by 1, 2, 3
     on conflict do nothing`,
    [
      ...keysOf(told),
      told.map((word) => word.told),
      told.map((word) => iso(word.at)),
      told.map((word) => word.failure && JSON.stringify(word.failure)),
    ],
  );
}
