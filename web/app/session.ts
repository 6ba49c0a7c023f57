/** Leaving because the server no longer knows the session, or knows somebody else by it. Signing out stands in `leaving/`. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useRef } from 'react';
import type { Me } from '#contract/people.ts';
import { call, onSignedOut } from '../api/client.ts';
import { feed } from '../api/feed.ts';
import { keepLive } from '../api/live.ts';
import { keys } from '../api/queries.ts';
import { Refusal } from '../api/refusal.ts';
import { afterWord, tabs } from '../api/tabs.ts';
import { toasts } from '../ui/toasts.ts';
import { useWords } from '../words/words.tsx';
import { clearAway } from './leaving/leave.ts';
import { useMe } from './me.ts';

function forget(cache: QueryClient): void {
  feed.stop();
  cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.me[0] && queryKey[0] !== keys.welcome[0] });
}

/** Feed on, cache live, and the way back to this page when the session ends. */
export function useSession(): void {
  const cache = useQueryClient();
  const me = useMe();
  const { connection } = useWords();
  const leave = useLeave(me.id);
  useEffect(() => {
    feed.start(me.id);
    return keepLive(cache);
  }, [cache, me.id]);
  useEffect(() => {
    const stops = [
      onSignedOut(leave),
      feed.listen((news) => {
        if (news.kind === 'state' && news.state === 'signed-out') leave();
        if (news.kind !== 'access-changed') return;
        void cache.invalidateQueries({ queryKey: keys.me });
        toasts.show({ text: connection.accessChanged });
      }),
      tabs.hear((word) => {
        const next = afterWord(word, me.id);
        if (next === 'leave') void clearAway(cache, me.id);
        if (next === 'begin-anew') location.replace('/');
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [cache, me.id, leave, connection]);
  useEffect(() => {
    // The browser may show a page again as it was left: by then it may be somebody else's.
    const look = ({ persisted }: PageTransitionEvent) => persisted && location.reload();
    window.addEventListener('pageshow', look);
    return () => window.removeEventListener('pageshow', look);
  }, []);
}

function useLeave(meId: string): () => void {
  const cache = useQueryClient();
  const router = useRouter();
  const isLeaving = useRef(false);
  return useCallback(() => {
    if (isLeaving.current || router.state.location.pathname === '/sign-in') return;
    isLeaving.current = true;
    const next = router.state.location.href;
    void whoIsThere().then(async (there) => {
      // Signed in again in another tab: the same person goes on here, another one begins on a page of their own.
      if (there) return there.id === meId ? location.reload() : location.replace('/');
      // The sign-in page looks at this; the page that is left keeps its own memory of who it was drawn for.
      cache.setQueryData(keys.me, null);
      await router.navigate({ to: '/sign-in', search: { next, why: 'signed-out' }, ignoreBlocker: true });
      forget(cache);
    });
  }, [cache, router, meId]);
}

const againMs = 2_000;

/** By the cookie alone; asked until there is an answer, for without a network nobody knows whose page this is now. */
async function whoIsThere(): Promise<Me | null> {
  for (;;) {
    try {
      return await call('readMe', {});
    } catch (error) {
      if (error instanceof Refusal) return null;
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  }
}
