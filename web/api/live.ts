/** Events into the cache, in two beats: bubbles, offers and states with the next frame; the order of lists and counters four times a second. */
import type { QueryClient } from '@tanstack/react-query';
import type { AgentStatus } from '#contract/agents.ts';
import type { CaseDetail, CaseStatus, CaseView } from '#contract/cases.ts';
import type { FeedEvent } from '#contract/events.ts';
import type { Output } from './client.ts';
import { feed } from './feed.ts';
import { countsQuery, keys, meIdOf } from './queries.ts';
import {
  type CaseList,
  type Conversation,
  type Counts,
  isAllowanceChanged,
  newerRow,
  type Offers,
  reduceAgent,
  reduceCase,
  reduceCaseList,
  reduceConversation,
  reduceCounts,
  reduceOffers,
} from './reducer.ts';
import { openUnhurried, type Unhurried } from './unhurried.ts';

const listBeatMs = 250;
const hiddenBeatMs = 250;
const countsBeatMs = 3000;
const askBeatMs = 250;
/** More than this many waiting is faster fetched than told. */
const mostWaiting = 500;

type CustomerCard = Output<'readCustomer'>;

/** Starts patching; gives back how to stop. */
export function keepLive(cache: QueryClient): () => void {
  let forFrame: FeedEvent[] = [];
  let forLists: FeedEvent[] = [];
  let isFlushDue = false;
  let listTimer = 0;
  let countsTimer = 0;
  const again = openUnhurried({
    ask: (key) => void cache.invalidateQueries({ queryKey: key, exact: true }),
    later: (ms, run) => {
      const timer = window.setTimeout(run, ms);
      return () => window.clearTimeout(timer);
    },
    restMs: askBeatMs,
  });

  const flushFrame = () => {
    if (!isFlushDue) return;
    isFlushDue = false;
    const events = forFrame;
    forFrame = [];
    applyNow(cache, events, again);
  };
  const flushLists = () => {
    listTimer = 0;
    const events = forLists;
    forLists = [];
    if (!applyToLists(cache, events)) countsTimer ||= window.setTimeout(askCounts, countsBeatMs);
  };
  const askCounts = () => {
    countsTimer = 0;
    void cache.fetchQuery({ ...countsQuery, staleTime: 0 }).catch(() => undefined);
  };
  const resync = () => {
    forFrame = [];
    forLists = [];
    void cache.invalidateQueries({ predicate: (query) => query.meta?.isLive === true });
    void cache.invalidateQueries({ queryKey: keys.counts });
  };
  const stopListening = feed.listen((news) => {
    if (news.kind === 'resync' || news.kind === 'access-changed') return resync();
    if (news.kind !== 'events') return;
    forFrame.push(...news.events);
    forLists.push(...news.events);
    if (forLists.length > mostWaiting) return resync();
    if (!isFlushDue) {
      isFlushDue = true;
      // Frames stop in hidden tabs; a timer does not. Whichever comes first.
      requestAnimationFrame(flushFrame);
      window.setTimeout(flushFrame, hiddenBeatMs);
    }
    listTimer ||= window.setTimeout(flushLists, listBeatMs);
  });
  return () => {
    stopListening();
    again.stop();
    for (const timer of [listTimer, countsTimer]) window.clearTimeout(timer);
  };
}

/** What must be seen at once: the conversation, the case's facts, offers, my state. */
function applyNow(cache: QueryClient, events: readonly FeedEvent[], again: Unhurried): void {
  const meId = meIdOf(cache);
  patch<Offers>(cache, keys.offers, (offers) => reduceOffers(offers, meId, events));
  patch<AgentStatus | null>(cache, keys.agent, (agent) => reduceAgent(agent, meId, events));
  for (const [key, shown] of cache.getQueriesData<Conversation>({ queryKey: ['messages'] })) {
    const caseId = key[1] as string;
    if (shown) patch<Conversation>(cache, key, (now) => reduceConversation(now, caseId, events));
  }
  for (const [key, shown] of cache.getQueriesData<CaseDetail>({ queryKey: ['case'] })) {
    if (!shown) continue;
    const after = reduceCase(shown, events);
    if (after === shown) continue;
    cache.setQueryData(key, after);
    if (isAllowanceChanged(shown, after.case)) again.ask(key);
  }
  for (const [key, card] of cache.getQueriesData<CustomerCard>({ queryKey: ['customer'] })) {
    if (card) patch<CustomerCard>(cache, key, (now) => reduceCard(now, events));
  }
  for (const event of events) askAgain(again, event);
}

function reduceCard(card: CustomerCard, events: readonly FeedEvent[]): CustomerCard {
  const cases = card.cases.map((row) => newerRow(row, events));
  return cases.every((row, place) => row === card.cases[place]) ? card : { ...card, cases };
}

/** The few things events only name: asked again when they are on screen. */
function askAgain(again: Unhurried, { type, facts, case: row, caseGone }: FeedEvent): void {
  // The answer says what is left to see of it.
  if (caseGone) again.ask(keys.case(caseGone));
  if (row && /^(?:decision|offer|assignment)\./.test(type)) again.ask(keys.decisions(row.id));
  if (/^(?:customer|identity)\./.test(type)) again.ask(keys.customer(String(facts.customerId)));
  // Names on messages change, and messages change cases.
  const isJoined = type === 'case.joined' || facts.because === 'joined';
  if (row && (isJoined || type === 'customer.renamed' || type === 'customer.joined')) again.ask(keys.messages(row.id));
  if (type === 'case.opened' && row) again.ask(keys.customer(row.customer.id));
}

/** True when the counters are exact without asking. */
function applyToLists(cache: QueryClient, events: readonly FeedEvent[]): boolean {
  const meId = meIdOf(cache);
  let isChanged = false;
  for (const [key, list] of cache.getQueriesData<CaseList>({ queryKey: ['cases'] })) {
    if (!list) continue;
    const [, view, status] = key as readonly [string, CaseView, CaseStatus | null];
    const after = reduceCaseList(list, { view, status, meId }, events);
    if (after === list) continue;
    isChanged = true;
    cache.setQueryData(key, after);
  }
  const mine = cache.getQueryData<CaseList>(keys.cases('mine'));
  const waiting = cache.getQueryData<CaseList>(keys.cases('waiting'));
  patch<Counts>(cache, keys.counts, (counts) => reduceCounts(counts, { mine, waiting }));
  return !isChanged || (mine?.next === null && waiting?.next === null);
}

function patch<Value>(cache: QueryClient, key: readonly unknown[], reduce: (value: Value) => Value): void {
  const before = cache.getQueryData<Value>(key);
  if (before === undefined) return;
  const after = reduce(before);
  if (after !== before) cache.setQueryData<Value>(key, after);
}
