/**
 * What the driver alone can write: for each case the rows that an offer leaves behind (decision, offer, timer, two events, one row of
 * history, the case, the agent), in the same tables with the same indexes, one `unnest` statement per table and batch, one transaction
 * per batch. No reading, no rules, no locks ahead.
 */
import { randomUUID } from 'node:crypto';
import type { Database } from '#server/db/database.ts';
import type { Centre } from './centre.ts';

export function writeRaw(db: Database, { waiting, agents }: Centre, { first, size }: { first: number; size: number }): Promise<void> {
  const cases = waiting.slice(first, first + size);
  const caseIds = cases.map((item) => item.caseId);
  const skillIds = cases.map((item) => item.skillId);
  const [decisions, offers, timers] = [cases.map(() => randomUUID()), cases.map(() => randomUUID()), cases.map(() => randomUUID())];
  const chosen = cases.map((_, index) => agents[(first + index) % agents.length]);
  const people = chosen.map((agent) => agent?.personId);
  // As large as what is kept: twenty candidates each.
  const candidates = cases.map((_, index) =>
    JSON.stringify(
      agents
        .slice(index, index + 20)
        .map(({ personId, load, capacity, idleSince }) => ({ personId, proficiency: 1, load, capacity, idleSince })),
    ),
  );
  return db.transact(async (inside) => {
    await inside.rows(`update cases c set place = 'offered', version = version + 1 from unnest($1::uuid[]) as n (id) where c.id = n.id`, [
      caseIds,
    ]);
    await inside.rows(
      `insert into decisions (id, case_id, skill_id, at, trigger, snapshot, round_id, ordinal, rule_version, chosen_id, candidates, excluded)
       select id, case_id, skill_id, parley_now(), 'queued', pg_current_snapshot(), $6, 0, 1, person_id, candidates, '{"lacks-skill":4700}'
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::jsonb[]) as n (id, case_id, skill_id, person_id, candidates)`,
      [decisions, caseIds, skillIds, people, candidates, randomUUID()],
    );
    await inside.rows(
      `with changed as (
         update agents a set load = load + n.given from (select id, count(*)::int as given from unnest($1::uuid[]) as n (id) group by id) n
         where a.person_id = n.id returning a.*)
       insert into agent_history (person_id, state, capacity, load, is_connected, idle_since, skills)
       select person_id, state, capacity, load, true, idle_since,
         coalesce((select jsonb_object_agg(s.skill_id, s.proficiency) from agent_skills s where s.person_id = changed.person_id), '{}')
       from changed`,
      [people],
    );
    await inside.rows(
      `insert into offers (id, case_id, person_id, skill_id, decision_id, offered_at, expires_at)
       select *, parley_now(), parley_now() + interval '10 min' from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[])`,
      [offers, caseIds, people, skillIds, decisions],
    );
    await inside.rows(
      `insert into timers (id, kind, due_at, case_id, ref_id)
       select id, 'offer-expires', parley_now() + interval '10 min', case_id, ref_id
       from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as n (id, case_id, ref_id)`,
      [timers, caseIds, offers],
    );
    await inside.rows(
      `insert into events (at, type, case_id, skill_id, person_id, facts, trace_id)
       select parley_now(), type, case_id, skill_id, person_id, '{}', 'trace'
       from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as n (case_id, skill_id, person_id),
         unnest(array['decision.recorded', 'offer.made']) as kinds (type)`,
      [caseIds, skillIds, people],
    );
  });
}
