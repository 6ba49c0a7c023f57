import type { ReactNode } from 'react';
import styles from './DayLine.module.css';
import type { PhoneLanguage } from './Ticks.tsx';

/** The day that the messages below it belong to. */
export function DayLine({
  date,
  language = 'ko',
  timeZone,
}: {
  date: number | Date;
  language?: PhoneLanguage;
  timeZone?: string;
}): ReactNode {
  const day = new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', { dateStyle: 'full', ...(timeZone ? { timeZone } : {}) });
  return (
    <div className={styles.line}>
      <time dateTime={new Date(date).toISOString()}>{day.format(date)}</time>
    </div>
  );
}
