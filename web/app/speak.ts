import { useQueryClient } from '@tanstack/react-query';
import type { Language } from '#contract/basics.ts';
import { call } from '../api/client.ts';
import { keys } from '../api/queries.ts';
import { preferences } from '../preferences.ts';

/** The language is also the server's business: refusals and notifications are written in it. */
export function useSpeak(): (language: Language) => void {
  const cache = useQueryClient();
  return (language) => {
    preferences.change({ language });
    // The page speaks it already; if the server cannot be told now, it is told with the next change.
    void call('updateMe', { language })
      .then((me) => cache.setQueryData(keys.me, me))
      .catch(() => undefined);
  };
}
