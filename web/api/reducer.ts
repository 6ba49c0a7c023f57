/** What an event changes in what is kept: pure, one function per kind of value. The same value comes back when nothing changed. */
import type { AgentStatus } from '#contract/agents.ts';
import type { Offer } from '#contract/assignments.ts';
import type { CaseDetail, CaseRow, CaseStatus, CaseView } from '#contract/cases.ts';
import type { FeedEvent } from '#contract/events.ts';
import type { Message } from '#contract/messages.ts';

/** Rows in the order of the list, all pages loaded so far; `next` fetches the page after them. */
export type CaseList = { rows: CaseRow[]; next: string | null };
/** Messages in the order of the conversation; `next` fetches the page before them. */
export type Conversation = { rows: Message[]; next: string | null };
export type Counts = { mine: number; waiting: number };
/** `over`: the last offer that ended without my doing, to be shown once in grey; `by`: who took it over, as far as I may know. */
export type Offers = { rows: Offer[]; over?: { offer: Offer; outcome: string; by: string | null } };
export type ListKind = { view: CaseView; status: CaseStatus | null; meId: string };

/** The server's rules of membership and order (`server/cases/list.ts`) once more, for rows that change while they are seen. */
export function belongs(row: CaseRow, { view, status, meId }: ListKind): boolean {
  if (status !== null && row.status !== status) return false;
  if (view === 'mine') return row.assignedTo?.id === meId;
  if (view === 'all') return true;
  const isLive = row.status !== 'closed' && row.status !== 'trashed';
  return isLive && row.assignedTo === null && (row.waitingSince !== null || row.place !== 'parked');
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const orders: Record<CaseView, (a: CaseRow, b: CaseRow) => number> = {
  mine: (a, b) => Date.parse(b.lastMessageAt) - Date.parse(a.lastMessageAt) || compareText(b.id, a.id),
  all: (a, b) => Date.parse(b.lastMessageAt) - Date.parse(a.lastMessageAt) || compareText(b.id, a.id),
  waiting: (a, b) => waitedSince(a) - waitedSince(b) || compareText(a.id, b.id),
};
const waitedSince = (row: CaseRow): number => (row.waitingSince === null ? Number.MAX_SAFE_INTEGER : Date.parse(row.waitingSince));

export function reduceCaseList(list: CaseList, kind: ListKind, events: readonly FeedEvent[]): CaseList {
  const changes = latestRows(events);
  if (changes.size === 0) return list;
  const known = new Map(list.rows.map((row) => [row.id, row]));
  const order = orders[kind.view];
  // With a page still to come, a row behind the last one we have belongs to that page.
  const end = list.next === null ? null : (list.rows.at(-1) ?? null);
  let isChanged = false;
  for (const [caseId, row] of changes) {
    const before = known.get(caseId);
    if (row && before && before.version > row.version) continue;
    const isShown = row !== null && belongs(row, kind) && !(end && caseId !== end.id && order(row, end) > 0);
    if (isShown) known.set(caseId, row);
    else if (before) known.delete(caseId);
    isChanged ||= isShown || before !== undefined;
  }
  return isChanged ? { rows: [...known.values()].sort(order), next: list.next } : list;
}

/** Of each case only the last word counts; null = no longer visible. */
function latestRows(events: readonly FeedEvent[]): Map<string, CaseRow | null> {
  const rows = new Map<string, CaseRow | null>();
  for (const event of events) {
    if (event.caseGone) rows.set(event.caseGone, null);
    const row = event.case;
    if (!row) continue;
    const before = rows.get(row.id);
    if (!before || before.version <= row.version) rows.set(row.id, row);
  }
  return rows;
}

export const newerRow = (before: CaseRow, events: readonly FeedEvent[]): CaseRow => {
  const after = latestRows(events).get(before.id);
  return after && after.version >= before.version ? after : before;
};

export function reduceCase(detail: CaseDetail, events: readonly FeedEvent[]): CaseDetail {
  const row = newerRow(detail.case, events);
  const known = new Set(detail.lines.map((line) => line.id));
  const lines = events.flatMap((event) => (event.line && event.case?.id === row.id && !known.has(event.line.id) ? [event.line] : []));
  return row === detail.case && lines.length === 0 ? detail : { ...detail, case: row, lines: [...detail.lines, ...lines] };
}

/**
 * What may be done depends on these; the feed does not tell it, so it has to be asked again. Each message moves the window's end,
 * which changes something only where a shut window stood against writing: that it shuts is the clock's word, not the server's.
 */
export const isAllowanceChanged = ({ case: before, allowed }: CaseDetail, after: CaseRow): boolean =>
  before.status !== after.status ||
  before.place !== after.place ||
  before.assignedTo?.id !== after.assignedTo?.id ||
  before.offeredTo?.id !== after.offeredTo?.id ||
  (before.windowClosesAt !== after.windowClosesAt && Object.values(allowed).some((refusal) => refusal?.code === 'window-shut'));

const orderOfMessages = (a: Message, b: Message): number => Date.parse(a.at) - Date.parse(b.at) || compareText(a.id, b.id);

export function reduceConversation(shown: Conversation, caseId: string, events: readonly FeedEvent[]): Conversation {
  const told = events.flatMap((event) => (event.message?.caseId === caseId ? [event.message] : []));
  return told.length === 0 ? shown : mergeMessages(shown, told);
}

/** Later words replace earlier ones; a message before the oldest page that is shown comes with its page. */
export function mergeMessages(shown: Conversation, told: readonly Message[]): Conversation {
  const rows = new Map(shown.rows.map((row) => [row.id, row]));
  const first = shown.next === null ? null : (shown.rows[0] ?? null);
  for (const message of told) {
    if (first && !rows.has(message.id) && orderOfMessages(message, first) < 0) continue;
    rows.set(message.id, message);
  }
  return { rows: [...rows.values()].sort(orderOfMessages), next: shown.next };
}

export function reduceOffers(offers: Offers, meId: string, events: readonly FeedEvent[]): Offers {
  let { rows } = offers;
  let over = offers.over;
  for (const { type, offer, facts, case: row } of events) {
    if (offer) rows = [...rows.filter((each) => each.id !== offer.id), offer];
    if (type !== 'offer.ended' || facts.personId !== meId) continue;
    const ended = rows.find((each) => each.id === facts.offerId);
    if (!ended) continue;
    rows = rows.filter((each) => each !== ended);
    const isMyDoing = facts.outcome === 'accepted' || facts.outcome === 'rejected';
    if (!isMyDoing)
      over = { offer: { ...ended, case: row ?? ended.case }, outcome: String(facts.outcome), by: row?.assignedTo?.name ?? null };
  }
  const fresh = rows.map((each) => {
    const row = newerRow(each.case, events);
    return row === each.case ? each : { ...each, case: row };
  });
  if (over === offers.over && fresh.length === offers.rows.length && fresh.every((each, place) => each === offers.rows[place]))
    return offers;
  const sorted = fresh.sort((a, b) => Date.parse(a.offeredAt) - Date.parse(b.offeredAt) || compareText(a.id, b.id));
  return over ? { rows: sorted, over } : { rows: sorted };
}

export function reduceAgent(agent: AgentStatus | null, meId: string, events: readonly FeedEvent[]): AgentStatus | null {
  return events.reduce((now, event) => (event.agent?.personId === meId ? event.agent : now), agent);
}

/** Exact where a list is loaded to its end; else what was told stays, and has to be asked again. */
export function reduceCounts(counts: Counts, lists: { mine?: CaseList | undefined; waiting?: CaseList | undefined }): Counts {
  const mine = lists.mine?.next === null ? lists.mine.rows.length : counts.mine;
  const waiting = lists.waiting?.next === null ? lists.waiting.rows.length : counts.waiting;
  return mine === counts.mine && waiting === counts.waiting ? counts : { mine, waiting };
}
