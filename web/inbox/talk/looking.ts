/** Whether somebody looks at this page: only then is a case read, and only then told so to the customer. */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { CaseRow } from '#contract/cases.ts';
import { call } from '../../api/client.ts';

const isLooking = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

function subscribe(listener: () => void): () => void {
  window.addEventListener('focus', listener);
  window.addEventListener('blur', listener);
  document.addEventListener('visibilitychange', listener);
  return () => {
    window.removeEventListener('focus', listener);
    window.removeEventListener('blur', listener);
    document.removeEventListener('visibilitychange', listener);
  };
}

export const useIsLooking = (): boolean => useSyncExternalStore(subscribe, isLooking);

/** A burst of thirty lines is read once a second, not thirty times. */
const restMs = 1000;

/** Somebody else's case stays unread for them, however often I look at it. */
export function useMarkRead(row: CaseRow | undefined, isMine: boolean): void {
  const looks = useIsLooking();
  const caseId = row?.id;
  const unread = row?.unread ?? 0;
  const lastMessageAt = row?.lastMessageAt;
  const toldAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (!caseId || !lastMessageAt || !looks || !isMine || unread === 0) return;
    const timer = setTimeout(
      () => {
        toldAt.current = performance.now();
        void call('markRead', { caseId }).catch(() => undefined);
      },
      Math.max(0, toldAt.current + restMs - performance.now()),
    );
    return () => clearTimeout(timer);
  }, [caseId, lastMessageAt, looks, isMine, unread]);
}
