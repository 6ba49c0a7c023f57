/** What was set aside on its way in: kept, explained, and processed again at a press. */
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, RotateCcw, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { call, type Output } from '../api/client.ts';
import { useNow } from '../api/clock.ts';
import { keys } from '../api/queries.ts';
import { failureSentence } from '../app/failure.ts';
import { mayInRole, useMe } from '../app/me.ts';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { toasts } from '../ui/toasts.ts';
import { dateTime, when } from '../words/format.ts';
import { useLanguage, useWords } from '../words/words.tsx';
import styles from './StuckPage.module.css';

type StuckItem = Output<'listStuckItems'>['rows'][number];
/** Replaying only puts an item back in line; after this long its outcome can be seen. */
const outcomeAfterMs = 800;

export function StuckPage(): ReactNode {
  const words = useWords();
  const { stuck } = words;
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: keys.stuck,
    queryFn: ({ pageParam, signal }) => call('listStuckItems', pageParam ? { cursor: pageParam } : {}, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: 30_000,
  });
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <main className={styles.page} data-pane="page" tabIndex={-1}>
      <header className={styles.head}>
        <h1>{stuck.title}</h1>
        <p>{stuck.lead}</p>
      </header>
      {isPending && <Skeleton height={160} />}
      {error && (
        <div className={styles.failed} role="alert">
          <p>{failureSentence(error, words)}</p>
          <Button label={words.app.retry} onPress={() => void refetch()} />
        </div>
      )}
      {data && rows.length === 0 && <EmptyState icon={ShieldCheck} title={stuck.empty} hint={stuck.emptyHint} />}
      {rows.length > 0 && <Items rows={rows} />}
      {hasNextPage && <Button label={stuck.more} isPending={isFetchingNextPage} onPress={() => void fetchNextPage()} />}
    </main>
  );
}

function Items({ rows }: { rows: readonly StuckItem[] }): ReactNode {
  const { stuck } = useWords();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls sideways must be reachable by keyboard.
    <section className={styles.scroller} tabIndex={0} aria-label={stuck.title}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{stuck.at}</th>
            <th scope="col">{stuck.reason}</th>
            <th scope="col">{stuck.detail}</th>
            <th scope="col">{stuck.state}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.map((item) => (
            <Item key={item.id} item={item} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Item({ item }: { item: StuckItem }): ReactNode {
  const words = useWords();
  const { stuck } = words;
  const language = useLanguage();
  const now = useNow(30_000);
  const mayReplay = mayInRole(useMe(), 'inbound.replay');
  const replay = useReplay(item);
  return (
    <tr>
      <td>
        <time dateTime={item.at} title={dateTime({ language }, item.at)}>
          {when({ language }, item.at, now)}
        </time>
      </td>
      <td>{stuck.reasons[item.reason]}</td>
      <td className={styles.detail}>
        {item.detail}
        <span className={styles.trace}>
          {stuck.trace} <code>{item.traceId}</code>
        </span>
      </td>
      <td>
        {item.resolvedAt ? (
          <Chip tone="ok" icon={CircleCheck} label={stuck.resolved(when({ language }, item.resolvedAt, now))} />
        ) : (
          <Chip tone="warn" icon={CircleAlert} label={stuck.waiting} />
        )}
      </td>
      <td className={styles.act}>
        {!item.resolvedAt && mayReplay && (
          <Button
            label={replay.isPending ? stuck.replaying : stuck.replay}
            icon={RotateCcw}
            isPending={replay.isPending}
            onPress={() => replay.mutate()}
          />
        )}
      </td>
    </tr>
  );
}

function useReplay(item: StuckItem) {
  const words = useWords();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await call('replayStuckItem', { itemId: item.id });
      await new Promise((resolve) => setTimeout(resolve, outcomeAfterMs));
    },
    onSuccess: () => toasts.show({ text: words.stuck.replayed, tone: 'ok' }),
    onError: (error) => toasts.show({ text: failureSentence(error, words), tone: 'danger' }),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.stuck }),
  });
}
