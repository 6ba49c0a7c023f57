import { useQuery } from '@tanstack/react-query';
import { useRouter, useRouterState } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import { countsQuery } from '../api/queries.ts';
import { useWords } from '../words/words.tsx';
import { type Page, usePages } from './pages.ts';
import styles from './Rail.module.css';

export function Rail(): ReactNode {
  const { frame } = useWords();
  const pages = usePages();
  return (
    <nav className={styles.rail} aria-label={frame.mainNavigation}>
      <ul>
        {pages
          .filter((page) => !page.isOutside)
          .map((page) => (
            <li key={page.id}>
              <PageLink page={page} />
            </li>
          ))}
      </ul>
      <ul>
        {pages
          .filter((page) => page.isOutside)
          .map((page) => (
            <li key={page.id}>
              <PageLink page={page} />
            </li>
          ))}
      </ul>
    </nav>
  );
}

function PageLink({ page }: { page: Page }): ReactNode {
  const router = useRouter();
  const isHere = useRouterState({ select: (state) => !page.isOutside && state.location.pathname.startsWith(page.start) });
  const { data: counts } = useQuery({ ...countsQuery, enabled: page.id === 'inbox' });
  const { icon: Icon } = page;
  const go = (event: MouseEvent) => {
    if (page.isOutside || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (!isHere) void router.navigate({ href: page.href });
  };
  return (
    <a
      className={styles.link}
      href={page.href}
      aria-current={isHere ? 'page' : undefined}
      {...(page.isOutside ? { target: '_blank', rel: 'noopener' } : {})}
      title={page.label}
      onClick={go}
    >
      <Icon size={20} aria-hidden />
      <span className="heard-only">{page.label}</span>
      {page.id === 'inbox' && counts && counts.mine > 0 && (
        <span className={styles.count} aria-hidden>
          {counts.mine > 99 ? '99+' : counts.mine}
        </span>
      )}
    </a>
  );
}
