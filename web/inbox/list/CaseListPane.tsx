/** The left pane: which cases, how many, in which order; and the offer at its foot. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode, RefObject } from 'react';
import type { CaseRow } from '#contract/cases.ts';
import { casesQuery } from '../../api/queries.ts';
import { failureSentence } from '../../app/failure.ts';
import { usePreferences } from '../../preferences.ts';
import { Button } from '../../ui/Button.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useWords } from '../../words/words.tsx';
import { OfferDock } from '../offers/OfferDock.tsx';
import styles from './CaseListPane.module.css';
import { CaseRows } from './CaseRows.tsx';
import { ListNews } from './ListNews.tsx';
import type { ListHandle } from './list-commands.ts';
import { NoCases } from './NoCases.tsx';
import { useOpenCase } from './open-case.ts';
import { ViewBar } from './ViewBar.tsx';

const route = getRouteApi('/signed-in/inbox/{-$caseId}');
const none: readonly CaseRow[] = [];

export function CaseListPane({ edge, handle }: { edge: ReactNode; handle: RefObject<ListHandle | null> }): ReactNode {
  const words = useWords();
  const { view, status } = route.useSearch();
  const { caseId } = route.useParams();
  const cache = useQueryClient();
  const { data: list, error, refetch } = useQuery(casesQuery(view, status));
  const openCase = useOpenCase();
  const { density } = usePreferences();
  const rows = list?.rows ?? none;
  return (
    <section className={styles.pane} data-pane="list" aria-label={words.list.title} tabIndex={-1}>
      <ViewBar view={view} status={status} />
      {!list && !error && <Loading />}
      {error && !list && (
        <div className={styles.failed} role="alert">
          <p>{words.list.failed}</p>
          <p className={styles.why}>{failureSentence(error, words)}</p>
          <Button label={words.app.retry} onPress={() => void refetch()} />
        </div>
      )}
      {list && rows.length === 0 && <NoCases view={view} status={status} />}
      {list && rows.length > 0 && (
        // A new view starts unfrozen and at its top; another density has other heights.
        <CaseRows key={`${view} ${status} ${density}`} {...{ cache, view, status, list, caseId, openCase, handle }} />
      )}
      <ListNews openId={caseId} />
      <OfferDock form="card" />
      {edge}
    </section>
  );
}

function Loading(): ReactNode {
  return (
    <div className={styles.loading} aria-hidden>
      {Array.from({ length: 8 }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: shapes have no identity but their place.
        <div key={place} className={styles.shape}>
          <Skeleton width={36} height={36} isRound />
          <div>
            <Skeleton width="45%" height={12} />
            <Skeleton width="85%" height={10} />
            <Skeleton width="60%" height={10} />
          </div>
        </div>
      ))}
    </div>
  );
}
