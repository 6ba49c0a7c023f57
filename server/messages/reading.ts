/**
 * Who has read: the count goes to zero when the agent who has the case reads it, or anybody who may answer while nobody has it. Blue ticks are the
 * assigned agent's alone, once per message of the customer.
 */
import { mayOnChannel } from '#engine/role/may.ts';
import type { KnownCase } from '../cases/queries.ts';
import type { SignedCall } from '../http/call.ts';
import { queueReceipt } from '../outbox/receipts.ts';
import { actOnCase } from '../scene/act.ts';
import { selectReading } from './queries.ts';

export async function markCaseRead(call: SignedCall, known: KnownCase): Promise<void> {
  const { personId } = call.signed;
  const { assignedTo } = known.facts;
  const isMine = assignedTo === personId;
  // Looking on is not reading: only who could answer takes the count away from those who must.
  const mayAnswer = mayOnChannel(call.signed.grants, 'messages.reply', known.facts.channelId) === null;
  if (known.status === 'closed' || known.status === 'trashed' || !(isMine || (assignedTo === null && mayAnswer))) return;
  await call.db.transact(async (db) => {
    const reading = await selectReading(db, { caseId: known.id, personId });
    if (!reading || (reading.unread === 0 && !(isMine && reading.isNews))) return;
    await actOnCase({ ...call, db }, known.id, ({ now }) => [{ type: 'case.read', caseId: known.id, byPersonId: personId, at: now }]);
    if (!isMine || !reading.isNews || reading.providerId === null) return;
    const { customerId, channelId, providerId } = reading;
    await queueReceipt(db, { id: call.context.newId(), customerId, channelId, providerId, actorId: personId, traceId: call.requestId });
  });
}
