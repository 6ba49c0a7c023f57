/** Leaving: by one's own wish, or because the server no longer knows the session. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { call, onSignedOut } from '../api/client.ts';
import { feed } from '../api/feed.ts';
import { keepLive } from '../api/live.ts';
import { keys } from '../api/queries.ts';
import { toasts } from '../ui/toasts.ts';
import { useWords } from '../words/words.tsx';
import { failureSentence } from './failure.ts';
import { useMe } from './me.ts';

function forget(cache: QueryClient): void {
  feed.stop();
  cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.me[0] && queryKey[0] !== keys.welcome[0] });
}

export function useSignOut(): () => void {
  const cache = useQueryClient();
  const router = useRouter();
  const words = useWords();
  return () => {
    void call('signOut', {}).then(
      () => {
        cache.setQueryData(keys.me, null);
        void router.navigate({ to: '/sign-in', ignoreBlocker: true }).then(() => forget(cache));
      },
      (error: unknown) => toasts.show({ text: failureSentence(error, words), tone: 'danger' }),
    );
  };
}

/** Feed on, cache live, and the way back to this page when the session ends. */
export function useSession(): void {
  const cache = useQueryClient();
  const router = useRouter();
  const me = useMe();
  const { connection } = useWords();
  useEffect(() => {
    feed.start(me.id);
    return keepLive(cache);
  }, [cache, me.id]);
  useEffect(() => {
    const leave = () => {
      if (router.state.location.pathname === '/sign-in') return;
      const next = router.state.location.href;
      // The sign-in page looks at this; the page that is left keeps its own memory of who it was drawn for.
      cache.setQueryData(keys.me, null);
      void router.navigate({ to: '/sign-in', search: { next, why: 'signed-out' }, ignoreBlocker: true }).then(() => forget(cache));
    };
    const stops = [
      onSignedOut(leave),
      feed.listen((news) => {
        if (news.kind === 'state' && news.state === 'signed-out') leave();
        if (news.kind !== 'access-changed') return;
        void cache.invalidateQueries({ queryKey: keys.me });
        toasts.show({ text: connection.accessChanged });
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [cache, router, connection]);
}
