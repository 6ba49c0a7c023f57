import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { ListFilter, X } from 'lucide-react';
import type { MouseEvent, ReactNode } from 'react';
import type { CaseStatus, CaseView } from '#contract/cases.ts';
import { countsQuery } from '../../api/queries.ts';
import { useMe } from '../../app/me.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { useWords } from '../../words/words.tsx';
import { StatusMark, statusOrder } from '../talk/StatusMark.tsx';
import styles from './ViewBar.module.css';
import { seesWaiting } from './waiting.ts';

type Wanted = { view: CaseView; status: CaseStatus | undefined };

/** Which cases: a view each with its number, and a status if wished. Both stand in the address. */
export function ViewBar({ view, status }: Wanted): ReactNode {
  const { list, status: names } = useWords();
  const show = useShow();
  const statuses = statusOrder.map((each) => ({
    id: each,
    label: names[each],
    mark: <StatusMark status={each} />,
    isChosen: each === status,
    onChoose: () => show({ view, status: each }),
  }));
  const any = { id: 'any', label: list.anyStatus, isChosen: status === undefined, onChoose: () => show({ view, status: undefined }) };
  return (
    <>
      <div className={styles.bar}>
        <Views view={view} status={status} />
        <Menu
          label={list.filterStatus}
          placement="bottom end"
          groups={[{ id: 'status', title: list.filterStatus, entries: [any, ...statuses] }]}
        >
          <IconButton icon={ListFilter} label={status ? list.filterOn(names[status]) : list.filter} isPressed={status !== undefined} />
        </Menu>
      </div>
      {status && (
        <p className={styles.filter}>
          {list.filteredBy(names[status])}
          <IconButton icon={X} iconSize={14} label={list.clearFilter} onPress={() => show({ view, status: undefined })} />
        </p>
      )}
    </>
  );
}

export function useShow(): (wanted: Wanted) => void {
  const router = useRouter();
  return ({ view, status }) => {
    const { pathname } = router.state.location;
    void router.navigate({
      href: `${pathname.startsWith('/inbox') ? pathname : '/inbox'}?view=${view}${status ? `&status=${status}` : ''}`,
    });
  };
}

function Views({ view, status }: Wanted): ReactNode {
  const { list } = useWords();
  const me = useMe();
  const show = useShow();
  const { data: counts } = useQuery(countsQuery);
  const views: readonly CaseView[] = seesWaiting(me.channels.flatMap((channel) => channel.permissions))
    ? ['mine', 'waiting', 'all']
    : ['mine'];
  const go = (event: MouseEvent, to: CaseView) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    show({ view: to, status });
  };
  return (
    <nav className={styles.views} aria-label={list.viewsLabel}>
      {views.map((each) => (
        <a
          key={each}
          href={`/inbox?view=${each}${status ? `&status=${status}` : ''}`}
          aria-current={each === view ? 'page' : undefined}
          onClick={(event) => go(event, each)}
        >
          {list.views[each]}
          {each !== 'all' && counts && <span className={styles.count}>{counts[each]}</span>}
        </a>
      ))}
    </nav>
  );
}
