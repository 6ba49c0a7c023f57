/**
 * The conversation, drawn only where it is seen. It opens at the newest message, stays there while messages come, and does not
 * move a pixel when older ones are put before (reference: chat scrolling with an end anchor).
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { memo, type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import type { CaseLine } from '#contract/cases.ts';
import { useLanguage, useWords } from '../../words/words.tsx';
import type { Older } from './conversation.ts';
import { FeedRowView, type RowContext, rowLabel } from './FeedRowView.tsx';
import { useFeedKeys } from './feed-keys.ts';
import { feedRows } from './feed-rows.ts';
import { useFeedScroll, useTruePlace } from './feed-scroll.ts';
import styles from './MessageFeed.module.css';
import type { MessageActs } from './MessageRow.tsx';
import type { Shown } from './pending.ts';
import type { PictureUrls } from './picture-urls.ts';
import { useQuoted } from './quoted.ts';
import { estimateRow } from './row-estimate.ts';

export type MessageFeedProps = {
  shown: readonly Shown[];
  lines: readonly CaseLine[];
  hasOlder: boolean;
  unreadFrom: string | null;
  older: Older;
  meId: string;
  canQuote: boolean;
  pictureUrls: PictureUrls;
  acts: Omit<MessageActs, 'openQuoted'>;
};

export const MessageFeed = memo(function MessageFeed(props: MessageFeedProps): ReactNode {
  const { shown, lines, hasOlder, unreadFrom, older } = props;
  const words = useWords();
  const { talk } = words;
  const language = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(() => new Set());
  const unfold = useCallback((key: string) => setUnfolded((now) => new Set(now).add(key)), []);
  const rows = useMemo(() => feedRows({ shown, lines, hasOlder, unreadFrom, unfolded }), [shown, lines, hasOlder, unreadFrom, unfolded]);
  const toMiddle = useRef<(index: number) => void>(() => undefined);
  const quoted = useQuoted({ rows, hasOlder, older, scroller, scrollTo: (index) => toMiddle.current(index) });
  const acts = useMemo(() => ({ ...props.acts, openQuoted: quoted.open }), [props.acts, quoted.open]);
  const context = useRowContext(props, { acts, unfold });
  const keys = useFeedKeys(rows, acts);
  const placed = useTruePlace(scroller, shown[0]?.key);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimateRow(rows[index], scroller.current?.clientWidth ?? 640),
    getItemKey: (index) => rows[index]?.key ?? `gone-${index}`,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: 40,
    directDomUpdates: true,
    overscan: 8,
    rangeExtractor: keys.withFocused,
  });
  placed.current = virtual;
  const scroll = useFeedScroll({ scroller, virtual, shown, older, hasOlder });
  keys.scrollTo.current = (index) => virtual.scrollToIndex(index, { align: 'auto' });
  toMiddle.current = (index) => virtual.scrollToIndex(index, { align: 'center' });

  return (
    <div className={styles.feed}>
      {older.isLoading && <div className={styles.progress} role="progressbar" aria-label={talk.feed.loadingOlder} />}
      {older.hasFailed && (
        <div className={styles.olderFailed} role="alert">
          {talk.feed.olderFailed}
          <button type="button" onClick={older.load}>
            {talk.feed.loadOlder}
          </button>
        </div>
      )}
      <div
        ref={scroller}
        className={styles.scroller}
        role="feed"
        aria-label={talk.feed.label}
        aria-busy={older.isLoading}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
        data-feed
        onKeyDown={keys.onKeyDown}
        onFocus={keys.onFocus}
        onScroll={scroll.onScroll}
      >
        {shown.length === 0 && lines.length === 0 && <p className={styles.empty}>{talk.feed.empty}</p>}
        <div ref={virtual.containerRef} className={styles.rows}>
          {virtual.getVirtualItems().map((place) => {
            const row = rows[place.index];
            return (
              row && (
                <article
                  key={place.key}
                  ref={virtual.measureElement}
                  className={styles.place}
                  data-index={place.index}
                  data-kind={row.kind}
                  data-lit={row.key === quoted.litKey || undefined}
                  data-own={(row.kind === 'message' && row.shown.message.direction === 'out') || undefined}
                  aria-posinset={place.index + 1}
                  aria-setsize={hasOlder ? -1 : rows.length}
                  aria-label={rowLabel(row, props.meId, { words, language })}
                  tabIndex={-1}
                >
                  <FeedRowView row={row} context={context} />
                </article>
              )
            );
          })}
        </div>
      </div>
      {scroll.isAway && (
        <button
          type="button"
          className={styles.toEnd}
          onClick={scroll.toEnd}
          aria-label={scroll.below > 0 ? talk.feed.newBelow(scroll.below) : talk.feed.toEnd}
        >
          <ArrowDown size={18} aria-hidden />
          {scroll.below > 0 && <span>{scroll.below}</span>}
        </button>
      )}
    </div>
  );
});

function useRowContext(
  { shown, meId, canQuote, pictureUrls }: MessageFeedProps,
  { acts, unfold }: Pick<RowContext, 'acts' | 'unfold'>,
): RowContext {
  return useMemo(
    () => ({
      meId,
      canQuote,
      pictureUrls,
      acts,
      unfold,
      byId: new Map(shown.map((each) => [each.message.id, each])),
      sentAgain: new Set(shown.flatMap(({ message }) => message.retryOf ?? [])),
    }),
    [shown, meId, canQuote, pictureUrls, acts, unfold],
  );
}
