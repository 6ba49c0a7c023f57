/** Offers as REST answers them and the feed tells them. */
import type { Offer } from '#contract/assignments.ts';
import type { Content } from '#contract/content.ts';
import { caseRowOf, selectCaseRows } from '../cases/queries.ts';
import { type Db, iso } from '../db/database.ts';
import { previewOf } from '../scene/case-patch.ts';

type Row = {
  id: string;
  personId: string;
  caseId: string;
  offeredAt: number;
  expiresAt: number;
  content: Content | null;
  queuedBecause: string | null;
};

/** Live ones only, oldest first; an offer that is over is left out. */
export async function selectOffers(db: Db, offerIds: readonly string[]): Promise<(Offer & { personId: string })[]> {
  if (offerIds.length === 0) return [];
  const rows = await db.rows<Row>(
    // What the customer wrote first since they wait; if nobody waits, what they wrote last.
    `select o.id, o.person_id as "personId", o.case_id as "caseId", o.offered_at as "offeredAt", o.expires_at as "expiresAt",
       coalesce(
         (select m.content from messages m where m.case_id = c.id and m.direction = 'in' and m.at >= c.waiting_since order by m.at, m.id limit 1),
         (select m.content from messages m where m.case_id = c.id and m.direction = 'in' order by m.at desc, m.id desc limit 1)) as content,
       (select e.facts ->> 'because' from events e where e.case_id = c.id and e.type = 'case.queued' order by e.id desc limit 1) as "queuedBecause"
     from offers o join cases c on c.id = o.case_id
     where o.id = any($1::uuid[]) and o.state = 'live' order by o.offered_at, o.id`,
    [offerIds],
  );
  const caseIds = rows.map((row) => row.caseId);
  const cases = new Map((await selectCaseRows(db, caseIds)).map((known) => [known.id, caseRowOf(known)]));
  return rows.flatMap((row) => {
    const shown = cases.get(row.caseId);
    if (!shown) return [];
    const { id, personId, offeredAt, expiresAt } = row;
    const facts = { because: becauseOf(row.queuedBecause), firstLine: firstLineOf(row.content) };
    return [{ id, personId, case: shown, ...facts, offeredAt: iso(offeredAt), expiresAt: iso(expiresAt) }];
  });
}

const becauseOf = (queued: string | null): Offer['because'] =>
  queued === 'reopened' ? 'reopened' : queued === 'unassigned' ? 'returned' : 'new';

const firstLineOf = (content: Content | null): string | null =>
  (content && previewOf(content, 'in').text?.trimStart().split(/\r?\n/, 1)[0]) || null;

/** The offers this person can still accept. */
export async function selectOfferIds(db: Db, personId: string): Promise<string[]> {
  const rows = await db.rows<{ id: string }>(
    "select id from offers where person_id = $1 and state = 'live' and expires_at >= parley_now() order by offered_at, id",
    [personId],
  );
  return rows.map((row) => row.id);
}

export type KnownOffer = {
  caseId: string;
  state: 'live' | 'accepted' | 'rejected' | 'timed-out' | 'withdrawn' | 'taken-over';
  assignedName: string | null;
};

/** Undefined when there is none of that id for this person: somebody else's does not exist. */
export async function findMyOffer(db: Db, offerId: string, personId: string): Promise<KnownOffer | undefined> {
  const [row] = await db.rows<KnownOffer>(
    `select o.case_id as "caseId", o.state, p.name as "assignedName"
     from offers o join cases c on c.id = o.case_id left join people p on p.id = c.assigned_to
     where o.id = $1 and o.person_id = $2`,
    [offerId, personId],
  );
  return row;
}
