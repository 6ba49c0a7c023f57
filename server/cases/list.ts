/** Pages and counts of the case lists. Each statement walks an index in the order of its page; none sorts more than it answers. */
import { z } from 'zod';
import type { CaseStatus, CaseView } from '#contract/cases.ts';
import type { Db } from '../db/database.ts';
import { type Scope, scopeValues, visibleSql } from './visibility.ts';

/** Where a page ended: the sort key in microseconds (null sorts last in `waiting`) and the id that breaks ties. */
export type Place = { at: number | null; id: string };
export type Wanted = { view: CaseView; status: CaseStatus | null; after: Place | null; limit: number };
export type Counts = { mine: number; waiting: number };

/** Counting stops here: beyond it the exact number helps nobody. */
const mostCounted = 1_000;

type Found = { id: string; at: number | null };

/** One more than the limit, so that the caller knows whether there is a next page. */
export async function selectCasePage(db: Db, scope: Scope, wanted: Wanted): Promise<Place[]> {
  const { view, status, after, limit } = wanted;
  const start = view === 'waiting' ? firstWaiting : firstRecent;
  const { at, id } = after ?? start;
  return db.rows<Found>(listSql[view], [...scopeValues(scope), status, at, id, limit + 1]);
}

const firstWaiting: Place = { at: 0, id: '00000000-0000-0000-0000-000000000000' };
const firstRecent: Place = { at: Date.UTC(9999, 0) * 1000, id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

const instantSql = (parameter: string) => `(timestamptz 'epoch' + ${parameter}::bigint * interval '1 microsecond')`;
const microsecondsSql = (column: string) => `(extract(epoch from ${column}) * 1000000)::bigint`;

const waitingSql = `c.closed_at is null and c.assigned_to is null and (c.waiting_since is not null or c.place <> 'parked')`;
const byStatus = (alias: string) => `($6::text is null or ${alias}.status = $6)`;
const beforePlace = (alias: string) => `(${alias}.last_message_at, ${alias}.id) < (${instantSql('$7')}, $8::uuid)`;

/** Exported for the test that looks at their plans. */
export const listSql: Record<CaseView, string> = {
  mine: `select c.id, ${microsecondsSql('c.last_message_at')} as at from cases c
    where c.assigned_to = $1 and ${visibleSql} and ${byStatus('c')} and ${beforePlace('c')}
    order by c.last_message_at desc, c.id desc limit $9`,
  waiting: `select c.id, ${microsecondsSql('c.waiting_since')} as at from cases c
    where ${waitingSql} and ${visibleSql} and ${byStatus('c')}
      and case when $7::bigint is null then c.waiting_since is null and c.id > $8::uuid
        else c.waiting_since is null or (c.waiting_since, c.id) > (${instantSql('$7')}, $8::uuid) end
    order by c.waiting_since, c.id limit $9`,
  // One range per channel or skill, each cut to a page, then merged: a rare skill costs as little as a common one.
  all: `with found as (
      select r.id, r.last_message_at from unnest($2::uuid[]) as seen (id) cross join lateral (
        select c.id, c.last_message_at from cases c where c.channel_id = seen.id and ${byStatus('c')} and ${beforePlace('c')}
        order by c.last_message_at desc, c.id desc limit $9) r
      union
      select r.id, r.last_message_at from unnest($4::uuid[]) as had (id) cross join lateral (
        select c.id, c.last_message_at from cases c
        where c.skill_id = had.id and c.channel_id = any($3::uuid[]) and ${byStatus('c')} and ${beforePlace('c')}
        order by c.last_message_at desc, c.id desc limit $9) r
      union
      select c.id, c.last_message_at from cases c
      where c.assigned_to = $1 and c.channel_id = any($5::uuid[]) and ${byStatus('c')} and ${beforePlace('c')}
      union
      select c.id, c.last_message_at from offers o join cases c on c.id = o.case_id
      where o.person_id = $1 and o.state = 'live' and c.channel_id = any($5::uuid[]) and ${byStatus('c')} and ${beforePlace('c')})
    select f.id, ${microsecondsSql('f.last_message_at')} as at from found f order by f.last_message_at desc, f.id desc limit $9`,
};

export async function selectCounts(db: Db, scope: Scope): Promise<Counts> {
  const [counts] = await db.rows<Counts>(
    `select (select count(*) from cases c where c.assigned_to = $1 and ${visibleSql}) as mine,
       (select count(*) from (select from cases c where ${waitingSql} and ${visibleSql} limit ${mostCounted}) w) as waiting`,
    scopeValues(scope),
  );
  if (!counts) throw new Error('Nothing was counted.');
  return counts;
}

const placed = z.tuple([
  z.enum(['m', 'w', 'a']),
  z
    .number()
    .int()
    .min(0)
    .max(firstRecent.at ?? 0)
    .nullable(),
  z.uuid(),
]);
const letters = { mine: 'm', waiting: 'w', all: 'a' } as const;

/** Opaque to clients, of no use to forgers: it names a place in a list, and what the list holds is decided anew on every page. */
export const writeCursor = (view: CaseView, { at, id }: Place): string =>
  Buffer.from(JSON.stringify([letters[view], at, id])).toString('base64url');

/** Undefined for a cursor that was not made here, or for another view. */
export function readCursor(view: CaseView, cursor: string): Place | undefined {
  try {
    const [letter, at, id] = placed.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return letter === letters[view] && (at !== null || view === 'waiting') ? { at, id } : undefined;
  } catch {
    return undefined;
  }
}
