import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Chip.module.css';

export type Tone = 'plain' | 'ok' | 'info' | 'warn' | 'danger' | 'accent';

export type ChipProps = { tone?: Tone; icon?: LucideIcon | undefined; mark?: ReactNode; label: string; title?: string | undefined };

/** A small state: icon, word and colour together, never colour alone. */
export function Chip({ tone = 'plain', icon: Icon, mark, label, title }: ChipProps): ReactNode {
  return (
    <span className={styles.chip} data-tone={tone} title={title}>
      {mark ?? (Icon && <Icon size={12} aria-hidden />)}
      <span className={styles.label}>{label}</span>
    </span>
  );
}
