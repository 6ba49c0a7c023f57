/** The service window as the screen tells it. `closesAt` comes from the server, 60 s early already; `now` is the server's clock. */
export type WindowPhase = 'never' | 'open' | 'closing' | 'last-minutes' | 'shut';
export type WindowClock = { phase: WindowPhase; leftMs: number };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export function readWindow(closesAt: string | null, now: number): WindowClock {
  if (closesAt === null) return { phase: 'never', leftMs: 0 };
  const leftMs = Date.parse(closesAt) - now;
  if (leftMs <= 0) return { phase: 'shut', leftMs: 0 };
  if (leftMs <= 5 * minuteMs) return { phase: 'last-minutes', leftMs };
  return { phase: leftMs <= hourMs ? 'closing' : 'open', leftMs };
}

/** What is left, as numbers: hours and minutes above an hour, minutes and seconds below. */
export function splitLeft(leftMs: number): { hours: number; minutes: number; seconds: number } {
  // A second that has begun counts: the chip never shows 0:00 while sending is still allowed.
  const seconds = Math.ceil(leftMs / 1000);
  return { hours: Math.floor(seconds / 3600), minutes: Math.floor((seconds % 3600) / 60), seconds: seconds % 60 };
}
