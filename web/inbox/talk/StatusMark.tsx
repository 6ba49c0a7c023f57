/** A case's status as a shape and a colour; its word always stands beside it. */
import { Archive, CircleArrowUp, CircleCheck, CircleDot, CircleDotDashed, CirclePause, type LucideIcon, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CaseStatus } from '#contract/cases.ts';
import styles from './ConversationHeader.module.css';

/** The order of the menu: `S` `3` is pending for everybody's fingers. */
export const statusOrder: readonly CaseStatus[] = ['new', 'open', 'pending', 'escalated', 'resolved', 'closed', 'trashed'];

const icons: Record<CaseStatus, LucideIcon> = {
  new: CircleDotDashed,
  open: CircleDot,
  pending: CirclePause,
  escalated: CircleArrowUp,
  resolved: CircleCheck,
  closed: Archive,
  trashed: Trash2,
};

export function StatusMark({ status, size = 16 }: { status: CaseStatus; size?: number }): ReactNode {
  const Icon = icons[status];
  return <Icon size={size} aria-hidden className={styles.mark} data-status={status} />;
}
