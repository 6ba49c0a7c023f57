/** Keys inside the conversation: from message to message, and what a message does with the others. */
import { defaultRangeExtractor, type Range } from '@tanstack/react-virtual';
import { type FocusEvent, type KeyboardEvent, type RefObject, useCallback, useMemo, useRef } from 'react';
import { type MessageKey, messageKeyOf } from '../../commands/message-keys.ts';
import { canRetry } from './can-retry.ts';
import { isComposing } from './composer-keys.ts';
import type { FeedRow } from './feed-rows.ts';
import type { MessageActs } from './MessageRow.tsx';
import type { Shown } from './pending.ts';

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
    const key = isComposing(event.nativeEvent) ? null : messageKeyOf(event);
    if (!key) return;
    if (key === 'leave') {
      event.preventDefault();
      focusList();
      return;
    }
    const { rows: now, acts: act } = latest.current;
    const index = indexOf(event.target as Element);
    const row = now[index];
    const target = stepOf(key, event, { index, count: now.length });
    if (target !== null) focusRow(event.currentTarget, target, scrollTo.current);
    else if (row?.kind === 'message' && actOn({ key, isOnButton: event.target instanceof HTMLButtonElement }, row.shown, act))
      event.stopPropagation();
    else return;
    event.preventDefault();
  }, []);

  return useMemo(() => ({ onKeyDown, onFocus, withFocused, scrollTo }), [onKeyDown, onFocus, withFocused]);
}

const indexOf = (element: Element): number => Number(element.closest('article')?.getAttribute('data-index') ?? -1);

/** Where a key leads; from the frame itself (-1) up means the newest, and letters are the list's. */
function stepOf(key: MessageKey, { code }: KeyboardEvent, { index, count }: { index: number; count: number }): number | null {
  const isOnRow = index >= 0;
  if (key === 'last') return count - 1;
  if (key === 'first') return 0;
  if (!isOnRow && (key === 'next' || code === 'KeyK')) return null;
  if (key === 'previous') return isOnRow ? Math.max(0, index - 1) : count - 1;
  return key === 'next' ? Math.min(count - 1, index + 1) : null;
}

/** Esc leads outwards: from the field to the messages, from the messages to the list. */
function focusList(): void {
  const list = document.querySelector('[data-pane="list"]');
  list?.querySelector<HTMLElement>('li [aria-current], [data-pane-start]')?.focus();
}

export function focusRow(feed: HTMLElement, index: number, scrollTo: (index: number) => void): void {
  const focus = () => feed.querySelector<HTMLElement>(`article[data-index="${index}"]`)?.focus({ preventScroll: true });
  scrollTo(index);
  focus();
  // A row outside the drawn range mounts with the next frame.
  requestAnimationFrame(focus);
}

type Pressed = { key: MessageKey; isOnButton: boolean };

/** R answers, and sends again what failed; Enter opens the picture, else goes to what is quoted. */
export function actOn({ key, isOnButton }: Pressed, { message, pending }: Shown, acts: MessageActs): boolean {
  if (key === 'answer') {
    if (canRetry(message, pending)) acts.retry(message, pending);
    else acts.quote(message);
    return true;
  }
  if (key !== 'open' || isOnButton) return false;
  if (message.content.kind === 'image') acts.openPicture(message);
  else if (message.quote) acts.openQuoted(message.quote.messageId);
  else return false;
  return true;
}
