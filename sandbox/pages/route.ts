/** The address says which phones are in hand: `/phones/c821000000011,c447700900111`. */
import { useCallback, useSyncExternalStore } from 'react';

export const mostPhones = 3;

export function phonesOf(path: string): string[] {
  const list = /^\/phones\/([^/]+)\/?$/.exec(path)?.[1];
  if (!list) return [];
  return [...new Set(decodeURIComponent(list).split(',').filter(Boolean))].slice(0, mostPhones);
}

export const pathOf = (phones: string[]): string => (phones.length === 0 ? '/' : `/phones/${phones.map(encodeURIComponent).join(',')}`);

const watch = (listener: () => void) => {
  addEventListener('popstate', listener);
  return () => removeEventListener('popstate', listener);
};

export function usePhones(): [phones: string[], go: (phones: string[]) => void] {
  const path = useSyncExternalStore(watch, () => location.pathname);
  const go = useCallback((phones: string[]) => {
    const next = pathOf(phones.slice(0, mostPhones));
    if (next === location.pathname) return;
    history.pushState(null, '', next);
    // Only the browser itself tells of its own steps.
    dispatchEvent(new PopStateEvent('popstate'));
  }, []);
  return [phonesOf(path), go];
}
