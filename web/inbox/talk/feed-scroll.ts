/** Keeps the end in sight while it is in sight, counts what comes while it is not, and asks for older messages in time. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Older } from './conversation.ts';
import { type Placing, useSteadyPlace } from './feed-steady.ts';
import type { Shown } from './pending.ts';

/** Within so many pixels of the end one is at the end. */
const endPx = 40;
const awayPx = 240;
const olderPx = 900;

type Parts = {
  scroller: RefObject<HTMLDivElement | null>;
  virtual: Placing & { scrollToEnd: () => void };
  shown: readonly Shown[];
  older: Older;
  hasOlder: boolean;
};
export type FeedScroll = { onScroll: () => void; isAway: boolean; below: number; toEnd: () => void };

export function useFeedScroll({ scroller, virtual, shown, older, hasOlder }: Parts): FeedScroll {
  const atEnd = useRef(true);
  const [isAway, setAway] = useState(false);
  const seenKey = useRef<string | null>(null);
  const lastKey = shown.at(-1)?.key ?? null;
  if (atEnd.current) seenKey.current = lastKey;

  const steady = useSteadyPlace({ scroller, virtual, atEnd });
  const toEnd = useCallback(() => virtual.scrollToEnd(), [virtual]);
  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    // What moves while rows are measured anew is nobody's wish.
    if (steady.isSettling()) return;
    steady.note();
    const distance = element.scrollHeight - element.scrollTop - element.clientHeight;
    atEnd.current = distance <= endPx;
    setAway(distance > awayPx);
    if (element.scrollTop < olderPx && hasOlder && !older.hasFailed) older.load();
  }, [scroller, hasOlder, older, steady]);

  useLayoutEffect(() => virtual.scrollToEnd(), [virtual]);

  // A first page that does not fill the pane would never be scrolled, so the next one would never be asked for.
  useEffect(() => {
    const element = scroller.current;
    if (element && shown.length > 0 && hasOlder && element.scrollHeight <= element.clientHeight + endPx && !older.hasFailed) older.load();
  }, [scroller, shown, hasOlder, older]);

  // What I send is always shown to me, also when I was reading far above.
  const ownKey = shown.findLast(({ pending }) => pending !== null)?.key ?? null;
  const lastOwn = useRef(ownKey);
  useLayoutEffect(() => {
    if (ownKey !== null && ownKey !== lastOwn.current) virtual.scrollToEnd();
    lastOwn.current = ownKey;
  }, [ownKey, virtual]);

  return { onScroll, isAway, below: isAway ? countBelow(shown, seenKey.current) : 0, toEnd };
}

type Placed = { scrollOffset: number | null };

/**
 * Older messages are put before relative to the place the virtualizer knows, and it learns of a scroll one frame late: a wheel
 * turned in that very frame would be undone. So it is told the true place first.
 */
export function useTruePlace(scroller: RefObject<HTMLElement | null>, oldestKey: string | undefined): RefObject<Placed | null> {
  const virtual = useRef<Placed>(null);
  const known = useRef(oldestKey);
  if (known.current !== oldestKey && virtual.current && scroller.current) virtual.current.scrollOffset = scroller.current.scrollTop;
  known.current = oldestKey;
  return virtual;
}

function countBelow(shown: readonly Shown[], seenKey: string | null): number {
  const seen = shown.findLastIndex(({ key }) => key === seenKey);
  return seen < 0 ? 0 : shown.slice(seen + 1).filter(({ message }) => message.direction === 'in').length;
}
