/**
 * What the router sees: waiting cases and agents, read by one statement, so that both belong to one snapshot of the database, which the
 * decisions remember (decision 0015). Three looks differ only in which cases they show: those somebody could take now, those whose
 * waiting is not yet explained, and those just decided, again, once they are locked.
 */
import type { ExclusionReason } from '#contract/cases.ts';
import { coolOffMs } from '#engine/agent/capacity.ts';
import type { AgentSnapshot, WaitingCase } from '#engine/routing/eligible.ts';
import type { Db } from '../db/database.ts';

export type SeenCase = WaitingCase & { traceId: string | null };
/** With what the last decision said, if it still tells of this waiting. */
export type UnexplainedCase = SeenCase & { lastExcluded: Partial<Record<ExclusionReason, number>> | null };
/** Only agents who have one of the skills that are asked for, and of their skills only those; `others`: how many agents have none. */
type Crowd = { agents: AgentSnapshot[]; others: number };
export type Look<Seen extends SeenCase = SeenCase> = { snapshot: string; now: number; waiting: Seen[] } & Crowd;

/** More than this is decided in the next round, which follows at once. */
const mostPerRound = 500;
const mostExplained = 200;

/** As the engine counts: whole ones, cut the same way wherever two instants are compared. */
export const milliseconds = (instant: string) => `floor(extract(epoch from ${instant}) * 1000)`;
const coolOff = `interval '${coolOffMs} milliseconds'`;
/** Who refused, missed or gave back the case within the last minute: the few rows of one case, by index. */
const refusals = (columns: string) => `select ${columns} from (
  select o.person_id, o.ended_at from offers o
  where o.case_id = c.id and o.ended_at > moment.now - ${coolOff} and o.state in ('rejected', 'timed-out')
  union all select a.person_id, a.ended_at from assignments a
  where a.case_id = c.id and a.ended_at > moment.now - ${coolOff} and a.because = 'unassigned') refused`;

export async function lookForWork(db: Db): Promise<Look> {
  return look<SeenCase>(db, lookForWorkSql, [mostPerRound]);
}

/** `after`: the id up to which cases have been looked at again; those not yet explained at all come first. */
export async function lookAtUnexplained(db: Db, after: string): Promise<Look<UnexplainedCase>> {
  return look<UnexplainedCase>(db, lookAtUnexplainedSql, [after]);
}
export const isLastPage = (seen: Look): boolean => seen.waiting.length < mostExplained;

/** Only these cases, as far as they still wait, and only these agents. */
export async function lookAgain(db: Db, caseIds: readonly string[], personIds: readonly string[]): Promise<Look> {
  return look<SeenCase>(db, lookAgainSql, [caseIds, personIds]);
}

async function look<Seen extends SeenCase>(db: Db, sql: string, values: unknown[]): Promise<Look<Seen>> {
  const [row] = await db.rows<Look<Seen>>(sql, values);
  if (!row) throw new Error('The database showed nothing.');
  return row;
}

/** Newest decision of a case, however long ago. */
const lastDecision = `left join lateral (
  select d.at, d.chosen_id, d.excluded from decisions d where d.case_id = c.id order by d.at desc limit 1) last on true`;
const caseFacts = `
  'caseId', c.id, 'channelId', c.channel_id, 'skillId', c.skill_id, 'priority', c.priority, 'queuedAt', ${milliseconds('c.queued_at')},
  'acceptReject', s.accept_reject, 'acceptSeconds', s.accept_seconds,
  'refusedBy', coalesce((${refusals(`jsonb_agg(jsonb_build_object('personId', person_id, 'until', ${milliseconds('ended_at')} + ${coolOffMs}))`)}), '[]'),
  'trigger', coalesce(
    (select o.state from offers o
      where o.case_id = c.id and o.ended_at >= greatest(last.at, c.queued_at) and o.state not in ('accepted', 'taken-over') order by o.ended_at desc limit 1),
    case when last.at < c.queued_at or last.at is null then 'queued' when last.chosen_id is null then 'agent-free' else 'unassigned' end),
  'traceId', (select e.trace_id from events e where e.case_id = c.id and e.type in ('case.queued', 'offer.ended') order by e.id desc limit 1)`;
const agentFacts = `
  'personId', a.person_id, 'state', a.state, 'isConnected', a.connected_until is not null, 'capacity', a.capacity, 'load', a.load,
  'idleSince', ${milliseconds('a.idle_since')}, 'skills', able.skills, 'channels', coalesce(replying.channels, '[]')`;

/** `page`: ids of cases as `page (id)`, in a CTE of that name, and whatever it needs before it. */
const lookSql = (page: string, { facts = caseFacts, agents = 'true' } = {}) => `
  with moment as materialized (select parley_now() as now), ${page},
  able as (
    select k.person_id, jsonb_object_agg(k.skill_id, k.proficiency) as skills from agent_skills k
    where k.skill_id = any(array(select distinct c.skill_id from page join cases c on c.id = page.id)) group by k.person_id),
  replying as (
    select role_id, jsonb_agg(channel_id) as channels from role_channels where 'messages.reply' = any(permissions) group by role_id),
  crowd as (
    select coalesce(jsonb_agg(jsonb_build_object(${agentFacts})), '[]') as agents, count(*) as able
    from able join agents a on a.person_id = able.person_id join people p on p.id = a.person_id
    left join replying on replying.role_id = p.role_id where ${agents})
  select pg_current_snapshot()::text as snapshot, moment.now,
    coalesce((select jsonb_agg(jsonb_build_object(${facts}))
      from page join cases c on c.id = page.id join skills s on s.id = c.skill_id ${lastDecision}), '[]') as waiting,
    crowd.agents, (select count(*) from agents) - crowd.able as others
  from moment cross join crowd`;

/**
 * Nothing is read of the waiting cases unless an agent has a free slot; then, for each skill asked for and each channel such agents
 * serve, no more than there are slots, best first by index `cases_waiting`. Each case shown has an agent who may take it now, so every round places at
 * least one: going round until there is nothing left always ends, and then no eligible agent idles while eligible work waits.
 */
const lookForWorkSql = lookSql(`
  free as materialized (
    select a.person_id, a.capacity - a.load as slots, p.role_id from agents a join people p on p.id = a.person_id
    where a.state = 'available' and a.connected_until is not null and a.load < a.capacity),
  asked as materialized (
    select s.id as skill_id from skills s
    where exists (select from free) and exists (select from cases c where c.place = 'queued' and c.skill_id = s.id)),
  lanes as materialized (
    select k.skill_id, rc.channel_id, least(sum(free.slots), $1::int) as slots, array_agg(free.person_id) as people
    from asked join agent_skills k on k.skill_id = asked.skill_id join free on free.person_id = k.person_id
    join role_channels rc on rc.role_id = free.role_id and 'messages.reply' = any(rc.permissions)
    group by k.skill_id, rc.channel_id),
  page as materialized (
    select best.id from lanes cross join moment cross join lateral (
      select c.id, c.priority, c.queued_at from cases c
      where c.place = 'queued' and c.skill_id = lanes.skill_id and c.channel_id = lanes.channel_id
        and not lanes.people <@ array(${refusals('person_id')})
      order by c.priority desc, c.queued_at limit lanes.slots) best
    order by best.priority desc, best.queued_at, best.id limit $1)`);

/** A decision tells of the present waiting if it chose nobody and was made since the case was queued. */
const isExplained = 'last.at >= c.queued_at and last.chosen_id is null';
const lookAtUnexplainedSql = lookSql(
  `page as materialized (
    select c.id from cases c ${lastDecision}
    where c.place = 'queued' and (c.id > $1::uuid or (${isExplained}) is not true)
    order by (${isExplained}) is true, c.id limit ${mostExplained})`,
  { facts: `${caseFacts}, 'lastExcluded', case when ${isExplained} then last.excluded end` },
);

const lookAgainSql = lookSql(`page as (select c.id from cases c where c.id = any($1::uuid[]) and c.place = 'queued')`, {
  agents: 'a.person_id = any($2::uuid[])',
});
