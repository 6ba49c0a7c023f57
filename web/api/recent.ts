/** The last events, so that an answer which was on its way while they came can be brought up to date before it is shown. */
import type { FeedEvent } from '#contract/events.ts';

const mostKept = 2000;

export type Recent = { keep(events: readonly FeedEvent[]): void; mark(): number; since(mark: number): readonly FeedEvent[] };

export function openRecent(): Recent {
  let kept: FeedEvent[] = [];
  let dropped = 0;
  return {
    keep(events) {
      kept.push(...events);
      if (kept.length <= mostKept) return;
      dropped += kept.length - mostKept;
      kept = kept.slice(-mostKept);
    },
    mark: () => dropped + kept.length,
    since: (mark) => kept.slice(Math.max(0, mark - dropped)),
  };
}

export const recent = openRecent();
