import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Chip.module.css';

export type Tone = 'plain' | 'ok' | 'info' | 'warn' | 'danger' | 'accent';

/** A small state: icon, word and colour together, never colour alone. */
export function Chip({
  tone = 'plain',
  icon: Icon,
  label,
  title,
}: {
  tone?: Tone;
  icon?: LucideIcon;
  label: string;
  title?: string;
}): ReactNode {
  return (
    <span className={styles.chip} data-tone={tone} title={title}>
      {Icon && <Icon size={12} aria-hidden />}
      <span className={styles.label}>{label}</span>
    </span>
  );
}
