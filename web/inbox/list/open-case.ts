import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';
import { caseQuery, messagesQuery } from '../../api/queries.ts';
import { arrival } from '../arrival.ts';

export type OpenCase = (caseId: string) => void;

/** Opens a case to answer it: the caret goes into its field. */
export function useOpenCase(): OpenCase {
  const show = useShowCase();
  return useCallback(
    (caseId) => {
      arrival.toAnswer(caseId);
      show(caseId);
    },
    [show],
  );
}

/** Opens a case to look at it: whatever has the focus keeps it. */
export function useWalkToCase(): OpenCase {
  const show = useShowCase();
  return useCallback(
    (caseId) => {
      arrival.toLook(caseId);
      show(caseId);
    },
    [show],
  );
}

function useShowCase(): OpenCase {
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
