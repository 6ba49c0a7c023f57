import { useEffect } from 'react';
import { desk, shownLeaseMs } from './desk.ts';

/** Tells the sandbox while this chat is really in front of somebody: an open chat reads what comes. */
export function useShown(customerId: string): void {
  useEffect(() => {
    const say = (isShown: boolean) => void desk.show(customerId, isShown).catch(() => undefined);
    const look = () => say(document.visibilityState === 'visible');
    const leave = () => say(false);
    const renew = setInterval(() => document.visibilityState === 'visible' && say(true), shownLeaseMs / 3);
    look();
    document.addEventListener('visibilitychange', look);
    addEventListener('pagehide', leave);
    return () => {
      clearInterval(renew);
      document.removeEventListener('visibilitychange', look);
      removeEventListener('pagehide', leave);
      leave();
    };
  }, [customerId]);
}
