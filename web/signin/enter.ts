import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { Me } from '#contract/people.ts';
import { owner } from '../api/client.ts';
import { keys } from '../api/queries.ts';
import { tabs } from '../api/tabs.ts';
import { preferences } from '../preferences.ts';

/** What follows from being signed in: my language, an empty cache, and the page I wanted; a page that was somebody else's is left for a new one. */
export function useEnter(): (me: Me, next?: string) => void {
  const cache = useQueryClient();
  const router = useRouter();
  return (me, next) => {
    tabs.say({ kind: 'entered', personId: me.id });
    preferences.change({ language: me.language });
    const before = owner.read();
    if (before !== null && before !== me.id) return location.replace('/');
    cache.clear();
    cache.setQueryData(keys.me, me);
    void router.navigate({ href: next ?? '/' });
  };
}
