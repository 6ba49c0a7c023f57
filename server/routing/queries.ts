/** What the flight recorder kept, and what is needed to work an old decision out again for one agent (decision 0015). */
import type { ExclusionReason, Taking } from '#contract/cases.ts';
import { coolOffMs } from '#engine/agent/capacity.ts';
import type { DecisionRecord } from '#engine/events.ts';
import type { AgentSnapshot, WaitingCase } from '#engine/routing/eligible.ts';
import type { Db } from '../db/database.ts';
import type { KnownOffer } from '../offers/queries.ts';
import { milliseconds } from './look.ts';

export type DecisionRow = {
  id: string;
  caseId: string;
  at: number;
  trigger: string;
  skillId: string;
  skillName: string;
  channelId: string;
  chosenId: string | null;
  candidates: DecisionRecord['candidates'];
  excluded: Partial<Record<ExclusionReason, number>>;
  /** Of the offer it led to; null = it led to none. */
  offerState: KnownOffer['state'] | null;
};

const mostDecisions = 100;

/** Newest first. */
export function selectDecisions(db: Db, caseId: string): Promise<DecisionRow[]> {
  return db.rows<DecisionRow>(
    `select d.id, d.case_id as "caseId", d.at, d.trigger, d.skill_id as "skillId", s.name as "skillName", c.channel_id as "channelId", d.chosen_id as "chosenId",
       d.candidates, d.excluded, o.state as "offerState"
     from decisions d join cases c on c.id = d.case_id join skills s on s.id = d.skill_id
     left join offers o on o.case_id = d.case_id and o.decision_id = d.id
     where d.case_id = $1 order by d.at desc, d.id desc limit ${mostDecisions}`,
    [caseId],
  );
}

type Taken = Omit<Taking, 'at'> & { at: number };

/** How the case came to who has it now; undefined when routing brought it, or nobody has it. */
export async function findTaking(db: Db, caseId: string): Promise<Taken | undefined> {
  const [row] = await db.rows<Taken>(
    `select jsonb_build_object('id', p.id, 'name', p.name) as person, a.started_at as at, began.facts ->> 'because' as because,
       case when f.id is not null then jsonb_build_object('id', f.id, 'name', f.name) end as "from"
     from assignments a join people p on p.id = a.person_id
     cross join lateral (
       select e.facts from events e where e.case_id = a.case_id and e.type = 'assignment.started' order by e.id desc limit 1) began
     left join people f on f.id = (began.facts ->> 'takenFrom')::uuid
     where a.case_id = $1 and a.ended_at is null and began.facts ->> 'because' in ('reply', 'by-hand', 'undo')`,
    [caseId],
  );
  return row;
}

export async function selectNames(db: Db, personIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.rows<{ id: string; name: string }>('select id, name from people where id = any($1::uuid[])', [personIds]);
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** One agent and the refusals of the case as a decision's snapshot showed them. */
export type Replay = {
  decisionId: string;
  refusedBy: WaitingCase['refusedBy'];
  /** How many cases of the same round the agent had been given before. */
  givenBefore: number;
  /** Null for somebody who was no agent yet. */
  agent: AgentSnapshot | null;
};

/**
 * The agent's newest history row the snapshot shows; without one they had never been anything but offline, since whoever changes
 * anything about an agent appends a row. Permissions are those of today.
 */
export function selectReplays(db: Db, decisionIds: readonly string[], personId: string): Promise<Replay[]> {
  return db.rows<Replay>(
    `select d.id as "decisionId",
       coalesce((select jsonb_agg(jsonb_build_object('personId', $2::uuid, 'until', ${milliseconds('ended_at')} + ${coolOffMs})) from (
         select o.ended_at from offers o where o.case_id = d.case_id and o.person_id = $2 and o.state in ('rejected', 'timed-out')
           and pg_visible_in_snapshot(o.ended_xid, d.snapshot)
         union all select a.ended_at from assignments a where a.case_id = d.case_id and a.person_id = $2 and a.because = 'unassigned'
           and pg_visible_in_snapshot(a.ended_xid, d.snapshot)) refused), '[]') as "refusedBy",
       (select count(*) from decisions b where b.round_id = d.round_id and b.ordinal < d.ordinal and b.chosen_id = $2) as "givenBefore",
       case when p.created_at <= d.at then jsonb_build_object('personId', a.person_id, 'state', coalesce(h.state, 'offline'),
         'isConnected', coalesce(h.is_connected, false), 'capacity', coalesce(h.capacity, a.capacity), 'load', coalesce(h.load, 0),
         'idleSince', ${milliseconds('coalesce(h.idle_since, a.idle_since)')},
         'skills', coalesce(h.skills,
           (select jsonb_object_agg(k.skill_id, k.proficiency) from agent_skills k where k.person_id = a.person_id), '{}'),
         'channels', coalesce((select jsonb_agg(rc.channel_id) from role_channels rc
           where rc.role_id = p.role_id and 'messages.reply' = any(rc.permissions)), '[]')) end as agent
     from decisions d
     left join agents a on a.person_id = $2
     left join people p on p.id = a.person_id
     left join lateral (
       select * from agent_history h where h.person_id = $2 and pg_visible_in_snapshot(h.xid, d.snapshot)
       order by h.id desc limit 1) h on true
     where d.id = any($1::uuid[])`,
    [decisionIds, personId],
  );
}
