/**
 * A picture's bytes go to WhatsApp before its message does. Uploading twice does no harm, so nothing here is ever unknown: whoever
 * dies in between leaves a lease that ends, and the next one uploads again.
 */
import type { Failure } from '#contract/messages.ts';
import { failureOf } from '../channels/whatsapp/failures.ts';
import type { Later, Uploaded } from '../channels/whatsapp/outcome.ts';
import type { Context } from '../context.ts';
import { type Db, iso } from '../db/database.ts';
import { openMediaFile } from '../media/store.ts';
import { mostTries, waitAfter } from './backoff.ts';
import type { Handed, OutgoingMedia } from './claim.ts';
import { pauseChannel } from './outcomes.ts';
import { holdNumbers } from './pace.ts';
import { failQueued } from './refuse.ts';
import { isChannelsTrouble } from './settle.ts';
import { tokenOf } from './token.ts';

/** Meta keeps an upload for 30 days (`cloud-api/limits.ts`). */
const keptDays = 30;

export async function uploadFor(context: Context, handed: Handed): Promise<void> {
  const { media, phoneNumberId } = handed;
  if (!media) throw new Error('Only messages with a file are uploaded for.');
  const bytes = await openMediaFile(context, media.mediaId).catch((err: unknown) => {
    context.log.error({ err, part: 'outbox', mediaId: media.mediaId }, 'The file of a message cannot be read.');
    return null;
  });
  if (bytes === null) return failQueued(context, handed, fileLost);
  const { mimeType, sizeBytes } = media;
  const fileName = `${media.mediaId}.${mimeType.split('/')[1] ?? 'bin'}`;
  const uploaded = await context.graph.uploadMedia({
    token: tokenOf(context, handed),
    phoneNumberId,
    mimeType,
    fileName,
    sizeBytes,
    bytes,
  });
  context.metrics.sends.inc({ outcome: `upload-${uploaded.kind}` });
  await record(context, { handed, media, uploaded });
}

const fileLost: Failure = {
  code: null,
  class: 'administrator',
  ko: '보낼 파일을 읽을 수 없습니다. 파일을 다시 첨부해 보내세요.',
  en: 'The file cannot be read. Attach it again and send.',
};

type Upload = { handed: Handed; media: OutgoingMedia; uploaded: Uploaded };

async function record(context: Context, { handed, media, uploaded }: Upload): Promise<void> {
  const { db } = context;
  switch (uploaded.kind) {
    case 'uploaded':
      await db.rows(`update media set provider_media_id = $2, provider_expires_at = parley_now() + $3 * interval '1 day' where id = $1`, [
        media.mediaId,
        uploaded.providerMediaId,
        keptDays,
      ]);
      return release(db, handed, { tries: handed.tries });
    case 'later':
      if (uploaded.code !== null && handed.tries + 1 >= mostTries) return failQueued(context, handed, failureOf(uploaded.code));
      return postpone(db, handed, uploaded);
    case 'rejected':
      if (uploaded.code === null || !isChannelsTrouble(uploaded.code)) return failQueued(context, handed, uploaded.failure);
      await pauseChannel(db, handed.channelId, uploaded.code);
      return release(db, handed, { tries: handed.tries });
    default:
      return uploaded satisfies never;
  }
}

async function postpone(db: Db, handed: Handed, later: Later): Promise<void> {
  const { scope, waitMs } = waitAfter(later, handed);
  await db.transact(async (inside) => {
    const [row] = await inside.rows<{ now: number }>('select parley_now() as now');
    const until = (row?.now ?? 0) + waitMs;
    if (scope === 'number') await holdNumbers(inside, [{ channelId: handed.channelId, until }]);
    await release(inside, handed, { tries: handed.tries + 1, runAt: scope === 'message' ? until : null });
  });
}

/** Back into the queue, unless the lease has gone to somebody else. */
async function release(
  db: Db,
  { outboxId, fence }: Handed,
  { tries, runAt = null }: { tries: number; runAt?: number | null },
): Promise<void> {
  await db.rows(
    `update outbox set leased_until = null, tries = $3, run_at = coalesce($4::timestamptz, run_at)
     where id = $1 and fence = $2 and state = 'queued'`,
    [outboxId, fence, tries, runAt === null ? null : iso(runAt)],
  );
}
