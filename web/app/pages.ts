/** The pages a person may open, for the rail, the account panel on small screens, and the palette. */
import { useQuery } from '@tanstack/react-query';
import { BookOpenText, Inbox, type LucideIcon, ShieldAlert, Smartphone } from 'lucide-react';
import { welcomeQuery } from '../api/queries.ts';
import { useWords } from '../words/words.tsx';
import { mayInRole, useMe } from './me.ts';

export type Page = {
  id: 'inbox' | 'stuck' | 'apiDocs' | 'phones';
  label: string;
  icon: LucideIcon;
  href: string;
  /** Addresses that begin so are this page. */
  start: string;
  isOutside: boolean;
};

export function usePages(): Page[] {
  const me = useMe();
  const { frame } = useWords();
  const { data: welcome } = useQuery(welcomeQuery);
  const pages: Page[] = [{ id: 'inbox', label: frame.inbox, icon: Inbox, href: '/', start: '/inbox', isOutside: false }];
  if (mayInRole(me, 'inbound.view')) {
    pages.push({ id: 'stuck', label: frame.stuck, icon: ShieldAlert, href: '/admin/stuck', start: '/admin/stuck', isOutside: false });
    pages.push({ id: 'apiDocs', label: frame.apiDocs, icon: BookOpenText, href: '/api/docs', start: '/api/docs', isOutside: true });
  }
  if (welcome?.isSandbox && welcome.sandboxUrl) {
    pages.push({
      id: 'phones',
      label: frame.phones,
      icon: Smartphone,
      href: welcome.sandboxUrl,
      start: welcome.sandboxUrl,
      isOutside: true,
    });
  }
  return pages;
}
