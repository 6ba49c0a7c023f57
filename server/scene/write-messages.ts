/** Writers of messages and of what hangs on them: their files, and the row that sends them. */
import type { Failure, MessageStatus } from '#contract/messages.ts';
import type { NewMessage, SceneEventOf } from '#engine/events.ts';
import { type Db, iso } from '../db/database.ts';
import type { Batch } from './batch.ts';
import { Conflict } from './conflict.ts';

export async function insertMessages(db: Db, batch: Batch): Promise<void> {
  const rows = batch.logged.flatMap(({ event, traceId }) => ('message' in event ? [{ ...event, traceId }] : []));
  if (rows.length === 0) return;
  const column = (read: (message: NewMessage) => unknown) => rows.map(({ message }) => read(message));
  await db.rows(
    `insert into messages (id, case_id, customer_id, channel_id, direction, author_kind, author_id, content, provider_id, provider_at, at,
       created_at, status, quoted_message_id, retry_of, client_id, inbound_id, trace_id)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::jsonb[], $9::text[],
       $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::text[], $14::uuid[], $15::uuid[], $16::text[], $17::bigint[],
       $18::text[])`,
    [
      column(({ id }) => id),
      column(({ caseId }) => caseId),
      column(({ customerId }) => customerId),
      column(({ channelId }) => channelId),
      rows.map(({ type }) => (type === 'message.received' ? 'in' : 'out')),
      column(({ author }) => author.kind),
      column(({ author }) => author.personId),
      column(({ content }) => JSON.stringify(content)),
      column(({ providerId }) => providerId),
      column(({ providerAt }) => (providerAt === null ? null : iso(providerAt))),
      column(({ at }) => iso(at)),
      rows.map(({ at }) => iso(at)),
      rows.map(({ type }) => (type === 'message.received' ? 'received' : 'queued')),
      column(({ quotedMessageId }) => quotedMessageId),
      column(({ retryOf }) => retryOf),
      column(({ clientId }) => clientId),
      column(({ inboundId }) => inboundId),
      rows.map(({ traceId }) => traceId),
    ],
  );
}

/** Where a message stands after several words about it, and when each step was first known to be taken. */
type Progress = {
  from: MessageStatus;
  to: MessageStatus;
  providerId: string | null;
  failure: Failure | null;
  sentAt: number | null;
  deliveredAt: number | null;
  readAt: number | null;
};

/** Guarded by the status the decision was made from: whoever decided on an older one gets a `Conflict`. */
export async function updateStatuses(db: Db, batch: Batch): Promise<void> {
  const changes = [...progressOf(batch.of('message.status-changed'))];
  const column = (read: (progress: Progress) => unknown) => changes.map(([, progress]) => read(progress));
  const instants = (read: (progress: Progress) => number | null) =>
    column((progress) => {
      const ms = read(progress);
      return ms === null ? null : iso(ms);
    });
  const rows = await db.rows<{ id: string }>(
    `update messages m set status = n.to_status, failure = n.failure, provider_id = coalesce(m.provider_id, n.provider_id),
       sent_at = least(m.sent_at, n.sent_at), delivered_at = least(m.delivered_at, n.delivered_at), read_at = least(m.read_at, n.read_at),
       flagged_at = case when n.to_status = 'unknown' then m.flagged_at end
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::timestamptz[], $7::timestamptz[], $8::timestamptz[])
       as n (id, from_status, to_status, provider_id, failure, sent_at, delivered_at, read_at)
     where m.id = n.id and m.status = n.from_status
     returning m.id`,
    [
      changes.map(([messageId]) => messageId),
      column(({ from }) => from),
      column(({ to }) => to),
      column(({ providerId }) => providerId),
      column(({ failure }) => failure && JSON.stringify(failure)),
      instants(({ sentAt }) => sentAt),
      instants(({ deliveredAt }) => deliveredAt),
      instants(({ readAt }) => readAt),
    ],
  );
  if (rows.length !== changes.length) throw new Conflict('retry-not-possible');
}

/** `delivered` proves that it was sent, `read` that it was delivered: a step nobody told of counts from the first later word. */
const provesSent: readonly MessageStatus[] = ['sent', 'delivered', 'read', 'played'];
const provesDelivered: readonly MessageStatus[] = ['delivered', 'read', 'played'];
const provesRead: readonly MessageStatus[] = ['read', 'played'];

function progressOf(events: readonly SceneEventOf<'message.status-changed'>[]): Map<string, Progress> {
  const progress = new Map<string, Progress>();
  for (const { messageId, from, to, providerId, failure, at } of events) {
    const before = progress.get(messageId);
    const since = (known: number | null | undefined, proofs: readonly MessageStatus[]) =>
      proofs.includes(to) ? Math.min(at, known ?? at) : (known ?? null);
    progress.set(messageId, {
      from: before?.from ?? from,
      to,
      providerId: providerId ?? before?.providerId ?? null,
      failure: to === 'failed' ? failure : null,
      sentAt: since(before?.sentAt, provesSent),
      deliveredAt: since(before?.deliveredAt, provesDelivered),
      readAt: since(before?.readAt, provesRead),
    });
  }
  return progress;
}

export async function flagMessages(db: Db, batch: Batch): Promise<void> {
  const flagged = batch.of('message.flagged');
  await db.rows('update messages m set flagged_at = n.at from unnest($1::uuid[], $2::timestamptz[]) as n (id, at) where m.id = n.id', [
    flagged.map((event) => event.messageId),
    flagged.map((event) => iso(event.at)),
  ]);
}

/** A received file is fetched from WhatsApp at once; an uploaded one now belongs to the message that carries it first. */
export async function writeMedia(db: Db, batch: Batch): Promise<void> {
  const received = batch.of('message.received').flatMap(({ message, at }) => {
    const media = mediaOf(message);
    return media && message.file ? [{ media, message, file: message.file, at }] : [];
  });
  if (received.length > 0) {
    await db.rows(
      `insert into media (id, channel_id, case_id, message_id, origin, provider_media_id, state, claimed_sha256, file_name, run_at, created_at)
       select id, channel_id, case_id, message_id, 'inbound', provider_media_id, 'pending', decode(sha256, 'hex'), file_name, at, at
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
         as n (id, channel_id, case_id, message_id, provider_media_id, sha256, file_name, at)`,
      [
        received.map(({ media }) => media.mediaId),
        received.map(({ message }) => message.channelId),
        received.map(({ message }) => message.caseId),
        received.map(({ message }) => message.id),
        received.map(({ file }) => file.providerMediaId),
        received.map(({ file }) => file.sha256),
        received.map(({ media }) => media.fileName),
        received.map(({ at }) => iso(at)),
      ],
    );
    db.wake('media');
  }
  await linkUploads(
    db,
    batch.of('message.queued').map(({ message }) => message),
  );
}

async function linkUploads(db: Db, messages: readonly NewMessage[]): Promise<void> {
  const carried = messages.flatMap((message) => {
    const media = mediaOf(message);
    return media ? [{ mediaId: media.mediaId, messageId: message.id }] : [];
  });
  if (carried.length === 0) return;
  await db.rows(
    `update media f set message_id = n.message_id from unnest($1::uuid[], $2::uuid[]) as n (id, message_id)
     where f.id = n.id and f.message_id is null`,
    [carried.map(({ mediaId }) => mediaId), carried.map(({ messageId }) => messageId)],
  );
}

const mediaOf = ({ content }: NewMessage) => (content.kind === 'image' || content.kind === 'file' ? content.media : null);

export async function queueMessages(db: Db, batch: Batch): Promise<void> {
  const queued = batch.logged.flatMap(({ event, traceId, actorId }) =>
    event.type === 'message.queued' ? [{ message: event.message, at: event.at, traceId, actorId }] : [],
  );
  await db.rows(
    `insert into outbox (id, kind, channel_id, customer_id, message_id, actor_id, run_at, created_at, trace_id)
     select id, 'message', channel_id, customer_id, message_id, actor_id, at, at, trace_id
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[], $7::text[]) with ordinality
       as n (id, channel_id, customer_id, message_id, actor_id, at, trace_id, place)
     order by place`,
    [
      queued.map(() => batch.newId()),
      queued.map(({ message }) => message.channelId),
      queued.map(({ message }) => message.customerId),
      queued.map(({ message }) => message.id),
      queued.map(({ message, actorId }) => message.author.personId ?? actorId),
      queued.map(({ at }) => iso(at)),
      queued.map(({ traceId }) => traceId),
    ],
  );
  db.wake('outbox');
}
