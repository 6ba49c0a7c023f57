/** Messages that will not go, though nothing was handed over: back to their author with the reason, in plain words. */
import type { Failure } from '#contract/messages.ts';
import { type Permission, permissionSentences } from '#contract/permissions.ts';
import { isRefusal, type RefusalValue, refusalSentence } from '#contract/refusals.ts';
import { failureOfRefusal } from '../channels/whatsapp/failures.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import { selectGranters } from '../people/sessions.ts';
import { apply } from '../scene/apply.ts';
import { check, type DueRow, loadFacts } from './claim.ts';

type Doing = Pick<Context, 'db' | 'newId'>;

/** Looked at once more, so that a customer who wrote in the meantime opens the window for what already waits. */
export async function refuseQueued({ db, newId }: Doing, outboxIds: readonly string[]): Promise<void> {
  await db.transact(async (inside) => {
    const now = await lockQueued(inside, outboxIds);
    const rows = await loadFacts(inside, [...outboxIds]);
    const failing = rows.flatMap((row) => {
      const refusal = check(row, now);
      return isRefusal(refusal) ? [{ row, refusal }] : [];
    });
    const grantedBy = failing.some(({ refusal }) => refusal.refusal === 'not-permitted') ? await selectGranters(inside) : '';
    await fail(
      inside,
      failing.map(({ row, refusal }) => ({ row, failure: failureOfHeldBack(refusal, grantedBy) })),
      { now, newId },
    );
  });
}

/** For one whose file WhatsApp did not take. */
export async function failQueued(
  { db, newId }: Doing,
  { outboxId, fence }: { outboxId: string; fence: number },
  failure: Failure,
): Promise<void> {
  await db.transact(async (inside) => {
    const now = await lockQueued(inside, [outboxId]);
    const rows = (await loadFacts(inside, [outboxId])).filter((row) => row.fence === fence);
    await fail(
      inside,
      rows.map((row) => ({ row, failure })),
      { now, newId },
    );
  });
}

/** While they are locked nobody hands them over; one that was handed over meanwhile is not looked at any more. */
async function lockQueued(db: Db, outboxIds: readonly string[]): Promise<number> {
  const rows = await db.rows<{ now: number }>(
    `select parley_now() as now from outbox o join messages m on m.id = o.message_id
     where o.id = any($1::uuid[]) order by m.id for no key update of m, o`,
    [outboxIds],
  );
  return rows[0]?.now ?? 0;
}

type Failing = { row: DueRow; failure: Failure };

async function fail(db: Db, failing: readonly Failing[], { now, newId }: { now: number; newId: () => string }): Promise<void> {
  if (failing.length === 0) return;
  await db.rows(`update outbox set state = 'rejected', leased_until = null where id = any($1::uuid[])`, [
    failing.map(({ row }) => row.outboxId),
  ]);
  const decided = failing.map(({ row, failure }) => ({
    events: [
      {
        type: 'message.status-changed',
        messageId: row.messageId,
        caseId: row.caseId,
        from: 'queued',
        to: 'failed',
        providerId: null,
        failure,
        at: now,
      } as const,
    ],
    traceId: row.traceId,
    actorId: null,
  }));
  await apply(db, decided, newId);
}

/** A lost permission has a name in each language and somebody who can give it back. */
function failureOfHeldBack({ refusal, details }: RefusalValue, grantedBy: string): Failure {
  const failure = failureOfRefusal(refusal, details);
  const permission = details.permission;
  if (refusal !== 'not-permitted' || !isPermission(permission)) return failure;
  const sentence = (language: 'ko' | 'en') =>
    refusalSentence(refusal, { ...details, grantedBy, permission: permissionSentences[permission][language] }, language);
  return { ...failure, ko: sentence('ko'), en: sentence('en') };
}

const isPermission = (name: unknown): name is Permission => typeof name === 'string' && Object.hasOwn(permissionSentences, name);
