/** Token buckets per session (or address, before there is one) and rate class: T59. */
import type { RateClass } from '#contract/operation.ts';

type Limit = { burst: number; perSecond: number };
export const limits: Record<RateClass, Limit> = {
  'sign-in': { burst: 20, perSecond: 0.5 },
  read: { burst: 300, perSecond: 50 },
  write: { burst: 100, perSecond: 20 },
  send: { burst: 60, perSecond: 10 },
};
const mostBuckets = 20_000;

export type Taken = { isAllowed: boolean; limit: number; remaining: number; waitSeconds: number };
export type Buckets = { take(holder: string, rate: RateClass): Taken };

export function openBuckets(now: () => number): Buckets {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(holder, rate) {
      const { burst, perSecond } = limits[rate];
      const key = `${rate} ${holder}`;
      const at = now();
      const before = buckets.get(key);
      const elapsed = before ? Math.max(0, at - before.at) : 0;
      const tokens = Math.min(burst, (before?.tokens ?? burst) + (elapsed / 1000) * perSecond);
      const isAllowed = tokens >= 1;
      const left = isAllowed ? tokens - 1 : tokens;
      buckets.delete(key);
      buckets.set(key, { tokens: left, at });
      // Insertion order is order of use, so the first key is the one longest unused.
      if (buckets.size > mostBuckets) buckets.delete(buckets.keys().next().value ?? key);
      return { isAllowed, limit: burst, remaining: Math.floor(left), waitSeconds: isAllowed ? 0 : Math.ceil((1 - tokens) / perSecond) };
    },
  };
}
