/**
 * How fast Meta lets a number send. Kept in memory: a restarted sandbox has forgotten the last seconds.
 * Pair: one message in 6 s; up to 45 may be borrowed in one burst of 6 s and must then be waited out.
 */
import { limits } from '#cloud-api/limits.ts';
import type { World } from './world.ts';

export type Rates = {
  /** Counts the call, or says which limit it broke. `pair` is null for read receipts. */
  take(ask: { phoneNumberId: string; pair: string | null; now: number }): 130429 | 131056 | null;
  /** What a customer writes counts against the number too, but is never refused. */
  count(phoneNumberId: string, now: number): void;
};

type Burst = { startedAt: number; count: number; freeAt: number };

export function openRates(world: World): Rates {
  const pairs = new Map<string, Burst>();
  const seconds = new Map<string, { second: number; count: number }>();

  const ofSecond = (phoneNumberId: string, now: number) => {
    const second = Math.floor(now / 1000);
    const known = seconds.get(phoneNumberId);
    if (known?.second === second) return known;
    const fresh = { second, count: 0 };
    seconds.set(phoneNumberId, fresh);
    return fresh;
  };

  return {
    take: ({ phoneNumberId, pair, now }) => {
      const second = ofSecond(phoneNumberId, now);
      const { keepsRates, throughput } = world.settings;
      const most = throughput === 'HIGH' ? limits.highNumberPerSecond : limits.numberPerSecond;
      if (keepsRates && second.count >= most) return 130429;
      if (keepsRates && pair !== null) {
        const burst = nextBurst(pairs.get(`${phoneNumberId}/${pair}`), now);
        if (burst === null) return 131056;
        pairs.set(`${phoneNumberId}/${pair}`, burst);
      }
      second.count += 1;
      return null;
    },
    count: (phoneNumberId, now) => {
      ofSecond(phoneNumberId, now).count += 1;
    },
  };
}

function nextBurst(burst: Burst | undefined, now: number): Burst | null {
  if (!burst || now >= burst.freeAt) return { startedAt: now, count: 1, freeAt: now + limits.pairIntervalMs };
  const isBorrowing = now < burst.startedAt + limits.pairIntervalMs && burst.count < limits.pairBurst;
  return isBorrowing ? { ...burst, count: burst.count + 1, freeAt: burst.freeAt + limits.pairIntervalMs } : null;
}
