/**
 * WhatsApp took a message, and then said nothing more about it (F28): usually `sent` follows within a second. It is not sent again,
 * but a person is told to look. Every accepted message is looked at once, when its time is over.
 */
import type { MessageStatus } from '#contract/messages.ts';
import type { Context } from '../context.ts';
import { apply } from '../scene/apply.ts';

/** As long as a status may stay parked (reliability F04). */
export const confirmWithinMs = 600_000;
const maxBatch = 500;

type Due = { outboxId: string; messageId: string; caseId: string; status: MessageStatus; traceId: string; now: number };

/** Answers how many were looked at. */
export async function flagUnconfirmed({ db, newId }: Pick<Context, 'db' | 'newId'>): Promise<number> {
  return db.transact(async (inside) => {
    const due = await inside.rows<Due>(
      `select o.id as "outboxId", m.id as "messageId", m.case_id as "caseId", m.status, o.trace_id as "traceId", parley_now() as now
       from outbox o join messages m on m.id = o.message_id
       where o.state = 'accepted' and o.leased_until <= parley_now() order by m.id limit $1 for no key update of m, o`,
      [maxBatch],
    );
    if (due.length === 0) return 0;
    await inside.rows('update outbox set leased_until = null where id = any($1::uuid[])', [due.map(({ outboxId }) => outboxId)]);
    const silent = due.filter(({ status }) => status === 'queued');
    await apply(
      inside,
      silent.map(({ messageId, caseId, traceId, now }) => ({
        events: [{ type: 'message.flagged', messageId, caseId, at: now }],
        traceId,
        actorId: null,
      })),
      newId,
    );
    return due.length;
  });
}
