import { type RefObject, useEffect } from 'react';
import { arrival } from '../arrival.ts';

export function focusComposer(field: RefObject<HTMLTextAreaElement | null>): void {
  const element = field.current;
  if (!element) return;
  element.focus({ preventScroll: true });
  element.setSelectionRange(element.value.length, element.value.length);
}

const elsewhere = 'input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"], [role="menu"]';

/** Whoever opens a case to answer it finds the caret in its field, unless they write elsewhere, or a screen keyboard would rise. */
export function useFocusOnOpen(caseId: string, field: RefObject<HTMLTextAreaElement | null>, isReady: boolean): void {
  useEffect(() => {
    if (!isReady || window.matchMedia('(pointer: coarse)').matches) return;
    if (arrival.takesCaret(caseId) && !document.activeElement?.closest(elsewhere)) focusComposer(field);
    return arrival.subscribe((answered) => answered === caseId && focusComposer(field));
  }, [caseId, field, isReady]);
}

export const focusFeed = (): void => document.querySelector<HTMLElement>('[data-feed]')?.focus();

/** The last message of one's own side: a failed one can then be retried by R. */
export const focusLastOwn = (): void => [...document.querySelectorAll<HTMLElement>('[data-feed] article[data-own]')].at(-1)?.focus();
