import type { ReactNode } from 'react';
import styles from './Skeleton.module.css';

/** A grey shape of the true size; shown only after 150 ms, so that quick answers do not flicker. */
export function Skeleton({
  width = '100%',
  height = 12,
  isRound = false,
}: {
  width?: number | string;
  height?: number;
  isRound?: boolean;
}): ReactNode {
  return <span className={styles.shape} style={{ inlineSize: width, blockSize: height, borderRadius: isRound ? '50%' : 6 }} aria-hidden />;
}
