/** Cases as REST answers them and the feed tells them: one shape, read in one go for any number of cases. */
import type { CasePlace, CaseRow, CaseStatus } from '#contract/cases.ts';
import type { Preview } from '#contract/content.ts';
import { windowClosesAt } from '#engine/message/window.ts';
import type { CaseFacts } from '#engine/role/may.ts';
import { type Db, iso } from '../db/database.ts';

/** A case with what decides who may see it. */
export type KnownCase = CaseRow & { facts: CaseFacts };

type Row = {
  id: string;
  number: number;
  customerId: string;
  customerName: string;
  channelId: string;
  channelName: string;
  skillId: string | null;
  skillName: string | null;
  status: CaseStatus;
  place: CasePlace | null;
  assignedTo: string | null;
  assignedName: string | null;
  offeredTo: string | null;
  offeredName: string | null;
  unread: number;
  preview: Preview | null;
  lastMessageAt: number;
  waitingSince: number | null;
  lastCustomerMessageAt: number | null;
  openedAt: number;
  version: number;
};

/** In the order of the ids; an id without a case is left out. */
export async function selectCaseRows(db: Db, caseIds: readonly string[]): Promise<KnownCase[]> {
  if (caseIds.length === 0) return [];
  const rows = await db.rows<Row>(
    `select c.id, c.number, c.customer_id as "customerId", u.name as "customerName", c.channel_id as "channelId", n.name as "channelName",
       c.skill_id as "skillId", s.name as "skillName", c.status, c.place, c.assigned_to as "assignedTo", p.name as "assignedName",
       o.person_id as "offeredTo", op.name as "offeredName", c.unread, c.preview, c.last_message_at as "lastMessageAt", c.waiting_since as "waitingSince",
       c.last_customer_message_at as "lastCustomerMessageAt", c.opened_at as "openedAt", c.version
     from unnest($1::uuid[]) with ordinality as wanted (id, place)
     join cases c on c.id = wanted.id
     join customers u on u.id = c.customer_id
     join channels n on n.id = c.channel_id
     left join skills s on s.id = c.skill_id
     left join people p on p.id = c.assigned_to
     left join offers o on o.case_id = c.id and o.state = 'live'
     left join people op on op.id = o.person_id
     order by wanted.place`,
    [caseIds],
  );
  return rows.map(knownCase);
}

function knownCase(row: Row): KnownCase {
  return {
    id: row.id,
    number: row.number,
    customer: { id: row.customerId, name: row.customerName },
    channel: { id: row.channelId, name: row.channelName },
    skill: named(row.skillId, row.skillName),
    status: row.status,
    place: row.place,
    assignedTo: named(row.assignedTo, row.assignedName),
    offeredTo: named(row.offeredTo, row.offeredName),
    unread: row.unread,
    preview: row.preview,
    lastMessageAt: iso(row.lastMessageAt),
    waitingSince: instantOf(row.waitingSince),
    windowClosesAt: instantOf(windowClosesAt(row.lastCustomerMessageAt)),
    openedAt: iso(row.openedAt),
    version: row.version,
    facts: { channelId: row.channelId, skillId: row.skillId, assignedTo: row.assignedTo, offeredTo: row.offeredTo },
  };
}

const named = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? '' });
const instantOf = (ms: number | null) => (ms === null ? null : iso(ms));

/** What is told: the facts stay on this side. */
export function caseRowOf({ facts: _facts, ...row }: KnownCase): CaseRow {
  return row;
}
