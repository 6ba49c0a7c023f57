import type { ReactNode } from 'react';
import styles from './Avatar.module.css';

/** A name's initial on one of five grounds; the name itself always stands beside it, so it is not heard. */
export function Avatar({ name, size = 36 }: { name: string; size?: 20 | 24 | 28 | 36 | 44 | 56 }): ReactNode {
  return (
    <span className={styles.avatar} data-tone={toneOf(name)} data-size={size} aria-hidden>
      {initialOf(name)}
    </span>
  );
}

const initialOf = (name: string): string => {
  const first = [...name.trim()].find((sign) => /\p{L}|\p{N}/u.test(sign));
  return first ? first.toLocaleUpperCase() : '?';
};

const toneOf = (name: string): number => ([...name].reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 997, 7) % 5) + 1;
