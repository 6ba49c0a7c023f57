/** Writers of offers (each with its timer), assignments and decisions. What ends does so before anything begins on the same case. */
import type { SceneEventOf } from '#engine/events.ts';
import { type Db, iso } from '../db/database.ts';
import type { Batch } from './batch.ts';
import { Conflict } from './conflict.ts';

/** Of the rules in `engine/routing`; grows when an old decision could no longer be worked out by them. */
const ruleVersion = 1;

/** Only a live offer can end, and be accepted only in time: the loser of a race finds no row. */
export async function endOffers(db: Db, batch: Batch): Promise<void> {
  const ended = batch.of('offer.ended');
  if (ended.length === 0) return;
  const rows = await db.rows<{ id: string }>(
    `with done as (delete from timers where kind = 'offer-expires' and ref_id = any($1::uuid[]))
     update offers o set state = n.outcome, ended_at = n.at, ended_xid = pg_current_xact_id()
     from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as n (id, outcome, at)
     where o.id = n.id and o.state = 'live' and (n.outcome <> 'accepted' or n.at <= o.expires_at)
     returning o.id`,
    [ended.map((event) => event.offerId), ended.map((event) => event.outcome), ended.map((event) => iso(event.at))],
  );
  if (rows.length !== ended.length) throw new Conflict('offer-over');
}

export async function makeOffers(db: Db, batch: Batch): Promise<void> {
  const made = batch.of('offer.made');
  if (made.length === 0) return;
  const rows = await db.rows<{ id: string }>(
    `with made as (
       insert into offers (id, case_id, person_id, skill_id, decision_id, offered_at, expires_at)
       select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[], $7::timestamptz[])
       on conflict (case_id) where state = 'live' do nothing
       returning id, case_id, expires_at)
     insert into timers (id, kind, due_at, case_id, ref_id)
     select timer_id, 'offer-expires', made.expires_at, made.case_id, made.id
     from made join unnest($1::uuid[], $8::uuid[]) as timer (offer_id, timer_id) on timer.offer_id = made.id
     returning ref_id as id`,
    [
      made.map((event) => event.offerId),
      made.map((event) => event.caseId),
      made.map((event) => event.personId),
      made.map((event) => event.skillId),
      made.map((event) => event.decisionId),
      made.map((event) => iso(event.at)),
      made.map((event) => iso(event.expiresAt)),
      made.map(() => batch.newId()),
    ],
  );
  if (rows.length !== made.length) throw new Conflict('offer-over');
}

export async function writeAssignments(db: Db, batch: Batch): Promise<void> {
  const ended = batch.of('assignment.ended');
  if (ended.length > 0) await endAssignments(db, ended);
  const started = batch.of('assignment.started');
  if (started.length === 0) return;
  const rows = await db.rows<{ id: string }>(
    `insert into assignments (id, case_id, person_id, offer_id, is_override, started_at)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::boolean[], $6::timestamptz[])
     on conflict (case_id) where ended_at is null do nothing
     returning id`,
    [
      started.map((event) => event.assignmentId),
      started.map((event) => event.caseId),
      started.map((event) => event.personId),
      started.map((event) => event.offerId),
      started.map((event) => event.isOverride),
      started.map((event) => iso(event.at)),
    ],
  );
  if (rows.length !== started.length) throw new Conflict('already-assigned');
}

async function endAssignments(db: Db, ended: readonly SceneEventOf<'assignment.ended'>[]): Promise<void> {
  const rows = await db.rows<{ id: string }>(
    `update assignments a set ended_at = n.at, because = n.because, ended_xid = pg_current_xact_id()
     from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as n (id, because, at)
     where a.id = n.id and a.ended_at is null
     returning a.id`,
    [ended.map((event) => event.assignmentId), ended.map((event) => event.because), ended.map((event) => iso(event.at))],
  );
  if (rows.length !== ended.length) throw new Conflict('not-assigned-to-you');
}

export async function writeDecisions(db: Db, batch: Batch): Promise<void> {
  const recorded = batch.of('decision.recorded');
  if (recorded.length === 0) return;
  const decisions = recorded.map((event) => event.decision);
  await db.rows(
    `insert into decisions (id, case_id, skill_id, at, trigger, snapshot, round_id, ordinal, rule_version, chosen_id, candidates, excluded)
     select id, case_id, skill_id, at, trigger, snapshot, round_id, ordinal, ${ruleVersion}, chosen_id, candidates, excluded
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::pg_snapshot[], $7::uuid[], $8::int[], $9::uuid[],
       $10::jsonb[], $11::jsonb[])
       as n (id, case_id, skill_id, at, trigger, snapshot, round_id, ordinal, chosen_id, candidates, excluded)`,
    [
      decisions.map((decision) => decision.id),
      decisions.map((decision) => decision.caseId),
      decisions.map((decision) => decision.skillId),
      recorded.map((event) => iso(event.at)),
      decisions.map((decision) => decision.trigger),
      recorded.map((event) => event.snapshot),
      recorded.map((event) => event.roundId),
      decisions.map((decision) => decision.ordinal),
      decisions.map((decision) => decision.chosenId),
      decisions.map((decision) => JSON.stringify(decision.candidates)),
      decisions.map((decision) => JSON.stringify(decision.excluded)),
    ],
  );
}
