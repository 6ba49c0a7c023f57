/** What the console keeps of the server, by key: the only copy of server data in the browser. The feed patches it (`reducer.ts`). */
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { CaseRow, CaseStatus, CaseView } from '#contract/cases.ts';
import type { Message } from '#contract/messages.ts';
import { call } from './client.ts';
import { isRefused } from './refusal.ts';

export const keys = {
  welcome: ['welcome'] as const,
  me: ['me'] as const,
  agent: ['agent'] as const,
  offers: ['offers'] as const,
  counts: ['counts'] as const,
  channels: ['channels'] as const,
  cases: (view: CaseView, status?: CaseStatus) => ['cases', view, status ?? null] as const,
  case: (caseId: string) => ['case', caseId] as const,
  messages: (caseId: string) => ['messages', caseId] as const,
  decisions: (caseId: string) => ['decisions', caseId] as const,
  customer: (customerId: string) => ['customer', customerId] as const,
  stuck: ['stuck'] as const,
};

/** Rows in the order of the list, all pages loaded so far; `next` fetches the page after them. */
export type CaseList = { rows: CaseRow[]; next: string | null };
/** Messages in the order of the conversation; `next` fetches the page before them. */
export type Conversation = { rows: Message[]; next: string | null };

// The feed keeps these fresh, so they never go stale by age; comparing big lists field by field costs more than drawing them.
const live = { staleTime: Number.POSITIVE_INFINITY, structuralSharing: false } as const;

export const welcomeQuery = queryOptions({
  queryKey: keys.welcome,
  queryFn: ({ signal }) => call('readWelcome', {}, { signal }),
  staleTime: 60_000,
});

/** Null = nobody is signed in. */
export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: async ({ signal }) => {
    try {
      return await call('readMe', {}, { signal });
    } catch (error) {
      if (isRefused(error, 'signed-out')) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** Null = this person is no agent. */
export const agentQuery = queryOptions({
  queryKey: keys.agent,
  queryFn: async ({ signal }) => {
    try {
      return await call('readMyAgent', {}, { signal });
    } catch (error) {
      if (isRefused(error, 'not-an-agent')) return null;
      throw error;
    }
  },
  ...live,
});

export const offersQuery = queryOptions({ queryKey: keys.offers, queryFn: ({ signal }) => call('listOffers', {}, { signal }), ...live });

export const channelsQuery = queryOptions({
  queryKey: keys.channels,
  queryFn: ({ signal }) => call('listChannels', {}, { signal }),
  staleTime: 60_000,
});

export const caseQuery = (caseId: string) =>
  queryOptions({ queryKey: keys.case(caseId), queryFn: ({ signal }) => call('readCase', { caseId }, { signal }), ...live });

export const messagesQuery = (caseId: string) =>
  queryOptions({
    queryKey: keys.messages(caseId),
    queryFn: ({ signal }): Promise<Conversation> => call('listMessages', { caseId, limit: 50 }, { signal }),
    ...live,
  });

export const customerQuery = (customerId: string) =>
  queryOptions({
    queryKey: keys.customer(customerId),
    queryFn: ({ signal }) => call('readCustomer', { customerId }, { signal }),
    staleTime: 30_000,
  });

export const decisionsQuery = (caseId: string) =>
  queryOptions({
    queryKey: keys.decisions(caseId),
    queryFn: ({ signal }) => call('listDecisions', { caseId }, { signal }),
    staleTime: 10_000,
  });

/** The page before the oldest message that is shown. */
export async function loadEarlier(cache: QueryClient, caseId: string): Promise<void> {
  const shown = cache.getQueryData<Conversation>(keys.messages(caseId));
  if (!shown?.next) return;
  const page = await call('listMessages', { caseId, before: shown.next, limit: 50 });
  cache.setQueryData<Conversation>(keys.messages(caseId), (now) => {
    if (!now || now.next !== shown.next) return now;
    const known = new Set(now.rows.map((row) => row.id));
    return { rows: [...page.rows.filter((row) => !known.has(row.id)), ...now.rows], next: page.next };
  });
}
