import { useQuery } from '@tanstack/react-query';
import { CircleCheck, Coffee, Filter, Inbox, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CaseStatus, CaseView } from '#contract/cases.ts';
import { agentQuery } from '../../api/queries.ts';
import { useMe } from '../../app/me.ts';
import { useSetState } from '../../app/my-state.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useWords } from '../../words/words.tsx';
import styles from './NoCases.module.css';
import { useShow } from './ViewBar.tsx';

/** An empty list says why, and what to do next. */
export function NoCases({ view, status }: { view: CaseView; status: CaseStatus | undefined }): ReactNode {
  return <div className={styles.place}>{status ? <Filtered view={view} status={status} /> : <Plain view={view} />}</div>;
}

function Filtered({ view, status }: { view: CaseView; status: CaseStatus }): ReactNode {
  const { list, status: names } = useWords();
  const show = useShow();
  return (
    <EmptyState icon={Filter} title={list.emptyFilter(names[status])}>
      <Button label={list.clearFilter} onPress={() => show({ view, status: undefined })} />
    </EmptyState>
  );
}

function Plain({ view }: { view: CaseView }): ReactNode {
  const { list } = useWords();
  const me = useMe();
  const { data: agent } = useQuery(agentQuery);
  const setState = useSetState();
  if (me.channels.length === 0) return <EmptyState icon={Unplug} title={list.noChannel} hint={list.noChannelHint} />;
  if (view === 'waiting') return <EmptyState icon={CircleCheck} title={list.emptyWaiting} hint={list.emptyWaitingHint} />;
  if (view === 'all') return <EmptyState icon={Inbox} title={list.emptyAll} hint={list.emptyAllHint} />;
  if (!agent || agent.state === 'available') {
    return <EmptyState icon={Inbox} title={list.emptyMine} {...(agent ? { hint: list.emptyMineAvailable } : {})} />;
  }
  return (
    <EmptyState icon={Coffee} title={list.emptyMine} hint={list.emptyMineHint}>
      <Button label={list.changeState} variant="primary" onPress={() => setState('available')} />
    </EmptyState>
  );
}
