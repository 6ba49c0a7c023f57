/** Countdowns trust the server's clock, not the computer's: the feed tells `serverNow`, the difference is kept here. */
import { useSyncExternalStore } from 'react';

let offsetMs = 0;

export function keepServerNow(serverNow: string, receivedAt = Date.now()): void {
  const next = Date.parse(serverNow) - receivedAt;
  // Network delay makes each reading a little late; small differences are noise, and moving for them would make clocks jitter.
  if (Number.isFinite(next) && Math.abs(next - offsetMs) > 500) offsetMs = next;
}

export const serverNow = (): number => Date.now() + offsetMs;

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const tick = { listeners: new Set<() => void>(), timer: 0 };

function subscribe(listener: () => void): () => void {
  tick.listeners.add(listener);
  if (tick.listeners.size === 1) {
    tick.timer = window.setInterval(() => {
      for (const each of tick.listeners) each();
    }, second);
  }
  return () => {
    tick.listeners.delete(listener);
    if (tick.listeners.size === 0) window.clearInterval(tick.timer);
  };
}

/** Now by the server's clock, in steps: 1 s for countdowns, 60 s for "3 min ago". All users of it share one timer. */
export function useNow(stepMs = second): number {
  return useSyncExternalStore(subscribe, () => Math.floor(serverNow() / stepMs) * stepMs);
}

/** What the clock makes of something: looked at each second, drawn anew only when it says something else. */
export function useClockWord<Word extends string | number | null>(read: (now: number) => Word): Word {
  return useSyncExternalStore(subscribe, () => read(serverNow()));
}

/**
 * How long something lasts, as everybody on the page says it: in whole seconds, minutes or hours, never rounded up. One rule and one beat, or the row says two minutes where the field says three.
 */
export const lasting = (ms: number): number => {
  const step = ms < minute ? second : ms < hour ? minute : hour;
  return Math.max(0, Math.floor(ms / step) * step);
};

export const useSince = (at: string | null): number => useClockWord((now) => (at === null ? 0 : lasting(now - Date.parse(at))));
