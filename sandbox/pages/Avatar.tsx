import type { ReactNode } from 'react';
import styles from './Avatar.module.css';
import { colourOf, initialsOf } from './names.ts';

export function Avatar({
  id,
  name,
  size = 40,
  isOnline,
}: {
  id: string;
  name: string;
  size?: 32 | 40 | 48;
  isOnline?: boolean;
}): ReactNode {
  return (
    <span className={styles.avatar} data-colour={colourOf(id)} data-size={size} data-online={isOnline} aria-hidden>
      {initialsOf(name)}
    </span>
  );
}
