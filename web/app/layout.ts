/** How many panes fit. One place decides, so that list, card and offers agree. */
import { useParams, useRouterState } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { usePreferences } from '../preferences.ts';

/** `three`: list, conversation, card · `drawer`: the card is a drawer · `two`: list or conversation · `one`: the same, without the rail. */
export type Width = 'three' | 'drawer' | 'two' | 'one';

const edges = { three: '(min-width: 1280px)', drawer: '(min-width: 1024px)', two: '(min-width: 640px)' } as const;

function subscribe(listener: () => void): () => void {
  const queries = Object.values(edges).map((edge) => window.matchMedia(edge));
  for (const query of queries) query.addEventListener('change', listener);
  return () => {
    for (const query of queries) query.removeEventListener('change', listener);
  };
}

function readWidth(): Width {
  const fits = (edge: keyof typeof edges) => window.matchMedia(edges[edge]).matches;
  return fits('three') ? 'three' : fits('drawer') ? 'drawer' : fits('two') ? 'two' : 'one';
}

export const useWidth = (): Width => useSyncExternalStore(subscribe, readWidth);

export type InboxLayout = {
  width: Width;
  isInbox: boolean;
  caseId: string | undefined;
  hasList: boolean;
  hasConversation: boolean;
  hasCard: boolean;
};

export function useInboxLayout(): InboxLayout {
  const width = useWidth();
  const { isListHidden, isCardHidden } = usePreferences();
  const { caseId } = useParams({ strict: false });
  const isInbox = useRouterState({ select: (state) => state.location.pathname.startsWith('/inbox') });
  const isWide = width === 'three' || width === 'drawer';
  return {
    width,
    isInbox,
    caseId,
    hasList: isInbox && (isWide ? !isListHidden : caseId === undefined),
    hasConversation: isInbox && (isWide || caseId !== undefined),
    hasCard: isInbox && width === 'three' && !isCardHidden && caseId !== undefined,
  };
}
