/** From a quote to what it quotes: older pages are loaded until it is there, or it is said that it is not. */
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { toasts } from '../../ui/toasts.ts';
import { useWords } from '../../words/words.tsx';
import type { Older } from './conversation.ts';
import { focusRow } from './feed-keys.ts';
import type { FeedRow } from './feed-rows.ts';

const litMs = 2000;

export type Search = { kind: 'found'; index: number } | { kind: 'load' } | { kind: 'wait' } | { kind: 'missing' };

/** What to do next for a message that somebody wants to see. */
export function searchFor(
  messageId: string,
  rows: readonly FeedRow[],
  past: { hasOlder: boolean; isLoading: boolean; hasFailed: boolean },
): Search {
  const index = rows.findIndex((row) => row.kind === 'message' && row.shown.message.id === messageId);
  if (index >= 0) return { kind: 'found', index };
  if (past.isLoading) return { kind: 'wait' };
  return past.hasOlder && !past.hasFailed ? { kind: 'load' } : { kind: 'missing' };
}

type Parts = {
  rows: readonly FeedRow[];
  hasOlder: boolean;
  older: Older;
  scroller: RefObject<HTMLDivElement | null>;
  scrollTo: (index: number) => void;
};
export type Quoted = { open: (messageId: string | null) => void; litKey: string | null };

export function useQuoted({ rows, hasOlder, older, scroller, scrollTo }: Parts): Quoted {
  const { talk } = useWords();
  const [wantedId, want] = useState<string | null>(null);
  const [litKey, light] = useState<string | null>(null);
  const say = useCallback(() => void toasts.show({ text: talk.feed.quotedMissing }), [talk]);
  const go = useRef(scrollTo);
  go.current = scrollTo;
  const { isLoading, hasFailed, load } = older;
  useEffect(() => {
    if (wantedId === null) return;
    const search = searchFor(wantedId, rows, { hasOlder, isLoading, hasFailed });
    if (search.kind === 'wait') return;
    if (search.kind === 'load') return load();
    want(null);
    if (search.kind === 'missing') return say();
    light(rows[search.index]?.key ?? null);
    if (scroller.current) focusRow(scroller.current, search.index, go.current);
  }, [wantedId, rows, hasOlder, isLoading, hasFailed, load, scroller, say]);
  useEffect(() => {
    if (litKey === null) return;
    const timer = window.setTimeout(() => light(null), litMs);
    return () => window.clearTimeout(timer);
  }, [litKey]);
  const open = useCallback((messageId: string | null) => (messageId === null ? say() : want(messageId)), [say]);
  return { open, litKey };
}
