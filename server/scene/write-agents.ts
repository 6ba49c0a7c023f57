/**
 * The writer of agents: locked in id order, every event counted one after the other, then one update and one row of history each.
 * Here is decided whether a slot is still free: whoever comes too late gets a `Conflict`.
 */
import type { AgentState } from '#contract/agents.ts';
import { hasFreeSlot } from '#engine/agent/capacity.ts';
import type { SceneEventOf } from '#engine/events.ts';
import { type Db, iso } from '../db/database.ts';
import type { Batch } from './batch.ts';
import { Conflict } from './conflict.ts';

type AgentRow = {
  personId: string;
  state: AgentState;
  reason: 'missed-offers' | 'connection-lost' | null;
  capacity: number;
  load: number;
  idleSince: number;
  missedInRow: number;
  missedAt: number | null;
  changedAt: number;
};
type AgentEvent = SceneEventOf<'offer.made' | 'offer.ended' | 'assignment.started' | 'assignment.ended' | 'agent.state-changed'>;

export async function writeAgents(db: Db, batch: Batch): Promise<void> {
  const events = batch.of('offer.made', 'offer.ended', 'assignment.started', 'assignment.ended', 'agent.state-changed');
  const agents = await lockAgents(db, [...new Set(events.map((event) => event.personId))].sort());
  for (const event of events) {
    const agent = agents.get(event.personId);
    if (!agent) throw new Conflict('not-an-agent');
    change(agent, event);
  }
  await updateAgents(db, [...agents.values()]);
}

async function lockAgents(db: Db, personIds: string[]): Promise<Map<string, AgentRow>> {
  const rows = await db.rows<AgentRow>(
    `select person_id as "personId", state, reason, capacity, load, idle_since as "idleSince", missed_in_row as "missedInRow",
       missed_at as "missedAt", changed_at as "changedAt"
     from agents where person_id = any($1::uuid[]) order by person_id for no key update`,
    [personIds],
  );
  return new Map(rows.map((row) => [row.personId, row]));
}

function change(agent: AgentRow, event: AgentEvent): void {
  switch (event.type) {
    case 'offer.made':
      if (agent.state !== 'available') throw new Conflict('offer-over');
      takeSlot(agent);
      break;
    case 'offer.ended':
      countMisses(agent, event);
      // An accepted offer's slot becomes the assignment's.
      if (event.outcome !== 'accepted') freeSlot(agent, event.at);
      break;
    case 'assignment.started':
      if (event.isOverride && event.offerId === null) agent.load += 1;
      else if (event.offerId === null) takeSlot(agent);
      break;
    case 'assignment.ended':
      freeSlot(agent, event.at);
      break;
    case 'agent.state-changed':
      changeState(agent, event);
  }
}

/** An answer starts the count anew; an offer that others ended, or that ran out beside a miss, changes nothing. */
function countMisses(agent: AgentRow, { outcome, missedAt }: SceneEventOf<'offer.ended'>): void {
  if (outcome === 'accepted' || outcome === 'rejected') agent.missedInRow = 0;
  if (missedAt !== undefined) Object.assign(agent, { missedInRow: agent.missedInRow + 1, missedAt });
}

function takeSlot(agent: AgentRow): void {
  if (!hasFreeSlot(agent)) throw new Conflict('no-free-slot', { load: agent.load, capacity: agent.capacity });
  agent.load += 1;
}

function freeSlot(agent: AgentRow, at: number): void {
  agent.load -= 1;
  agent.idleSince = at;
}

function changeState(agent: AgentRow, { from, to, reason, at }: SceneEventOf<'agent.state-changed'>): void {
  if (to === 'available' && from !== 'available') agent.idleSince = at;
  // Whoever comes back, or was just sent away for it, starts counting anew.
  if (to === 'available' || reason === 'missed-offers') agent.missedInRow = 0;
  Object.assign(agent, { state: to, reason, changedAt: at });
}

async function updateAgents(db: Db, agents: readonly AgentRow[]): Promise<void> {
  await db.rows(
    `with changed as (
       update agents a set state = n.state, reason = n.reason, load = n.load, idle_since = n.idle_since, missed_in_row = n.missed_in_row,
         missed_at = n.missed_at, changed_at = n.changed_at
       from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::timestamptz[], $6::int[], $7::timestamptz[],
         $8::timestamptz[]) as n (person_id, state, reason, load, idle_since, missed_in_row, missed_at, changed_at)
       where a.person_id = n.person_id
       returning a.person_id, a.state, a.capacity, a.load, a.connected_until is not null as is_connected, a.idle_since)
     insert into agent_history (person_id, state, capacity, load, is_connected, idle_since, skills)
     select c.*, coalesce((select jsonb_object_agg(s.skill_id, s.proficiency) from agent_skills s where s.person_id = c.person_id), '{}')
     from changed c order by c.person_id`,
    [
      agents.map((agent) => agent.personId),
      agents.map((agent) => agent.state),
      agents.map((agent) => agent.reason),
      agents.map((agent) => agent.load),
      agents.map((agent) => iso(agent.idleSince)),
      agents.map((agent) => agent.missedInRow),
      agents.map((agent) => (agent.missedAt === null ? null : iso(agent.missedAt))),
      agents.map((agent) => iso(agent.changedAt)),
    ],
  );
}
