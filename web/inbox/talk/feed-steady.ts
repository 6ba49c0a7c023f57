/**
 * Another width wraps every bubble anew, and rows learn their heights one after the other. Until they have, each frame puts back what
 * was seen: the end where the end was in sight, else the first whole row at the height where it stood. A hand on the wheel ends it.
 */
import { type RefObject, useCallback, useEffect, useMemo, useRef } from 'react';

type Item = { key: unknown; start: number };
export type Placing = { measurementsCache: readonly Item[] };
export type Anchor = { key: unknown; below: number };

const calmFrames = 4;
const mostFrames = 90;

/** The first row that stands whole in sight, and how far below the upper edge it begins. */
export function anchorAt(items: readonly Item[], scrollTop: number): Anchor | null {
  const item = items.find(({ start }) => start >= scrollTop) ?? items.at(-1);
  return item ? { key: item.key, below: item.start - scrollTop } : null;
}

/** Where to scroll so that the row stands there again; null = it is gone. */
export function placeOf({ key, below }: Anchor, items: readonly Item[]): number | null {
  const item = items.find((each) => each.key === key);
  return item ? item.start - below : null;
}

type Parts = { scroller: RefObject<HTMLElement | null>; virtual: Placing; atEnd: RefObject<boolean> };
export type Steady = { note: () => void; isSettling: () => boolean };

const handEvents = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

export function useSteadyPlace({ scroller, virtual, atEnd }: Parts): Steady {
  const anchor = useRef<Anchor | null>(null);
  const frame = useRef(0);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const putBack = () => {
      const place = atEnd.current ? element.scrollHeight : anchor.current && placeOf(anchor.current, virtual.measurementsCache);
      if (place !== null && place !== element.scrollTop) element.scrollTop = place;
    };
    const stop = () => {
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
    const settle = () => {
      stop();
      let [calm, left, height] = [0, mostFrames, -1];
      const look = () => {
        putBack();
        calm = element.scrollHeight === height ? calm + 1 : 0;
        height = element.scrollHeight;
        left -= 1;
        frame.current = calm < calmFrames && left > 0 ? requestAnimationFrame(look) : 0;
      };
      look();
    };
    const observer = new ResizeObserver(settle);
    observer.observe(element);
    for (const name of handEvents) element.addEventListener(name, stop, { passive: true });
    return () => {
      stop();
      observer.disconnect();
      for (const name of handEvents) element.removeEventListener(name, stop);
    };
  }, [scroller, virtual, atEnd]);
  const note = useCallback(() => {
    if (scroller.current) anchor.current = anchorAt(virtual.measurementsCache, scroller.current.scrollTop);
  }, [scroller, virtual]);
  const isSettling = useCallback(() => frame.current !== 0, []);
  return useMemo(() => ({ note, isSettling }), [note, isSettling]);
}
