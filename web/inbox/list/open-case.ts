import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';
import { caseQuery, messagesQuery } from '../../api/queries.ts';

export type OpenCase = (caseId: string) => void;

export function useOpenCase(): OpenCase {
  const router = useRouter();
  return useCallback(
    (caseId) => {
      void router.navigate({
        to: '/inbox/{-$caseId}',
        params: { caseId },
        search: (before) => ({ ...before, view: before.view ?? 'mine' }),
      });
    },
    [router],
  );
}

/** A case somebody is about to open: its answers are under way before the click. */
export function usePreload(): (caseId: string) => void {
  const cache = useQueryClient();
  return useCallback(
    (caseId) => {
      void cache.prefetchQuery(caseQuery(caseId));
      void cache.prefetchQuery(messagesQuery(caseId));
    },
    [cache],
  );
}
