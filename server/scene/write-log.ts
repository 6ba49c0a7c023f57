/**
 * The one log: what was decided, as ids and facts. Case, customer, channel and skill are those of the case as it now stands, so that
 * readers can tell who may hear of it without looking anywhere else.
 */
import type { EventFacts } from '#contract/events.ts';
import type { SceneEvent, SceneEventOf } from '#engine/events.ts';
import { type Db, iso } from '../db/database.ts';
import type { Batch, EventType, Logged } from './batch.ts';

/** What is kept of each event type; `contract/events.ts` says the same as schemas. */
const facts: { [T in EventType]: (event: SceneEventOf<T>) => EventFacts<T> } = {
  'customer.created': ({ customerId }) => ({ customerId }),
  'customer.renamed': ({ customerId }) => ({ customerId }),
  'customer.joined': ({ customerId, fromCustomerId }) => ({ customerId, fromCustomerId }),
  'identity.added': ({ customerId, kind }) => ({ customerId, kind }),
  'identity.ended': ({ customerId, kind }) => ({ customerId, kind }),
  'case.opened': ({ direction }) => ({ direction }),
  'case.status-changed': ({ from, to, because }) => ({ from, to, because }),
  'case.queued': ({ skillId, because }) => ({ skillId, because }),
  'case.joined': ({ fromCaseId }) => ({ fromCaseId }),
  'case.parked': ({ from }) => ({ from }),
  'case.read': () => ({}),
  'message.received': ({ message }) => ({ messageId: message.id, kind: message.content.kind }),
  'message.queued': ({ message }) => ({ messageId: message.id, kind: message.content.kind }),
  'message.status-changed': ({ messageId, from, to }) => ({ messageId, from, to }),
  'message.flagged': ({ messageId }) => ({ messageId }),
  'media.changed': ({ messageId, mediaId, state }) => ({ messageId, mediaId, state }),
  'run.started': ({ runId, scriptVersionId }) => ({ runId, scriptVersionId }),
  'run.ended': ({ runId, outcome, reason }) => ({ runId, outcome, reason }),
  'offer.made': ({ offerId, personId }) => ({ offerId, personId }),
  'offer.ended': ({ offerId, personId, outcome }) => ({ offerId, personId, outcome }),
  'assignment.started': ({ assignmentId, personId, offerId, because, takenFrom }) => ({
    assignmentId,
    personId,
    offerId,
    because,
    takenFrom,
  }),
  'assignment.ended': ({ assignmentId, personId, because }) => ({ assignmentId, personId, because }),
  'decision.recorded': ({ decision }) => ({ decisionId: decision.id, chosenId: decision.chosenId }),
  'agent.state-changed': ({ personId, from, to, reason }) => ({ personId, from, to, reason }),
};

/** The table is exhaustive by type; which entry fits an event is known by its name only. */
const factsOf = (event: SceneEvent): EventFacts => (facts[event.type] as (event: SceneEvent) => EventFacts)(event);

export async function writeLog(db: Db, { logged }: Batch): Promise<void> {
  await db.rows(
    `insert into events (at, type, case_id, customer_id, channel_id, skill_id, person_id, actor_id, facts, trace_id)
     select n.at, n.type, n.case_id, coalesce(c.customer_id, n.customer_id), c.channel_id, c.skill_id, n.person_id, n.actor_id, n.facts,
       n.trace_id
     from unnest($1::timestamptz[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::jsonb[], $8::text[]) with ordinality
       as n (at, type, case_id, customer_id, person_id, actor_id, facts, trace_id, place)
     left join cases c on c.id = n.case_id
     order by n.place`,
    [
      logged.map(({ event }) => iso(event.at)),
      logged.map(({ event }) => event.type),
      logged.map(({ event }) => caseOf(event)),
      logged.map(({ event }) => ('customerId' in event ? event.customerId : null)),
      logged.map(({ event }) => ('personId' in event ? event.personId : null)),
      logged.map(actorOf),
      logged.map(({ event }) => JSON.stringify(factsOf(event))),
      logged.map(({ traceId }) => traceId),
    ],
  );
  db.wake('feed');
}

function caseOf(event: SceneEvent): string | null {
  if ('message' in event) return event.message.caseId;
  if ('decision' in event) return event.decision.caseId;
  return 'caseId' in event ? event.caseId : null;
}

function actorOf({ event, actorId }: Logged): string | null {
  if ('message' in event) return event.message.author.personId;
  return ('byPersonId' in event ? event.byPersonId : null) ?? actorId;
}
