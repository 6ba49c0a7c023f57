import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { Me } from '#contract/people.ts';
import { keys } from '../api/queries.ts';
import { preferences } from '../preferences.ts';

/** What follows from being signed in: my language, an empty cache, and the page I wanted. */
export function useEnter(): (me: Me, next?: string) => void {
  const cache = useQueryClient();
  const router = useRouter();
  return (me, next) => {
    cache.clear();
    cache.setQueryData(keys.me, me);
    preferences.change({ language: me.language });
    void router.navigate({ href: next ?? '/' });
  };
}
