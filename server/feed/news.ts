/** What is new in the log, with what decides who may hear it: the facts of the case as they are now. */
import type { CaseFacts } from '#engine/role/may.ts';
import type { LoggedEvent } from '../cases/lines.ts';
import type { Db } from '../db/database.ts';
import type { Position } from './position.ts';

export type News = LoggedEvent & {
  xid: number;
  caseId: string | null;
  customerId: string | null;
  /** Whom it concerns personally. */
  personId: string | null;
  traceId: string;
  /** Null = it is about no case that exists. */
  about: CaseFacts | null;
  /** The skill a case was queued on before: those who only see that skill lose it. */
  leftSkillId: string | null;
};

type Row = Omit<News, 'xid' | 'about' | 'leftSkillId'> & {
  xid: string;
  channelId: string | null;
  skillId: string | null;
  assignedTo: string | null;
  offeredTo: string | null;
};

const columns = `e.xid::text as xid, e.id, e.at, e.type, e.case_id as "caseId", e.customer_id as "customerId", e.person_id as "personId",
  e.actor_id as "actorId", e.facts, e.trace_id as "traceId", c.channel_id as "channelId", c.skill_id as "skillId",
  c.assigned_to as "assignedTo", o.person_id as "offeredTo"`;
const joins = `left join cases c on c.id = e.case_id left join offers o on o.case_id = e.case_id and o.state = 'live'`;

/** `count` and `last` are of the log itself; `rows` may be fewer, or more where one event is about several cases. */
export type Read = { rows: News[]; count: number; last: Position | null };

/** In the order of the log, below the oldest open transaction: ids are given before they are committed. */
export async function selectNews(db: Db, after: Position, limit: number): Promise<Read> {
  const rows = await db.rows<Row>(
    `select ${columns} from (
       select * from events where (xid, id) > ($1::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
       order by xid, id limit $3) e ${joins} order by e.xid, e.id`,
    [String(after.xid), after.id, limit],
  );
  return complete(db, rows);
}

/** What a reader missed, up to where the others are. */
export async function selectMissed(db: Db, range: { after: Position; upTo: Position }, limit: number): Promise<Read> {
  const { after, upTo } = range;
  const rows = await db.rows<Row>(
    `select ${columns} from (
       select * from events where (xid, id) > ($1::xid8, $2::bigint) and (xid, id) <= ($3::xid8, $4::bigint)
       order by xid, id limit $5) e ${joins} order by e.xid, e.id`,
    [String(after.xid), after.id, String(upTo.xid), upTo.id, limit],
  );
  return complete(db, rows);
}

/** Committed already, but an older transaction is still open: it will be readable in a moment. */
export async function hasHeldNews(db: Db): Promise<boolean> {
  const [row] = await db.rows<{ isThere: boolean }>(
    'select exists (select from events where xid >= pg_snapshot_xmin(pg_current_snapshot())) as "isThere"',
  );
  return row?.isThere ?? false;
}

async function complete(db: Db, rows: readonly Row[]): Promise<Read> {
  const news = rows.map(newsOf);
  const last = news.at(-1);
  await findLeftSkills(db, news);
  return { rows: await spreadOverCases(db, news), count: news.length, last: last ? { xid: last.xid, id: last.id } : null };
}

function newsOf({ channelId, skillId, assignedTo, offeredTo, ...row }: Row): News {
  const about = channelId === null ? null : { channelId, skillId, assignedTo, offeredTo };
  return { ...row, xid: Number(row.xid), about, leftSkillId: null };
}

async function findLeftSkills(db: Db, news: readonly News[]): Promise<void> {
  const queued = news.filter((each) => each.type === 'case.queued' && each.caseId !== null);
  if (queued.length === 0) return;
  const rows = await db.rows<{ id: number; skillId: string }>(
    `select q.id, b."skillId" from unnest($1::uuid[], $2::bigint[]) as q (case_id, id) cross join lateral (
       select e.facts ->> 'skillId' as "skillId" from events e
       where e.case_id = q.case_id and e.id < q.id and e.type = 'case.queued' order by e.id desc limit 1) b`,
    [queued.map((each) => each.caseId), queued.map((each) => each.id)],
  );
  const left = new Map(rows.map((row) => [row.id, row.skillId]));
  for (const each of queued) each.leftSkillId = left.get(each.id) ?? null;
}

/** A customer's newest cases show their name; older ones are read afresh when somebody opens them. */
const casesPerCustomer = 20;
const aboutCustomers: readonly string[] = ['customer.renamed', 'customer.joined', 'identity.added', 'identity.ended'];

/** What is about a customer is about each of their cases: who sees none of them hears nothing. */
async function spreadOverCases(db: Db, news: News[]): Promise<News[]> {
  const customerIds = news.flatMap((each) => (aboutCustomers.includes(each.type) && each.customerId ? [each.customerId] : []));
  if (customerIds.length === 0) return news;
  const rows = await db.rows<CaseFacts & { caseId: string; customerId: string }>(
    `select c.id as "caseId", c.customer_id as "customerId", c.channel_id as "channelId", c.skill_id as "skillId",
       c.assigned_to as "assignedTo", o.person_id as "offeredTo"
     from unnest($1::uuid[]) as u (id) cross join lateral (
       select * from cases where customer_id = u.id order by opened_at desc limit ${casesPerCustomer}) c
     left join offers o on o.case_id = c.id and o.state = 'live'`,
    [[...new Set(customerIds)]],
  );
  return news.flatMap((each) => {
    if (!aboutCustomers.includes(each.type)) return [each];
    const theirs = rows.filter((row) => row.customerId === each.customerId);
    return theirs.map(({ caseId, customerId: _, ...about }): News => ({ ...each, caseId, about }));
  });
}
