/** The rows of files: what is due, what became of it, and what a person is told of it. */
import type { MediaRef } from '#contract/content.ts';
import { type Db, iso } from '../db/database.ts';

export type KnownMedia = MediaRef & { caseId: string; sha256: Buffer | null };

export async function findMedia(db: Db, mediaId: string): Promise<KnownMedia | undefined> {
  const [row] = await db.rows<KnownMedia>(
    `select id as "mediaId", state, mime_type as "mimeType", size_bytes as "sizeBytes", width, height, file_name as "fileName", failure,
       case_id as "caseId", sha256
     from media where id = $1`,
    [mediaId],
  );
  return row;
}

export type Found = { sha256: Buffer; mimeType: string; sizeBytes: number; width: number | null; height: number | null };
export type Upload = Found & { id: string; caseId: string; channelId: string; fileName: string };

export async function insertUpload(db: Db, file: Upload): Promise<void> {
  await db.rows(
    `insert into media (id, channel_id, case_id, origin, state, sha256, mime_type, size_bytes, width, height, file_name, created_at)
     values ($1, $2, $3, 'upload', 'ready', $4, $5, $6, $7, $8, $9, parley_now())`,
    [file.id, file.channelId, file.caseId, file.sha256, file.mimeType, file.sizeBytes, file.width, file.height, file.fileName],
  );
}

/** `attempts` is also the fence: whoever finishes must still hold the row under it. */
export type Due = {
  id: string;
  messageId: string;
  caseId: string;
  channelId: string;
  providerMediaId: string;
  claimedSha256: Buffer | null;
  attempts: number;
  createdAt: number;
  now: number;
  traceId: string;
  phoneNumberId: string;
  accountId: string;
  accessToken: string;
  /** Of the number's askings. */
  attemptId: number;
};

/** Meta's own limit is said to be 20 errors in an hour; the last five are kept for files nobody has asked for yet. */
const mostErrors = 15;
const mostErrorsForRepeats = 10;

/** The file that is due longest, held until `leaseMs` from now. Every asking counts as an error until it has gone well. */
export async function claimDue(db: Db, leaseMs: number): Promise<Due | undefined> {
  return db.transact(async (inside) => {
    // Two who count at the same time would both find room for one more.
    await inside.rows(`select pg_advisory_xact_lock(hashtextextended('media', 0))`);
    const [row] = await inside.rows<Due>(
      `with errors as (
         select channel_id, count(*) as count from media_attempts where at > parley_now() - interval '1 hour' group by channel_id
       ), due as (
         select m.id from media m left join errors e on e.channel_id = m.channel_id
         where m.state = 'pending' and m.run_at <= parley_now() and m.origin = 'inbound' and m.message_id is not null
           and coalesce(e.count, 0) < case when m.attempts = 0 then $1::int else $2::int end
         order by m.run_at, m.id limit 1
         for update of m skip locked
       ), held as (
         update media m set attempts = m.attempts + 1, run_at = parley_now() + $3::int * interval '1 millisecond'
         from due where m.id = due.id returning m.*
       ), asking as (
         insert into media_attempts (channel_id) select channel_id from held returning id
       )
       select h.id, h.message_id as "messageId", h.case_id as "caseId", h.channel_id as "channelId",
         h.provider_media_id as "providerMediaId", h.claimed_sha256 as "claimedSha256", h.attempts, h.created_at as "createdAt",
         parley_now() as now, s.trace_id as "traceId", c.phone_number_id as "phoneNumberId", a.id as "accountId", a.access_token as "accessToken",
         (select id from asking) as "attemptId"
       from held h join messages s on s.id = h.message_id join channels c on c.id = h.channel_id join whatsapp_accounts a on a.id = c.whatsapp_account_id`,
      [mostErrors, mostErrorsForRepeats, leaseMs],
    );
    return row;
  });
}

/** Answers false when somebody else holds the file by now. */
export async function markReady(db: Db, due: Due, found: Found): Promise<boolean> {
  const rows = await db.rows(
    `update media set state = 'ready', run_at = null, sha256 = $3, mime_type = $4, size_bytes = $5, width = $6, height = $7
     where id = $1 and attempts = $2 and state = 'pending' returning id`,
    [due.id, due.attempts, found.sha256, found.mimeType, found.sizeBytes, found.width, found.height],
  );
  return rows.length === 1;
}

export async function markFailed(db: Db, due: Due, failure: string): Promise<boolean> {
  const rows = await db.rows(
    `update media set state = 'failed', run_at = null, failure = $3 where id = $1 and attempts = $2 and state = 'pending' returning id`,
    [due.id, due.attempts, failure],
  );
  return rows.length === 1;
}

export async function postpone(db: Db, due: Due, until: number): Promise<void> {
  await db.rows(`update media set run_at = $3 where id = $1 and attempts = $2 and state = 'pending'`, [due.id, due.attempts, iso(until)]);
}

/** This asking went well, or its trouble was not Meta's. */
export async function forgetAttempt(db: Db, attemptId: number): Promise<void> {
  await db.rows(`delete from media_attempts where id = $1 or at < parley_now() - interval '2 hours'`, [attemptId]);
}

/** Bytes that came in for the customer of this file within a day (T31). */
export async function sumOfDay(db: Db, mediaId: string): Promise<number> {
  const [row] = await db.rows<{ bytes: number }>(
    `select coalesce(sum(m.size_bytes), 0)::bigint as bytes
     from media this join cases mine on mine.id = this.case_id
     join cases c on c.customer_id = mine.customer_id
     join media m on m.case_id = c.id and m.origin = 'inbound' and m.state = 'ready' and m.created_at > this.created_at - interval '1 day'
     where this.id = $1`,
    [mediaId],
  );
  return row?.bytes ?? 0;
}
