import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useConnection } from '../api/feed.ts';
import { casesQuery, offersQuery } from '../api/queries.ts';
import { useWords } from '../words/words.tsx';

const longLostMs = 10_000;

/** The tab's title says what waits: an offer first, a lost connection next, unread messages else. */
export function useTitle(): void {
  const { app, offer } = useWords();
  const { data: offers } = useQuery(offersQuery);
  const { data: mine } = useQuery(casesQuery('mine'));
  const isLongLost = useLongLost();
  const unread = mine?.rows.reduce((sum, row) => sum + row.unread, 0) ?? 0;
  const hasOffer = (offers?.rows.length ?? 0) > 0;
  useEffect(() => {
    const what = hasOffer ? `${offer.titleBadge} · ` : isLongLost ? '⚠ ' : unread > 0 ? `(${unread}) ` : '';
    document.title = what + app.name;
    return () => {
      document.title = app.name;
    };
  }, [hasOffer, isLongLost, unread, offer, app]);
}

function useLongLost(): boolean {
  const { state } = useConnection();
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (state !== 'lost') return setLong(false);
    const timer = setTimeout(() => setLong(true), longLostMs);
    return () => clearTimeout(timer);
  }, [state]);
  return isLong;
}
