/**
 * Every event Parley keeps and tells: past tense, one row each in `events`, written in the transaction that made it true.
 * A row holds facts and ids, never message text or numbers: readers join the present state (`feedEvent`), so erasing a
 * customer erases them from the log too.
 */
import { z } from 'zod';
import { agentState, agentStatus } from './agents.ts';
import { offer } from './assignments.ts';
import { id, instant } from './basics.ts';
import { caseLine, casePlace, caseRow, caseStatus } from './cases.ts';
import { message, messageStatus } from './messages.ts';

/** `taken-over`: somebody else replied or took the case while it was on offer. */
export const offerOutcome = z.enum(['accepted', 'rejected', 'timed-out', 'withdrawn', 'taken-over']);
export type OfferOutcome = z.infer<typeof offerOutcome>;
export const assignmentStart = z.enum(['offer', 'routing', 'reply', 'by-hand', 'undo']);
export type AssignmentStart = z.infer<typeof assignmentStart>;
export const assignmentEnd = z.enum(['resolved', 'closed', 'trashed', 'unassigned', 'agent-left']);
export type AssignmentEnd = z.infer<typeof assignmentEnd>;

/** What is stored of each event type beside its case, person, time and trace. */
export const eventFacts = {
  'customer.created': z.object({ customerId: id }),
  'customer.renamed': z.object({ customerId: id }),
  'customer.joined': z.object({ customerId: id, fromCustomerId: id }),
  'identity.added': z.object({ customerId: id, kind: z.enum(['phone', 'bsuid', 'username']) }),
  'identity.ended': z.object({ customerId: id, kind: z.enum(['phone', 'bsuid', 'username']) }),
  'case.opened': z.object({ direction: z.enum(['in', 'out']) }),
  'case.status-changed': z.object({ from: caseStatus, to: caseStatus, because: z.string() }),
  'case.queued': z.object({ skillId: id, because: z.enum(['script', 'default-skill', 'unassigned', 'reopened']) }),
  'case.joined': z.object({ fromCaseId: id }),
  'case.parked': z.object({ from: casePlace }),
  'case.read': z.object({}),
  'message.received': z.object({ messageId: id, kind: z.string() }),
  'message.queued': z.object({ messageId: id, kind: z.string() }),
  'message.status-changed': z.object({ messageId: id, from: messageStatus, to: messageStatus }),
  'message.flagged': z.object({ messageId: id }),
  'media.changed': z.object({ messageId: id, mediaId: id, state: z.enum(['ready', 'failed']) }),
  'run.started': z.object({ runId: id, scriptVersionId: id }),
  'run.ended': z.object({ runId: id, outcome: z.enum(['done', 'failed']), reason: z.string().nullable() }),
  'offer.made': z.object({ offerId: id, personId: id }),
  'offer.ended': z.object({ offerId: id, personId: id, outcome: offerOutcome }),
  'assignment.started': z.object({
    assignmentId: id,
    personId: id,
    offerId: id.nullable(),
    because: assignmentStart,
    /** To whom the case was on offer when somebody else took it. */
    takenFrom: id.nullable(),
  }),
  'assignment.ended': z.object({ assignmentId: id, personId: id, because: assignmentEnd }),
  'decision.recorded': z.object({ decisionId: id, chosenId: id.nullable() }),
  'agent.state-changed': z.object({ personId: id, from: agentState, to: agentState, reason: z.string().nullable() }),
} as const;

export type EventType = keyof typeof eventFacts;
export type EventFacts<T extends EventType = EventType> = z.infer<(typeof eventFacts)[T]>;

/**
 * One event as the feed (`GET /api/v1/feed`, server-sent events) tells it. `id` is an opaque cursor: send the last one back as
 * `Last-Event-ID` to go on without a gap. The projections are today's state in exactly the shapes REST answers, so a client
 * only ever replaces: state + event = fresh fetch.
 */
export const feedEvent = z.object({
  id: z.string(),
  type: z.string(),
  at: instant,
  traceId: z.string(),
  facts: z.record(z.string(), z.unknown()),
  case: caseRow.optional(),
  /** The case is no longer visible to this person: drop it from lists. */
  caseGone: id.optional(),
  line: caseLine.optional(),
  message: message.optional(),
  offer: offer.optional(),
  agent: agentStatus.optional(),
});
export type FeedEvent = z.infer<typeof feedEvent>;

/**
 * Besides `event: change` (data = FeedEvent[]) the stream says:
 *   hello     first, `{ streamId, serverNow, version }`
 *   beat      every 10 s, `{ serverNow }`
 *   resync    the cursor is unknown, too old, or the reader too slow: fetch what is on screen again
 *   signed-out / access-changed   then the stream closes
 */
export const feedPath = '/api/v1/feed';

/**
 * A reader may answer each `beat` with `POST` `{ streamId }` here (204). A stream that has been answered once is closed when the answers
 * stop for two beats: a laptop that lost its network looks connected to TCP for a quarter of an hour.
 */
export const pulsePath = '/api/v1/feed/pulse';
export const pulse = z.strictObject({ streamId: id });
