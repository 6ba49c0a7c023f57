import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Offer } from '#contract/assignments.ts';
import { useNow } from '../../api/clock.ts';
import { offersQuery } from '../../api/queries.ts';
import type { Offers } from '../../api/reducer.ts';
import { frontOffer, inView } from './front-offer.ts';

/** The one in front first; one whose time is up here is not shown while the server still thinks about it. */
export function useLiveOffers(): Offer[] {
  const { data } = useQuery(offersQuery);
  const chosen = useSyncExternalStore(frontOffer.subscribe, frontOffer.read);
  const hasAny = (data?.rows.length ?? 0) > 0;
  const now = useNow(hasAny ? 1000 : 3_600_000);
  return inView(data?.rows.filter((offer) => Date.parse(offer.expiresAt) > now) ?? [], chosen);
}

const shownMs = 6000;
type Over = NonNullable<Offers['over']>;

/** The offer that just ended without my doing, for a few seconds. */
export function useOverOffer(): { over: Over | undefined; dismiss: () => void } {
  const { data } = useQuery(offersQuery);
  const over = data?.over;
  const [gone, setGone] = useState<string | null>(null);
  const offerId = over?.offer.id;
  useEffect(() => {
    if (!offerId) return;
    const timer = setTimeout(() => setGone(offerId), shownMs);
    return () => clearTimeout(timer);
  }, [offerId]);
  return { over: over && over.offer.id !== gone ? over : undefined, dismiss: () => setGone(offerId ?? null) };
}
