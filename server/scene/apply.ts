/**
 * Events → rows: the only writer of a case's world. Which tables an event touches stands in one table, exhaustive by type; each table
 * is written once for the whole batch, in the lock order, the log last.
 */
import type { NewId } from '#engine/scene.ts';
import type { Db } from '../db/database.ts';
import type { Topic } from '../db/topic.ts';
import { type Batch, batchOf, type Decided, type EventType } from './batch.ts';
import { writeAgents } from './write-agents.ts';
import { writeCases, writeRuns } from './write-cases.ts';
import { mergeCases, moveBelongings } from './write-joins.ts';
import { writeLog } from './write-log.ts';
import { flagMessages, insertMessages, queueMessages, updateStatuses, writeMedia } from './write-messages.ts';
import { endOffers, makeOffers, writeAssignments, writeDecisions } from './write-offers.ts';
import { writeCustomers, writeIdentities } from './write-people.ts';

export type { Decided } from './batch.ts';
export { Conflict } from './conflict.ts';

type Writer = (db: Db, batch: Batch) => Promise<void>;

/** Customer → case → offer, assignment, agent → message. */
const order: readonly Writer[] = [
  writeCustomers,
  writeIdentities,
  mergeCases,
  writeCases,
  moveBelongings,
  writeRuns,
  writeDecisions,
  endOffers,
  writeAgents,
  makeOffers,
  writeAssignments,
  insertMessages,
  updateStatuses,
  flagMessages,
  writeMedia,
  queueMessages,
];

const writers: Record<EventType, readonly Writer[]> = {
  'customer.created': [writeCustomers],
  'customer.renamed': [writeCustomers],
  'customer.joined': [moveBelongings],
  'identity.added': [writeIdentities],
  'identity.ended': [writeIdentities],
  'case.opened': [writeCases],
  'case.status-changed': [writeCases],
  'case.queued': [writeCases],
  'case.joined': [mergeCases],
  'case.parked': [writeCases],
  'case.read': [writeCases],
  'message.received': [writeCases, insertMessages, writeMedia],
  'message.queued': [writeCases, insertMessages, writeMedia, queueMessages],
  'message.status-changed': [updateStatuses],
  'message.flagged': [flagMessages],
  // The file's own row is written by whoever fetched it (`server/media`); here it is only told.
  'media.changed': [],
  'run.started': [writeRuns],
  'run.ended': [writeRuns],
  'offer.made': [writeCases, writeAgents, makeOffers],
  'offer.ended': [writeCases, endOffers, writeAgents],
  'assignment.started': [writeCases, writeAgents, writeAssignments],
  'assignment.ended': [writeCases, writeAgents, writeAssignments],
  'decision.recorded': [writeDecisions],
  'agent.state-changed': [writeAgents],
};

/** Who should look, beside the feed. `message.queued` and files wake their workers where their rows are written. */
const wakes: Partial<Record<EventType, Topic>> = {
  'case.queued': 'routing',
  'offer.ended': 'routing',
  'assignment.ended': 'routing',
  'agent.state-changed': 'routing',
  'offer.made': 'timers',
};

/** Writes each table once for the whole batch, the log last. Inside the caller's transaction, which must roll back on `Conflict`. */
export async function apply(db: Db, decided: readonly Decided[], newId: NewId): Promise<void> {
  const batch = batchOf(decided, newId);
  if (batch.logged.length === 0) return;
  const types = new Set(batch.logged.map(({ event }) => event.type));
  const needed = new Set([...types].flatMap((type) => writers[type]));
  for (const write of order) if (needed.has(write)) await write(db, batch);
  await writeLog(db, batch);
  for (const type of types) {
    const topic = wakes[type];
    if (topic) db.wake(topic);
  }
}
