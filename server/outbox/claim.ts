/**
 * Which messages go now, and the row that says so before a byte leaves: the last checks and the attempt `handed` are one
 * transaction. A second attempt beside it is impossible by a unique index, so after a crash nobody can send the message again.
 */
import { type Content, content as contentShape } from '#contract/content.ts';
import { isRefusal, type RefusalValue, refuse } from '#contract/refusals.ts';
import { isWindowOpen } from '#engine/message/window.ts';
import { type Address, addressOf } from '../channels/whatsapp/build.ts';
import { type Db, iso } from '../db/database.ts';
import { addBuckets, allowance, type Bucket, lockBuckets, nextAllowanceMs, spendTokens } from './pace.ts';

/** One message on its way: what `send` needs, and what recording its outcome needs. */
export type Handed = {
  outboxId: string;
  /** Null while the file is uploaded: nothing was handed over yet. */
  attemptId: string | null;
  fence: number;
  tries: number;
  messageId: string;
  caseId: string;
  customerId: string;
  channelId: string;
  accountId: string;
  phoneNumberId: string;
  sealedToken: string;
  traceId: string;
  address: Address;
  content: Content;
  media: OutgoingMedia | null;
  quotedProviderId: string | null;
};
export type OutgoingMedia = { mediaId: string; providerMediaId: string | null; sha256: string; mimeType: string; sizeBytes: number };

export type Claimed = {
  handed: Handed[];
  /** Their file must reach WhatsApp first; leased, still queued. */
  toUpload: Handed[];
  /** Checked and found impossible: `refuseQueued` tells their authors. */
  refused: string[];
  /** Something may be due that only lacks the number's pace: look again in so many milliseconds. */
  pacedMs: number | null;
};

/** Longer than connecting and waiting for an answer together (20 s), so a live sender's lease never ends under it. */
const leaseMs = 30_000;
const uploadLeaseMs = 180_000;
/** WhatsApp keeps an upload for 30 days; one that ends within the next hour is not used any more. */
const uploadMarginMs = 3_600_000;

export async function claimMessages(db: Db, { limit, newId }: { limit: number; newId: () => string }): Promise<Claimed> {
  const claimed: Claimed = { handed: [], toUpload: [], refused: [], pacedMs: null };
  const due = await lookForDue(db);
  if (!due.isAny) return claimed;
  if (due.lacksBucket) await addBuckets(db);
  return db.transact(async (inside) => {
    const { buckets, now } = await lockBuckets(inside);
    if (buckets.length === 0) return claimed;
    const heads = await lockHeads(inside, buckets, { limit, now });
    const checked = heads.map((row) => ({ row, result: check(row, now) }));
    const refused = checked.filter(({ result }) => isRefusal(result)).map(({ row }) => row.outboxId);
    const fit = checked.flatMap(({ result }) => (isRefusal(result) ? [] : [{ ...result, fence: result.fence + 1 }]));
    const toUpload = fit.filter(({ media }) => media !== null && media.providerMediaId === null);
    const handed = fit.filter((one) => !toUpload.includes(one)).map((one) => ({ ...one, attemptId: newId() }));
    await handOver(inside, handed, now);
    await leaseForUpload(inside, toUpload, now);
    const spent = count(handed);
    await spendTokens(inside, buckets, { spent, now });
    return { handed, toUpload, refused, pacedMs: nextToken(buckets, spent) };
  });
}

function count(rows: readonly { channelId: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { channelId } of rows) counts.set(channelId, (counts.get(channelId) ?? 0) + 1);
  return counts;
}

/** Until the first number that has used up what it may send may send again. */
function nextToken(buckets: readonly Bucket[], spent: Map<string, number>): number | null {
  const waits = buckets.flatMap((bucket) => {
    const sent = spent.get(bucket.channelId) ?? 0;
    return sent >= allowance(bucket) ? [nextAllowanceMs(bucket, sent)] : [];
  });
  return waits.length === 0 ? null : Math.min(...waits);
}

/** Outside of any transaction: the usual answer is "nothing", and it should cost next to nothing. */
async function lookForDue(db: Db): Promise<{ isAny: boolean; lacksBucket: boolean }> {
  const [row] = await db.rows<{ isAny: boolean; lacksBucket: boolean }>(
    `select exists (select from outbox where state = 'queued' and kind = 'message' and run_at <= parley_now()
        and (leased_until is null or leased_until <= parley_now())) as "isAny",
      exists (select from channels h where not exists (select from channel_pace p where p.channel_id = h.id)) as "lacksBucket"`,
  );
  return row ?? { isAny: false, lacksBucket: false };
}

export type DueRow = Omit<Handed, 'attemptId' | 'address' | 'content' | 'media'> & {
  content: unknown;
  status: string;
  isClosed: boolean;
  isChannelActive: boolean;
  mayReply: boolean;
  lastCustomerMessageAt: number | null;
  identities: { kind: string; value: string }[];
  mediaId: string | null;
  mediaState: string | null;
  sha256: string | null;
  mimeType: string | null;
  sizeBytes: number | null;
  providerMediaId: string | null;
  providerExpiresAt: number | null;
};

/** Everything the last checks look at, of outbox rows named `o`. */
const facts = `
  o.id as "outboxId", o.fence, o.tries, o.message_id as "messageId", m.case_id as "caseId", o.customer_id as "customerId",
  o.channel_id as "channelId", a.id as "accountId", h.phone_number_id as "phoneNumberId", a.access_token as "sealedToken",
  o.trace_id as "traceId", m.content, m.status, c.closed_at is not null as "isClosed", h.state = 'active' as "isChannelActive",
  c.last_customer_message_at as "lastCustomerMessageAt", q.provider_id as "quotedProviderId",
  o.actor_id is null or exists (
    select from people p join role_channels r on r.role_id = p.role_id and r.channel_id = o.channel_id
    where p.id = o.actor_id and p.deactivated_at is null and 'messages.reply' = any(r.permissions)) as "mayReply",
  coalesce((select json_agg(json_build_object('kind', i.kind, 'value', i.value)) from customer_identities i
    where i.customer_id = o.customer_id and i.ended_at is null
      and (i.kind <> 'bsuid' or i.scope = a.portfolio_id)), '[]') as identities,
  f.id as "mediaId", f.state as "mediaState", encode(f.sha256, 'hex') as sha256, f.mime_type as "mimeType", f.size_bytes as "sizeBytes",
  f.provider_media_id as "providerMediaId", f.provider_expires_at as "providerExpiresAt"`;
const factTables = `
  join messages m on m.id = o.message_id
  join cases c on c.id = m.case_id
  join channels h on h.id = o.channel_id
  join whatsapp_accounts a on a.id = h.whatsapp_account_id
  left join messages q on q.id = m.quoted_message_id
  left join media f on f.id = (m.content -> 'media' ->> 'mediaId')::uuid`;

/**
 * Heads of line only: per channel and customer the oldest message that is neither accepted, rejected nor unknown. An unknown one
 * does not block (I16): nobody knows when, or whether, it will be decided.
 */
function lockHeads(db: Db, buckets: readonly Bucket[], { limit, now }: { limit: number; now: number }): Promise<DueRow[]> {
  const ready = buckets.filter((bucket) => allowance(bucket) >= 1);
  if (ready.length === 0) return Promise.resolve([]);
  const share = Math.max(1, Math.floor(limit / ready.length));
  return db.rows<DueRow>(
    `with o as (
      select head.* from unnest($1::uuid[], $2::int[]) as number (channel_id, allowance) cross join lateral (
        select o.* from outbox o
        where o.channel_id = number.channel_id and o.state = 'queued' and o.kind = 'message' and o.run_at <= $3
          and (o.leased_until is null or o.leased_until <= $3)
          and o.seq = (select min(e.seq) from outbox e where e.channel_id = o.channel_id and e.customer_id = o.customer_id
            and e.kind = 'message' and e.state in ('queued', 'handed'))
        order by o.run_at, o.seq limit number.allowance for update skip locked) as head)
    select ${facts} from o ${factTables} order by o.seq`,
    [ready.map(({ channelId }) => channelId), ready.map((bucket) => Math.min(share, allowance(bucket))), iso(now)],
  );
}

/** The same facts for rows already found impossible, looked at again with their customers locked. */
export function loadFacts(db: Db, outboxIds: string[]): Promise<DueRow[]> {
  return db.rows<DueRow>(`select ${facts} from outbox o ${factTables} where o.id = any($1::uuid[]) and o.state = 'queued' order by o.seq`, [
    outboxIds,
  ]);
}

/** The last look before a message leaves, whatever a screen has allowed before. */
export function check(row: DueRow, now: number): Handed | RefusalValue {
  if (!row.mayReply) return refuse('not-permitted', { permission: 'messages.reply' });
  if (row.isClosed) return refuse('case-closed');
  if (!isWindowOpen(row.lastCustomerMessageAt, now)) return refuse('window-shut');
  const address = addressOf(row.identities);
  if (address === null) return refuse('customer-unreachable');
  const content = contentShape.parse(row.content);
  const media = row.mediaId === null ? null : readMedia(row, now);
  if ((content.kind === 'image' && row.mediaId === null) || media === 'not-ready') return refuse('media-not-ready');
  return {
    outboxId: row.outboxId,
    attemptId: null,
    fence: row.fence,
    tries: row.tries,
    messageId: row.messageId,
    caseId: row.caseId,
    customerId: row.customerId,
    channelId: row.channelId,
    accountId: row.accountId,
    phoneNumberId: row.phoneNumberId,
    sealedToken: row.sealedToken,
    traceId: row.traceId,
    quotedProviderId: row.quotedProviderId,
    address,
    content,
    media,
  };
}

function readMedia(row: DueRow, now: number): OutgoingMedia | 'not-ready' {
  const { mediaId, sha256, mimeType, sizeBytes } = row;
  if (row.mediaState !== 'ready' || mediaId === null || sha256 === null || mimeType === null || sizeBytes === null) return 'not-ready';
  const isKnown = row.providerMediaId !== null && (row.providerExpiresAt ?? 0) > now + uploadMarginMs;
  return { mediaId, sha256, mimeType, sizeBytes, providerMediaId: isKnown ? row.providerMediaId : null };
}

async function handOver(db: Db, handed: Handed[], now: number): Promise<void> {
  if (handed.length === 0) return;
  await db.rows(
    `with attempt as (
      insert into send_attempts (id, outbox_id, handed_at, outcome)
      select id, outbox_id, $3, 'handed' from unnest($1::uuid[], $2::uuid[]) as handed (id, outbox_id))
    update outbox set state = 'handed', leased_until = $4, fence = fence + 1 where id = any($2::uuid[])`,
    [handed.map(({ attemptId }) => attemptId), handed.map(({ outboxId }) => outboxId), iso(now), iso(now + leaseMs)],
  );
}

async function leaseForUpload(db: Db, rows: Handed[], now: number): Promise<void> {
  if (rows.length === 0) return;
  await db.rows('update outbox set leased_until = $2, fence = fence + 1 where id = any($1::uuid[])', [
    rows.map(({ outboxId }) => outboxId),
    iso(now + uploadLeaseMs),
  ]);
}
