/**
 * Who has read: the count goes to zero when the agent who has the case reads it, or anybody while nobody has it. Blue ticks are the
 * assigned agent's alone, once per message of the customer.
 */
import type { KnownCase } from '../cases/queries.ts';
import type { SignedCall } from '../http/call.ts';
import { queueReceipt } from '../outbox/receipts.ts';
import { actOnCase } from '../scene/act.ts';
import { selectReading } from './queries.ts';

export async function markCaseRead(call: SignedCall, known: KnownCase): Promise<void> {
  const { personId } = call.signed;
  const { assignedTo } = known.facts;
  const isMine = assignedTo === personId;
  if (known.status === 'closed' || known.status === 'trashed' || !(isMine || assignedTo === null)) return;
  await call.db.transact(async (db) => {
    const reading = await selectReading(db, { caseId: known.id, personId });
    if (!reading || (reading.unread === 0 && !(isMine && reading.isNews))) return;
    await actOnCase({ ...call, db }, known.id, ({ now }) => [{ type: 'case.read', caseId: known.id, byPersonId: personId, at: now }]);
    if (!isMine || !reading.isNews || reading.providerId === null) return;
    const { customerId, channelId, providerId } = reading;
    await queueReceipt(db, { id: call.context.newId(), customerId, channelId, providerId, actorId: personId, traceId: call.requestId });
  });
}
