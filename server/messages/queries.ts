/** Messages as REST answers them and the feed tells them: one shape, read in one go for any number of messages. */
import type { Content, MediaRef } from '#contract/content.ts';
import type { Failure, Message, MessageStatus } from '#contract/messages.ts';
import type { Way } from '#engine/message/send-check.ts';
import { type Db, iso } from '../db/database.ts';
import { previewOf } from '../scene/case-patch.ts';

type Row = {
  id: string;
  caseId: string;
  direction: 'in' | 'out';
  authorKind: Message['author']['kind'];
  authorId: string | null;
  authorName: string | null;
  content: Content;
  media: MediaRef | null;
  status: MessageStatus;
  failure: Failure | null;
  at: number;
  lateness: Message['lateness'];
  sentAt: number | null;
  deliveredAt: number | null;
  readAt: number | null;
  quotedId: string | null;
  quotedContent: Content | null;
  quotedDirection: 'in' | 'out' | null;
  retryOf: string | null;
  clientId: string | null;
  isFlagged: boolean;
  traceId: string;
};

/** As `readInstant` saw it when it came: before WhatsApp there was no message, and clocks are never a day apart. */
const lateness = `case
  when m.provider_at is null then null
  when m.provider_at < '2009-01-01Z' or m.provider_at > m.created_at + interval '1 day' then 'no-time'
  when m.provider_at < m.created_at - interval '1 hour' then 'late' end`;

/** In the order of the ids; an id without a message is left out. */
export async function selectMessages(db: Db, messageIds: readonly string[]): Promise<Message[]> {
  if (messageIds.length === 0) return [];
  const rows = await db.rows<Row>(
    `select m.id, m.case_id as "caseId", m.direction, m.author_kind as "authorKind", m.author_id as "authorId",
       case m.author_kind when 'customer' then u.name else p.name end as "authorName", m.content,
       case when f.id is not null then jsonb_build_object('mediaId', f.id, 'state', f.state, 'mimeType', f.mime_type,
         'sizeBytes', f.size_bytes, 'width', f.width, 'height', f.height, 'fileName', f.file_name, 'failure', f.failure) end as media,
       m.status, m.failure, m.at, ${lateness} as lateness, m.sent_at as "sentAt", m.delivered_at as "deliveredAt", m.read_at as "readAt",
       q.id as "quotedId", q.content as "quotedContent", q.direction as "quotedDirection", m.retry_of as "retryOf",
       m.client_id as "clientId", m.flagged_at is not null and m.status in ('queued', 'unknown') as "isFlagged", m.trace_id as "traceId"
     from unnest($1::uuid[]) with ordinality as wanted (id, place)
     join messages m on m.id = wanted.id
     join customers u on u.id = m.customer_id
     left join people p on p.id = m.author_id
     left join messages q on q.id = m.quoted_message_id
     left join media f on f.id = (m.content -> 'media' ->> 'mediaId')::uuid
     order by wanted.place`,
    [messageIds],
  );
  return rows.map(messageOf);
}

function messageOf(row: Row): Message {
  const { id, caseId, direction, status, failure, lateness, retryOf, clientId, isFlagged, traceId } = row;
  return {
    ...{ id, caseId, direction, status, failure, lateness, retryOf, clientId, isFlagged, traceId },
    author: { kind: row.authorKind, personId: row.authorId, name: row.authorName },
    content: withMedia(row.content, row.media),
    at: iso(row.at),
    sentAt: instantOf(row.sentAt),
    deliveredAt: instantOf(row.deliveredAt),
    readAt: instantOf(row.readAt),
    quote: row.quotedContent && {
      messageId: row.quotedId,
      text: previewOf(row.quotedContent, row.quotedDirection ?? 'in').text,
    },
  };
}

/** The file's row knows what has become of it since the message was written. */
const withMedia = (content: Content, media: MediaRef | null): Content =>
  media && (content.kind === 'image' || content.kind === 'file') ? { ...content, media } : content;
const instantOf = (ms: number | null): string | null => (ms === null ? null : iso(ms));

export type Place = { at: number; id: string };

/** The newest messages before a place in the conversation, newest first. */
export function selectPage(db: Db, { caseId, before, limit }: { caseId: string; before: Place | null; limit: number }): Promise<Place[]> {
  const newest = 'order by at desc, id desc limit';
  if (!before) return db.rows<Place>(`select id, at from messages where case_id = $1 ${newest} $2`, [caseId, limit]);
  return db.rows<Place>(`select id, at from messages where case_id = $1 and (at, id) < ($3, $4) ${newest} $2`, [
    caseId,
    limit,
    iso(before.at),
    before.id,
  ]);
}

export type KnownMessage = {
  id: string;
  caseId: string;
  direction: 'in' | 'out';
  status: MessageStatus;
  content: Content;
  providerId: string | null;
  quotedMessageId: string | null;
  inboundId: number | null;
};

export async function findMessage(db: Db, messageId: string): Promise<KnownMessage | undefined> {
  const [row] = await db.rows<KnownMessage>(
    `select id, case_id as "caseId", direction, status, content, provider_id as "providerId", quoted_message_id as "quotedMessageId",
       inbound_id as "inboundId" from messages where id = $1`,
    [messageId],
  );
  return row;
}

/** A message that failed may be sent again once; when the second one failed too, that one. */
export async function hasRetry(db: Db, { id, caseId }: KnownMessage): Promise<boolean> {
  const [row] = await db.rows<{ isThere: boolean }>(
    'select exists (select from messages where case_id = $1 and retry_of = $2) as "isThere"',
    [caseId, id],
  );
  return row?.isThere ?? false;
}

/** The bytes Meta posted it in. */
export async function findInbound(db: Db, inboundId: number): Promise<Buffer | undefined> {
  const [row] = await db.rows<{ body: Buffer }>('select body from inbound where id = $1', [inboundId]);
  return row?.body;
}

/** An upload that no message carries yet. */
export async function isFree(db: Db, mediaId: string): Promise<boolean> {
  const [row] = await db.rows(`select id from media where id = $1 and origin = 'upload' and message_id is null`, [mediaId]);
  return row !== undefined;
}

export async function isQuotable(
  db: Db,
  messageId: string,
  { customerId, channelId }: { customerId: string; channelId: string },
): Promise<boolean> {
  const [row] = await db.rows(
    'select id from messages where id = $1 and customer_id = $2 and channel_id = $3 and provider_id is not null',
    [messageId, customerId, channelId],
  );
  return row !== undefined;
}

/** Everything of one customer happens one after the other. */
export async function lockCustomer(db: Db, customerId: string): Promise<void> {
  await db.rows('select id from customers where id = $1 for no key update', [customerId]);
}

export type SenderFacts = Pick<Way, 'lastCustomerMessageAt' | 'pausedReason' | 'isReachable'> & {
  /** The sender's slots; null = no agent. */
  load: number | null;
  capacity: number | null;
};

/** What the send check looks at beside the scene. A BSUID is an address only within the portfolio it was given in. */
export async function selectSenderFacts(db: Db, { caseId, personId }: { caseId: string; personId: string }): Promise<SenderFacts> {
  const [row] = await db.rows<SenderFacts>(
    `select c.last_customer_message_at as "lastCustomerMessageAt", case when h.state = 'paused' then h.paused_reason end as "pausedReason",
       exists (select from customer_identities i where i.customer_id = c.customer_id and i.ended_at is null
         and (i.kind = 'phone' or (i.kind = 'bsuid' and i.scope = w.portfolio_id))) as "isReachable",
       a.load, a.capacity
     from cases c join channels h on h.id = c.channel_id join whatsapp_accounts w on w.id = h.whatsapp_account_id
     left join agents a on a.person_id = $2
     where c.id = $1`,
    [caseId, personId],
  );
  if (!row) throw new Error('A case that was just read is gone.');
  return row;
}

export type Reading = { customerId: string; channelId: string; unread: number; providerId: string | null; isNews: boolean };

/** What there is to read: the customer's newest message, and whether this person has not read the case since it came. */
export async function selectReading(db: Db, { caseId, personId }: { caseId: string; personId: string }): Promise<Reading | undefined> {
  const [row] = await db.rows<Reading>(
    `select c.customer_id as "customerId", c.channel_id as "channelId", c.unread, newest.provider_id as "providerId",
       newest.id is not null and newest.created_at > parley_now() - interval '30 days' and not exists (
         select from events e where e.case_id = c.id and e.type = 'case.read' and e.actor_id = $2 and e.at >= newest.created_at) as "isNews"
     from cases c left join lateral (
       select id, provider_id, created_at from messages where case_id = c.id and direction = 'in' order by at desc, id desc limit 1) newest on true
     where c.id = $1`,
    [caseId, personId],
  );
  return row;
}

/** For "typing…": the message to answer and the account it came to; undefined when the customer may not be written to. */
export type Answering = {
  providerId: string;
  phoneNumberId: string;
  accountId: string;
  sealedToken: string;
  lastCustomerMessageAt: number;
};

export async function findAnswering(db: Db, caseId: string): Promise<Answering | undefined> {
  const [row] = await db.rows<Answering>(
    `select m.provider_id as "providerId", h.phone_number_id as "phoneNumberId", a.id as "accountId", a.access_token as "sealedToken",
       c.last_customer_message_at as "lastCustomerMessageAt"
     from cases c join channels h on h.id = c.channel_id join whatsapp_accounts a on a.id = h.whatsapp_account_id
     join lateral (
       select provider_id from messages where case_id = c.id and direction = 'in' and provider_id is not null
       order by at desc, id desc limit 1) m on true
     where c.id = $1 and c.closed_at is null and h.state = 'active' and c.last_customer_message_at is not null`,
    [caseId],
  );
  return row;
}
