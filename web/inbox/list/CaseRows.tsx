/** The rows that are on screen, out of any number. */
import type { QueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUp } from 'lucide-react';
import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import type { CaseRow, CaseStatus, CaseView } from '#contract/cases.ts';
import { type CaseList, loadMoreCases } from '../../api/queries.ts';
import { failureSentence } from '../../app/failure.ts';
import { usePreferences } from '../../preferences.ts';
import { Button } from '../../ui/Button.tsx';
import { toasts } from '../../ui/toasts.ts';
import { useWords } from '../../words/words.tsx';
import styles from './CaseRows.module.css';
import { CaseRowView } from './CaseRowView.tsx';
import { frozenRows } from './frozen.ts';
import type { ListHandle } from './list-commands.ts';
import { type OpenCase, usePreload } from './open-case.ts';

type Props = {
  cache: QueryClient;
  view: CaseView;
  status: CaseStatus | undefined;
  list: CaseList;
  caseId: string | undefined;
  openCase: OpenCase;
  handle: RefObject<ListHandle | null>;
};

const rowHeights = { comfortable: 72, compact: 52 } as const;
const preloadAfterMs = 120;

export function CaseRows({ cache, view, status, list, caseId, openCase, handle }: Props): ReactNode {
  const { list: words } = useWords();
  const { density } = usePreferences();
  const scroller = useRef<HTMLDivElement>(null);
  const { held, release, holders } = useHeld(list.rows);
  const shown = frozenRows(held, list.rows);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const ids = shown.rows.map(({ row }) => row.id);
  const tabStop = [focusedId, caseId].find((id) => id && ids.includes(id)) ?? ids[0];
  const stopPlace = tabStop ? ids.indexOf(tabStop) : -1;
  const virtual = useVirtualizer({
    count: shown.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeights[density],
    getItemKey: (place) => ids[place] ?? String(place),
    overscan: 6,
    // The row that holds focus stays mounted, wherever it is scrolled to.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const first = Math.max(0, startIndex - overscan);
      const last = Math.min(count - 1, endIndex + overscan);
      const range = Array.from({ length: last - first + 1 }, (_, place) => first + place);
      return stopPlace >= 0 && !range.includes(stopPlace) ? [...range, stopPlace].sort((a, b) => a - b) : range;
    },
  });
  useOpenInView(caseId, ids, (place) => virtual.scrollToIndex(place, { align: 'auto' }));
  useMore({ cache, view, status, next: list.next, isNearEnd: (virtual.getVirtualItems().at(-1)?.index ?? 0) >= shown.rows.length - 8 });

  const { focusRow, onKey } = useFocusRow(scroller, ids, setFocusedId, (place) => virtual.scrollToIndex(place, { align: 'auto' }));
  // A row that went stays to be seen, but nobody walks to it.
  useImperativeHandle(handle, () => ({
    rows: shown.rows.flatMap(({ row, isGone }) => (isGone && row.id !== caseId ? [] : [row])),
    focus: focusRow,
  }));
  const preload = usePreloadOnRest();
  return (
    <div className={styles.frame}>
      {shown.waiting > 0 && (
        <div className={styles.pill}>
          <Button label={words.newChanges(shown.waiting)} icon={ArrowUp} variant="primary" size="small" onPress={release} />
        </div>
      )}
      <div className={styles.scroller} ref={scroller} {...holders} onPointerOver={preload} onPointerOut={preload.off}>
        <ol className={styles.list} style={{ blockSize: virtual.getTotalSize() }} aria-label={words.views[view]}>
          {virtual.getVirtualItems().map((item) => {
            const each = shown.rows[item.index];
            if (!each) return null;
            return (
              <li
                key={item.key}
                className={styles.item}
                style={{ transform: `translateY(${item.start}px)` }}
                aria-setsize={list.next === null ? shown.rows.length : -1}
                aria-posinset={item.index + 1}
              >
                <CaseRowView
                  row={each.row}
                  href={hrefOf(each.row.id, view, status)}
                  isOpen={each.row.id === caseId}
                  isGone={each.isGone}
                  isTabStop={each.row.id === tabStop}
                  isCompact={density === 'compact'}
                  showsAgent={view !== 'mine'}
                  onOpen={openCase}
                  onKey={onKey}
                />
              </li>
            );
          })}
        </ol>
      </div>
    </div>
  );
}

const hrefOf = (caseId: string, view: CaseView, status: CaseStatus | undefined): string =>
  `/inbox/${caseId}?view=${view}${status ? `&status=${status}` : ''}`;

/** Frozen while a mouse points at the list or focus is in it. A finger scrolls: it does not point. */
function useHeld(rows: readonly CaseRow[]) {
  const [held, setHeld] = useState<readonly CaseRow[] | null>(null);
  const why = useRef({ isPointed: false, isFocused: false });
  const latest = useRef(rows);
  latest.current = rows;
  const settle = () => {
    const { isPointed, isFocused } = why.current;
    setHeld((before) => (isPointed || isFocused ? (before ?? latest.current) : null));
  };
  const holders = {
    onPointerEnter: ({ pointerType }: PointerEvent) => {
      why.current.isPointed = pointerType === 'mouse';
      settle();
    },
    onPointerLeave: () => {
      why.current.isPointed = false;
      settle();
    },
    onFocus: () => {
      why.current.isFocused = true;
      settle();
    },
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
      why.current.isFocused = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
      settle();
    },
  };
  return { held, holders, release: () => setHeld((before) => before && latest.current) };
}

/** Arrows, Home and End walk the rows; each row is one stop of Tab. */
function useFocusRow(
  scroller: { current: HTMLElement | null },
  ids: readonly string[],
  setFocusedId: (id: string) => void,
  scrollTo: (place: number) => void,
) {
  const latest = useRef({ ids, scrollTo });
  latest.current = { ids, scrollTo };
  const focusRow = useCallback(
    (id: string) => {
      setFocusedId(id);
      const { ids: all, scrollTo: scroll } = latest.current;
      if (all.includes(id)) scroll(all.indexOf(id));
      requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-case="${id}"]`)?.focus({ preventScroll: true }));
    },
    [scroller, setFocusedId],
  );
  const onKey = useCallback(
    (event: KeyboardEvent, from: string) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const { ids: all } = latest.current;
      const now = all.indexOf(from);
      const places: Record<string, number> = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 };
      const place = places[event.code];
      const id = place === undefined ? undefined : all[Math.min(Math.max(place, 0), all.length - 1)];
      if (id === undefined) return;
      event.preventDefault();
      focusRow(id);
    },
    [focusRow],
  );
  return { focusRow, onKey };
}

function useOpenInView(caseId: string | undefined, ids: readonly string[], scrollTo: (place: number) => void): void {
  const latest = useRef({ ids, scrollTo });
  latest.current = { ids, scrollTo };
  useEffect(() => {
    const place = caseId ? latest.current.ids.indexOf(caseId) : -1;
    if (place >= 0) latest.current.scrollTo(place);
  }, [caseId]);
}

type More = { cache: QueryClient; view: CaseView; status: CaseStatus | undefined; next: string | null; isNearEnd: boolean };

function useMore({ cache, view, status, next, isNearEnd }: More): void {
  const words = useWords();
  const asked = useRef<string | null>(null);
  useEffect(() => {
    if (next === null || !isNearEnd || asked.current === next) return;
    asked.current = next;
    void loadMoreCases(cache, view, status ?? null).catch((error: unknown) => {
      asked.current = null;
      toasts.show({ text: failureSentence(error, words), tone: 'danger' });
    });
  }, [cache, view, status, next, isNearEnd, words]);
}

/** Resting on a row for a moment loads its case. */
function usePreloadOnRest() {
  const preload = usePreload();
  const timer = useRef(0);
  const off = useCallback(() => window.clearTimeout(timer.current), []);
  const over = useCallback(
    (event: PointerEvent) => {
      const id = (event.target as HTMLElement).closest<HTMLElement>('[data-case]')?.dataset.case;
      window.clearTimeout(timer.current);
      if (id) timer.current = window.setTimeout(() => preload(id), preloadAfterMs);
    },
    [preload],
  );
  return Object.assign(over, { off });
}
