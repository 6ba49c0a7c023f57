import type { AgentState, AgentStatus } from '#contract/agents.ts';
import { type Db, iso } from '../db/database.ts';

type Row = Omit<AgentStatus, 'changedAt'> & { changedAt: number };

/** Agents as REST answers them and the feed tells them; somebody who is no agent is left out. */
export async function selectAgentStatuses(db: Db, personIds: readonly string[]): Promise<AgentStatus[]> {
  const rows = await db.rows<Row>(
    `select person_id as "personId", state, reason, load, capacity, changed_at as "changedAt"
     from agents where person_id = any($1::uuid[]) order by person_id`,
    [personIds],
  );
  return rows.map((row) => ({ ...row, changedAt: iso(row.changedAt) }));
}

export type LockedAgent = {
  personId: string;
  state: AgentState;
  missedInRow: number;
  missedAt: number | null;
  load: number;
  capacity: number;
  /** The grace of the connection is over; false while there is none at all. */
  isConnectionLost: boolean;
};

/** Undefined for somebody who is no agent. To be asked after the customers are locked. */
export async function lockAgent(db: Db, personId: string): Promise<LockedAgent | undefined> {
  const [row] = await db.rows<LockedAgent>(
    `select person_id as "personId", state, missed_in_row as "missedInRow", missed_at as "missedAt", load, capacity,
       coalesce(connected_until < parley_now(), false) as "isConnectionLost"
     from agents where person_id = $1 for no key update`,
    [personId],
  );
  return row;
}

export type HeldCase = { caseId: string; isCustomerWaiting: boolean };

/** The cases that are offered to an agent, or theirs, oldest offer first. */
export function selectHeldCases(db: Db, personId: string): Promise<HeldCase[]> {
  return db.rows<HeldCase>(
    `select c.id as "caseId", c.waiting_since is not null as "isCustomerWaiting"
     from (select case_id, offered_at as at from offers where person_id = $1 and state = 'live'
       union all select case_id, started_at from assignments where person_id = $1 and ended_at is null) held
     join cases c on c.id = held.case_id order by held.at, c.id`,
    [personId],
  );
}

/** Appends what routing knows of the agent now, for changes that are no event of a case. */
export async function insertHistory(db: Db, personId: string): Promise<void> {
  await db.rows(
    `insert into agent_history (person_id, state, capacity, load, is_connected, idle_since, skills)
     select a.person_id, a.state, a.capacity, a.load, a.connected_until is not null, a.idle_since,
       coalesce((select jsonb_object_agg(s.skill_id, s.proficiency) from agent_skills s where s.person_id = a.person_id), '{}')
     from agents a where a.person_id = $1`,
    [personId],
  );
}
