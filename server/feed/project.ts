/** Today's state of what a batch of events is about, read once for all who hear it, in exactly the shapes REST answers. */
import type { AgentStatus } from '#contract/agents.ts';
import type { Offer } from '#contract/assignments.ts';
import type { CaseLine } from '#contract/cases.ts';
import type { FeedEvent } from '#contract/events.ts';
import type { Message } from '#contract/messages.ts';
import { selectAgentStatuses } from '../agents/queries.ts';
import { linesOf } from '../cases/lines.ts';
import { caseRowOf, type KnownCase, selectCaseRows } from '../cases/queries.ts';
import { type Db, iso } from '../db/database.ts';
import { selectMessages } from '../messages/queries.ts';
import { selectOffers } from '../offers/queries.ts';
import { type Hearing, tellingOf } from './hearing.ts';
import type { News } from './news.ts';

export type Projections = {
  cases: ReadonlyMap<string, KnownCase>;
  messages: ReadonlyMap<string, Message>;
  lines: ReadonlyMap<News, CaseLine | null>;
  offers: ReadonlyMap<string, Offer & { personId: string }>;
  agents: ReadonlyMap<string, AgentStatus>;
};

const messageOf = ({ facts }: News): string | null => (typeof facts.messageId === 'string' ? facts.messageId : null);
const offerOf = ({ type, facts }: News): string | null =>
  type === 'offer.made' && typeof facts.offerId === 'string' ? facts.offerId : null;

export async function project(db: Db, heard: readonly News[]): Promise<Projections> {
  const wanted = { cases: new Set<string>(), messages: new Set<string>(), offers: new Set<string>(), agents: new Set<string>() };
  const want = (ids: Set<string>, id: string | null) => void (id !== null && ids.add(id));
  for (const news of heard) {
    const telling = tellingOf(news.type);
    if (telling?.case) want(wanted.cases, news.caseId);
    if (telling?.message) want(wanted.messages, messageOf(news));
    if (telling?.mine) want(wanted.agents, news.personId);
    want(wanted.offers, offerOf(news));
  }
  const withLine = heard.filter((news) => tellingOf(news.type)?.line);
  const [cases, messages, offers, agents, lines] = await Promise.all([
    selectCaseRows(db, [...wanted.cases]),
    selectMessages(db, [...wanted.messages]),
    selectOffers(db, [...wanted.offers]),
    selectAgentStatuses(db, [...wanted.agents]),
    linesOf(db, withLine),
  ]);
  return {
    cases: byId(cases),
    messages: byId(messages),
    offers: byId(offers),
    agents: new Map(agents.map((agent) => [agent.personId, agent])),
    lines: new Map(withLine.map((news, index) => [news, lines[index] ?? null])),
  };
}

const byId = <T extends { id: string }>(rows: readonly T[]): Map<string, T> => new Map(rows.map((row) => [row.id, row]));

export function feedEventOf(news: News, hearing: Hearing, { projections, id }: { projections: Projections; id: string }): FeedEvent {
  const { type, at, traceId, caseId } = news;
  // Whoever lost a case hears that, and not where it went.
  const event: FeedEvent = { id, type, at: iso(at), traceId, facts: hearing.sees || hearing.isMine ? news.facts : {} };
  if (hearing.lost && caseId !== null) event.caseGone = caseId;
  if (hearing.sees) addCase(event, news, projections);
  if (hearing.isMine) addMine(event, news, projections);
  return event;
}

function addCase(event: FeedEvent, news: News, { cases, messages, lines }: Projections): void {
  const telling = tellingOf(news.type);
  const known = telling?.case ? cases.get(news.caseId ?? '') : undefined;
  if (known) event.case = caseRowOf(known);
  const line = lines.get(news);
  if (line) event.line = line;
  const message = telling?.message ? messages.get(messageOf(news) ?? '') : undefined;
  if (message) event.message = message;
}

function addMine(event: FeedEvent, news: News, { offers, agents }: Projections): void {
  const offer = offers.get(offerOf(news) ?? '');
  if (offer && offer.personId === news.personId) {
    const { personId: _, ...shown } = offer;
    event.offer = shown;
  }
  const agent = agents.get(news.personId ?? '');
  if (agent) event.agent = agent;
}
