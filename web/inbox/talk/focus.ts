import { type RefObject, useEffect } from 'react';

export function focusComposer(field: RefObject<HTMLTextAreaElement | null>): void {
  const element = field.current;
  if (!element) return;
  element.focus({ preventScroll: true });
  element.setSelectionRange(element.value.length, element.value.length);
}

/** Opening a case puts the caret into its field, unless somebody is writing elsewhere, a dialog is open, or a screen keyboard would rise. */
export function useFocusOnOpen(field: RefObject<HTMLTextAreaElement | null>, isReady: boolean): void {
  useEffect(() => {
    if (!isReady || window.matchMedia('(pointer: coarse)').matches) return;
    const now = document.activeElement;
    if (now?.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"], [role="menu"]')) return;
    focusComposer(field);
  }, [field, isReady]);
}

export const focusFeed = (): void => document.querySelector<HTMLElement>('[data-feed]')?.focus();

/** The last message of one's own side: a failed one can then be retried by R. */
export const focusLastOwn = (): void => [...document.querySelectorAll<HTMLElement>('[data-feed] article[data-own]')].at(-1)?.focus();
