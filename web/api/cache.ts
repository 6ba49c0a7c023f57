import { QueryClient } from '@tanstack/react-query';
import { Refusal } from './refusal.ts';

/** Server data lives here and nowhere else. A refusal is an answer: asking again would not change it. */
export function openCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (times, error) => !(error instanceof Refusal) && times < 3,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
        gcTime: 10 * 60_000,
      },
      mutations: { networkMode: 'always' },
    },
  });
}
