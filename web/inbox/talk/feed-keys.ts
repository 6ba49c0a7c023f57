/** Keys inside the conversation: from message to message, R to answer or to retry, Enter to see a picture large. */
import { defaultRangeExtractor, type Range } from '@tanstack/react-virtual';
import { type FocusEvent, type KeyboardEvent, type RefObject, useCallback, useMemo, useRef } from 'react';
import { canRetry } from './can-retry.ts';
import type { FeedRow } from './feed-rows.ts';
import type { MessageActs } from './MessageRow.tsx';

export type FeedKeys = {
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  onFocus: (event: FocusEvent<HTMLElement>) => void;
  /** The focused row stays mounted however far it is scrolled away, or the keyboard would lose its place. */
  withFocused: (range: Range) => number[];
  scrollTo: RefObject<(index: number) => void>;
};

export function useFeedKeys(rows: readonly FeedRow[], acts: MessageActs): FeedKeys {
  const focusedKey = useRef<string | null>(null);
  const latest = useRef({ rows, acts });
  latest.current = { rows, acts };
  const scrollTo = useRef<(index: number) => void>(() => undefined);

  const withFocused = useCallback((range: Range): number[] => {
    const indexes = defaultRangeExtractor(range);
    const focused = latest.current.rows.findIndex(({ key }) => key === focusedKey.current);
    return focused < 0 || indexes.includes(focused) ? indexes : [...indexes, focused].sort((a, b) => a - b);
  }, []);

  const onFocus = useCallback((event: FocusEvent<HTMLElement>) => {
    focusedKey.current = latest.current.rows[indexOf(event.target)]?.key ?? null;
  }, []);

  const onKeyDown = useCallback((event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      focusList();
      return;
    }
    const { rows: now, acts: act } = latest.current;
    const index = indexOf(event.target as Element);
    const row = now[index];
    const target = stepOf(event, index, now.length);
    if (target !== null) focusRow(event.currentTarget, target, scrollTo.current);
    else if (row?.kind === 'message' && actOn(event, row, act)) event.stopPropagation();
    else return;
    event.preventDefault();
  }, []);

  return useMemo(() => ({ onKeyDown, onFocus, withFocused, scrollTo }), [onKeyDown, onFocus, withFocused]);
}

const indexOf = (element: Element): number => Number(element.closest('article')?.getAttribute('data-index') ?? -1);

/** Where a key leads; from the frame itself (-1) up means the newest. */
function stepOf({ key, code }: KeyboardEvent, index: number, count: number): number | null {
  const isOnRow = index >= 0;
  if (key === 'End') return count - 1;
  if (key === 'Home') return 0;
  if (key === 'ArrowUp' || key === 'PageUp' || (isOnRow && code === 'KeyK')) return isOnRow ? Math.max(0, index - 1) : count - 1;
  if (isOnRow && (key === 'ArrowDown' || key === 'PageDown' || code === 'KeyJ')) return Math.min(count - 1, index + 1);
  return null;
}

/** Esc leads outwards: from the field to the messages, from the messages to the list. */
function focusList(): void {
  const list = document.querySelector('[data-pane="list"]');
  list?.querySelector<HTMLElement>('li [aria-current], [data-pane-start]')?.focus();
}

function focusRow(feed: HTMLElement, index: number, scrollTo: (index: number) => void): void {
  const focus = () => feed.querySelector<HTMLElement>(`article[data-index="${index}"]`)?.focus({ preventScroll: true });
  scrollTo(index);
  focus();
  // A row outside the drawn range mounts with the next frame.
  requestAnimationFrame(focus);
}

function actOn(event: KeyboardEvent, row: Extract<FeedRow, { kind: 'message' }>, acts: MessageActs): boolean {
  const { message, pending } = row.shown;
  if (event.code === 'KeyR') {
    if (canRetry(message, pending)) acts.retry(message, pending);
    else acts.quote(message);
    return true;
  }
  if (event.key !== 'Enter' || message.content.kind !== 'image' || event.target instanceof HTMLButtonElement) return false;
  acts.openPicture(message);
  return true;
}
