/** The open case as the screen draws it. The components that use this are keyed by the case, so each case starts afresh. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { CaseDetail } from '#contract/cases.ts';
import type { Message } from '#contract/messages.ts';
import { caseQuery, loadEarlier, messagesQuery } from '../../api/queries.ts';
import { useMe } from '../../app/me.ts';
import { useDesk } from './desk.ts';
import { firstUnread } from './feed-rows.ts';
import { isCaseMissing } from './gone.ts';
import { reconcile, type Shown } from './pending.ts';

const noMessages: readonly Message[] = [];

export type OpenCase = {
  detail: CaseDetail | undefined;
  shown: Shown[] | undefined;
  hasOlder: boolean;
  unreadFrom: string | null;
  error: Error | null;
  /** It has left this person's sight; what is shown is how they last saw it. */
  isGone: boolean;
  retry: () => void;
};

export function useOpenCase(caseId: string): OpenCase {
  const me = useMe();
  const { outbox } = useDesk();
  const detail = useQuery(caseQuery(caseId));
  const messages = useQuery(messagesQuery(caseId));
  const pending = useSyncExternalStore(
    outbox.subscribe,
    useCallback(() => outbox.listOf(caseId), [outbox, caseId]),
  );
  const rows = messages.data?.rows;
  const shown = useMemo(() => rows && reconcile(rows, pending, me), [rows, pending, me]);
  return {
    detail: detail.data,
    shown,
    hasOlder: Boolean(messages.data?.next),
    unreadFrom: useUnreadFrom(rows ?? noMessages, detail.data?.case.unread ?? null),
    error: detail.error ?? messages.error,
    isGone: detail.data !== undefined && isCaseMissing(detail.error),
    retry: () => {
      void detail.refetch();
      void messages.refetch();
    },
  };
}

/** The case without what every message moves, so that header and field rest while messages pour in. */
export function useSettled(detail: CaseDetail | undefined): CaseDetail | undefined {
  const kept = useRef<{ sign: string; detail: CaseDetail } | null>(null);
  if (!detail) return undefined;
  const { id, number, customer, channel, skill, status, place, assignedTo } = detail.case;
  const sign = JSON.stringify([id, number, customer, channel, skill, status, place, assignedTo, detail.allowed]);
  if (kept.current?.sign !== sign) kept.current = { sign, detail };
  return kept.current.detail;
}

/** Where the divider stands: set when the case is opened with unread messages or some come while nobody looks, then it stays. */
function useUnreadFrom(messages: readonly Message[], unread: number | null): string | null {
  const kept = useRef<{ from: string | null; waiting: number }>({ from: null, waiting: 0 });
  const isKnown = useRef(false);
  const now = kept.current;
  // The count is gone as soon as the case is marked read, which may be before its messages are here.
  if (unread !== null && (!isKnown.current || !document.hasFocus())) {
    isKnown.current = true;
    if (unread > 0) now.waiting = unread;
  }
  if (now.waiting > 0 && messages.length > 0) kept.current = { from: firstUnread(messages, now.waiting), waiting: 0 };
  return kept.current.from;
}

export type Older = { isLoading: boolean; hasFailed: boolean; load: () => void };

export function useOlder(caseId: string): Older {
  const cache = useQueryClient();
  const [state, setState] = useState<'idle' | 'loading' | 'failed'>('idle');
  const isBusy = useRef(false);
  const load = useCallback(() => {
    if (isBusy.current) return;
    isBusy.current = true;
    setState('loading');
    void loadEarlier(cache, caseId)
      .then(
        () => setState('idle'),
        () => setState('failed'),
      )
      .finally(() => {
        isBusy.current = false;
      });
  }, [cache, caseId]);
  return useMemo(() => ({ isLoading: state === 'loading', hasFailed: state === 'failed', load }), [state, load]);
}
