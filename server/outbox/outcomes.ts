/**
 * Station 11, the second half: what WhatsApp answered becomes rows, many answers in one transaction. The attempt's own row says
 * whether it is still open, and the fence whether the message may go back into the queue.
 */
import type { Failure, MessageStatus } from '#contract/messages.ts';
import type { Sent } from '../channels/whatsapp/outcome.ts';
import type { Context } from '../context.ts';
import { type Db, iso } from '../db/database.ts';
import { takeParked } from '../messages/statuses.ts';
import { apply, type Decided } from '../scene/apply.ts';
import type { Handed } from './claim.ts';
import { holdNumbers } from './pace.ts';
import { pausedReason, type Settled, settle } from './settle.ts';
import { confirmWithinMs } from './unconfirmed.ts';

export type Outcome = { handed: Handed; sent: Sent };
type Change = Outcome & { settled: Settled };

export async function recordOutcomes({ db, newId }: Pick<Context, 'db' | 'newId'>, outcomes: readonly Outcome[]): Promise<void> {
  await db.transact(async (inside) => {
    const { rows, now } = await lockAttempts(inside, outcomes);
    const taken = await findTaken(inside, outcomes);
    const changes = outcomes.flatMap(({ handed, sent }): Change[] => {
      const current = rows.get(handed.attemptId ?? '');
      const settled = current && settle(handed, { sent: believe(handed, sent, taken), now }, current);
      return settled ? [{ handed, sent, settled }] : [];
    });
    if (changes.length === 0) return;
    await writeAttempts(inside, changes, now);
    await writeChannels(inside, changes);
    await apply(inside, changes.flatMap(decidedOf), newId);
    await takeParked(inside, changes.flatMap(acceptedOf), newId);
  });
}

type AttemptRow = {
  attemptId: string;
  outcome: string;
  state: string;
  fence: number;
  status: MessageStatus;
  failure: Failure | null;
  providerId: string | null;
  now: number;
};

/** Messages are locked in id order, as everywhere. */
async function lockAttempts(db: Db, outcomes: readonly Outcome[]) {
  const found = await db.rows<AttemptRow>(
    `select t.id as "attemptId", t.outcome, o.state, o.fence, m.status, m.failure, m.provider_id as "providerId", parley_now() as now
     from send_attempts t join outbox o on o.id = t.outbox_id join messages m on m.id = o.message_id
     where t.id = any($1::uuid[]) order by m.id for no key update of m, o, t`,
    [outcomes.map(({ handed }) => handed.attemptId)],
  );
  const fences = new Map(outcomes.map(({ handed }) => [handed.attemptId, handed.fence]));
  const rows = found.map((row) => {
    const isOpen = row.outcome === 'handed' || row.outcome === 'unknown';
    const isHeld = row.state === 'handed' && row.fence === fences.get(row.attemptId);
    return [row.attemptId, { isOpen, isHeld, status: row.status, failure: row.failure, providerId: row.providerId }] as const;
  });
  return { rows: new Map(rows), now: found[0]?.now ?? 0 };
}

const key = (channelId: string, providerId: string): string => `${channelId} ${providerId}`;

/** Whose each wamid is already: WhatsApp never gives one twice, so an answer that does is believed by nobody (I11). */
async function findTaken(db: Db, outcomes: readonly Outcome[]): Promise<Map<string, string>> {
  const accepted = outcomes.flatMap(({ handed, sent }) =>
    sent.kind === 'accepted' ? [{ channelId: handed.channelId, wamid: sent.wamid, messageId: handed.messageId }] : [],
  );
  if (accepted.length === 0) return new Map();
  const rows = await db.rows<{ channelId: string; wamid: string; messageId: string }>(
    `select m.channel_id as "channelId", m.provider_id as wamid, m.id as "messageId"
     from unnest($1::uuid[], $2::text[]) as n (channel_id, wamid) join messages m on m.channel_id = n.channel_id and m.provider_id = n.wamid`,
    [accepted.map(({ channelId }) => channelId), accepted.map(({ wamid }) => wamid)],
  );
  const owners = new Map(accepted.toReversed().map((one) => [key(one.channelId, one.wamid), one.messageId]));
  for (const row of rows) owners.set(key(row.channelId, row.wamid), row.messageId);
  return owners;
}

function believe({ channelId, messageId }: Handed, sent: Sent, taken: Map<string, string>): Sent {
  if (sent.kind !== 'accepted' || taken.get(key(channelId, sent.wamid)) === messageId) return sent;
  return { kind: 'unknown', reason: 'the wamid belongs to another message' };
}

async function writeAttempts(db: Db, changes: readonly Change[], now: number): Promise<void> {
  await db.rows(
    `with attempt as (
       update send_attempts t set outcome = n.outcome, answered_at = $4, wamid = n.wamid, code = n.code
       from unnest($1::uuid[], $2::text[], $3::text[], $5::int[]) as n (id, outcome, wamid, code) where t.id = n.id)
     update outbox o set state = n.state, run_at = coalesce(n.run_at, o.run_at), leased_until = n.confirm_by, tries = o.tries + 1
     from unnest($6::uuid[], $7::text[], $8::timestamptz[], $9::timestamptz[]) as n (id, state, run_at, confirm_by) where o.id = n.id`,
    [
      changes.map(({ handed }) => handed.attemptId),
      changes.map(({ settled }) => settled.attempt.outcome),
      changes.map(({ settled }) => settled.attempt.wamid),
      iso(now),
      changes.map(({ settled }) => settled.attempt.code),
      changes.map(({ handed }) => handed.outboxId),
      changes.map(({ settled }) => settled.outbox.state),
      changes.map(({ settled }) => (settled.outbox.runAt === null ? null : iso(settled.outbox.runAt))),
      changes.map(({ settled }) => (settled.event?.to === 'queued' ? iso(now + confirmWithinMs) : null)),
    ],
  );
}

async function writeChannels(db: Db, changes: readonly Change[]): Promise<void> {
  const holds = changes.flatMap(({ handed, settled }) =>
    settled.heldUntil === null ? [] : [{ channelId: handed.channelId, until: settled.heldUntil }],
  );
  if (holds.length > 0) await holdNumbers(db, holds);
  for (const { handed, settled } of changes) {
    if (settled.pausedBy !== null) await pauseChannel(db, handed.channelId, settled.pausedBy);
    if (settled.isFileForgotten && handed.media) await forgetUpload(db, handed.media.mediaId, handed.media.providerMediaId);
  }
}

/** The queue stays as it is and goes on in order once somebody has repaired the channel. */
export async function pauseChannel(db: Db, channelId: string, code: number): Promise<void> {
  await db.rows(`update channels set state = 'paused', paused_reason = $2 where id = $1 and state = 'active'`, [
    channelId,
    pausedReason(code),
  ]);
}

async function forgetUpload(db: Db, mediaId: string, providerMediaId: string | null): Promise<void> {
  await db.rows('update media set provider_media_id = null, provider_expires_at = null where id = $1 and provider_media_id = $2', [
    mediaId,
    providerMediaId,
  ]);
}

function decidedOf({ handed, settled }: Change): Decided[] {
  return settled.event ? [{ events: [settled.event], traceId: handed.traceId, actorId: null }] : [];
}

/** Statuses that came before the answer wait under their wamid. */
function acceptedOf({ handed, settled }: Change) {
  const { channelId, messageId, traceId } = handed;
  return settled.attempt.wamid === null ? [] : [{ channelId, providerId: settled.attempt.wamid, messageId, traceId }];
}
