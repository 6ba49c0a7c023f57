/** What the console keeps of the server, by key: the only copy of server data in the browser. The feed patches it (`reducer.ts`). */
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { CaseStatus, CaseView } from '#contract/cases.ts';
import type { FeedEvent } from '#contract/events.ts';
import type { Me } from '#contract/people.ts';
import { call } from './client.ts';
import { feed } from './feed.ts';
import {
  type CaseList,
  type Conversation,
  type Counts,
  type Offers,
  reduceAgent,
  reduceCase,
  reduceCaseList,
  reduceConversation,
  reduceOffers,
} from './reducer.ts';
import { isRefused } from './refusal.ts';

export type { CaseList, Conversation } from './reducer.ts';

export const keys = {
  welcome: ['welcome'] as const,
  me: ['me'] as const,
  agent: ['agent'] as const,
  offers: ['offers'] as const,
  counts: ['counts'] as const,
  cases: (view: CaseView, status?: CaseStatus | null) => ['cases', view, status ?? null] as const,
  case: (caseId: string) => ['case', caseId] as const,
  messages: (caseId: string) => ['messages', caseId] as const,
  decisions: (caseId: string) => ['decisions', caseId] as const,
  customer: (customerId: string) => ['customer', customerId] as const,
  stuck: ['stuck'] as const,
  channels: ['channels'] as const,
};

const pageSize = 50;
// The feed keeps these fresh, so they never go stale by age; comparing big lists field by field costs more than drawing them.
const live = { staleTime: Number.POSITIVE_INFINITY, structuralSharing: false, meta: { isLive: true } } as const;

/** Asks once the feed listens, and puts what it told meanwhile on top of the answer: nothing falls between the two. */
async function withEventsSince<Value>(
  ask: () => Promise<Value>,
  bring: (value: Value, events: readonly FeedEvent[]) => Value,
): Promise<Value> {
  const mark = await feed.listening();
  return bring(await ask(), feed.since(mark));
}

export const welcomeQuery = queryOptions({
  queryKey: keys.welcome,
  queryFn: ({ signal }) => call('readWelcome', {}, { signal }),
  staleTime: 60_000,
});

/** Null = nobody is signed in. */
export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: ({ signal }) => unless('signed-out', () => call('readMe', {}, { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Null = this person is no agent. */
export const agentQuery = queryOptions({
  queryKey: keys.agent,
  queryFn: ({ signal, client }) =>
    withEventsSince(
      async () =>
        client.getQueryData<Me | null>(keys.me)?.isAgent ? await unless('not-an-agent', () => call('readMyAgent', {}, { signal })) : null,
      (agent, events) => reduceAgent(agent, meIdOf(client), events),
    ),
  ...live,
});

async function unless<Value>(code: 'signed-out' | 'not-an-agent', ask: () => Promise<Value>): Promise<Value | null> {
  try {
    return await ask();
  } catch (error) {
    if (isRefused(error, code)) return null;
    throw error;
  }
}

export const meIdOf = (cache: QueryClient): string => cache.getQueryData<Me | null>(keys.me)?.id ?? '';

export const offersQuery = queryOptions({
  queryKey: keys.offers,
  queryFn: ({ signal, client }) =>
    withEventsSince<Offers>(
      () => call('listOffers', {}, { signal }),
      (offers, events) => reduceOffers(offers, meIdOf(client), events),
    ),
  ...live,
});

/** As many pages as were on screen, so that a refetch does not cut the list under the reader. */
export const casesQuery = (view: CaseView, status: CaseStatus | null = null) =>
  queryOptions({
    queryKey: keys.cases(view, status),
    queryFn: ({ signal, client }) => {
      const shown = client.getQueryData<CaseList>(keys.cases(view, status))?.rows.length ?? 0;
      return withEventsSince(
        async (): Promise<CaseList> => {
          let list: CaseList = { rows: [], next: null };
          do {
            const page = await readPage(client, { view, status, cursor: list.next, signal });
            list = { rows: [...list.rows, ...page.rows], next: page.next };
          } while (list.next !== null && list.rows.length < shown);
          return list;
        },
        (list, events) => reduceCaseList(list, { view, status, meId: meIdOf(client) }, events),
      );
    },
    ...live,
  });

type PageWanted = { view: CaseView; status: CaseStatus | null; cursor: string | null; signal?: AbortSignal };

async function readPage(cache: QueryClient, { view, status, cursor, signal }: PageWanted): Promise<CaseList> {
  const input = { view, limit: pageSize, ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) };
  const { counts, ...page } = await call('listCases', input, signal ? { signal } : {});
  cache.setQueryData<Counts>(keys.counts, counts);
  return page;
}

/** The page after the last row that is shown. */
export async function loadMoreCases(cache: QueryClient, view: CaseView, status: CaseStatus | null): Promise<void> {
  const key = keys.cases(view, status);
  const shown = cache.getQueryData<CaseList>(key);
  if (!shown?.next) return;
  const mark = await feed.listening();
  const page = await readPage(cache, { view, status, cursor: shown.next });
  cache.setQueryData<CaseList>(key, (now) => {
    if (!now || now.next !== shown.next) return now;
    const known = new Set(now.rows.map((row) => row.id));
    const list = { rows: [...now.rows, ...page.rows.filter((row) => !known.has(row.id))], next: page.next };
    return reduceCaseList(list, { view, status, meId: meIdOf(cache) }, feed.since(mark));
  });
}

/** How many cases wait and are mine; every page of a list tells it, the feed keeps it. */
export const countsQuery = queryOptions({
  queryKey: keys.counts,
  queryFn: async ({ signal }): Promise<Counts> => (await call('listCases', { view: 'mine', limit: 1 }, { signal })).counts,
  staleTime: Number.POSITIVE_INFINITY,
});

export const caseQuery = (caseId: string) =>
  queryOptions({
    queryKey: keys.case(caseId),
    queryFn: ({ signal }) => withEventsSince(() => call('readCase', { caseId }, { signal }), reduceCase),
    ...live,
  });

/** As far back as was on screen, so that a refetch does not pull the past away from the reader. */
export const messagesQuery = (caseId: string) =>
  queryOptions({
    queryKey: keys.messages(caseId),
    queryFn: ({ signal, client }) => {
      const shown = client.getQueryData<Conversation>(keys.messages(caseId))?.rows.length ?? 0;
      return withEventsSince<Conversation>(
        async () => {
          let found: Conversation = { rows: [], next: null };
          do {
            const page = await call('listMessages', { caseId, limit: pageSize, ...(found.next ? { before: found.next } : {}) }, { signal });
            found = { rows: [...page.rows, ...found.rows], next: page.next };
          } while (found.next !== null && found.rows.length < shown);
          return found;
        },
        (found, events) => reduceConversation(found, caseId, events),
      );
    },
    ...live,
  });

/** The page before the oldest message that is shown. */
export async function loadEarlier(cache: QueryClient, caseId: string): Promise<void> {
  const shown = cache.getQueryData<Conversation>(keys.messages(caseId));
  if (!shown?.next) return;
  const page = await call('listMessages', { caseId, before: shown.next, limit: pageSize });
  cache.setQueryData<Conversation>(keys.messages(caseId), (now) => {
    if (!now || now.next !== shown.next) return now;
    const known = new Set(now.rows.map((row) => row.id));
    return { rows: [...page.rows.filter((row) => !known.has(row.id)), ...now.rows], next: page.next };
  });
}

export const customerQuery = (customerId: string) =>
  queryOptions({
    queryKey: keys.customer(customerId),
    queryFn: ({ signal }) => call('readCustomer', { customerId }, { signal }),
    staleTime: 30_000,
  });

export const channelsQuery = queryOptions({
  queryKey: keys.channels,
  queryFn: ({ signal }) => call('listChannels', {}, { signal }),
});

export const decisionsQuery = (caseId: string) =>
  queryOptions({
    queryKey: keys.decisions(caseId),
    queryFn: ({ signal }) => call('listDecisions', { caseId }, { signal }),
    staleTime: 10_000,
  });
