import { FastForward } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import styles from './Clock.module.css';
import { desk } from './desk.ts';
import { formatSpan } from './names.ts';
import { usePreferences, useWords } from './preferences.tsx';
import { useKnown, useSandboxNow, useStore } from './store.tsx';
import { fill } from './words.ts';

const hourMs = 3_600_000;

/** The sandbox's time, and the way forward: what lies between happens, in both programs. */
export function Clock(): ReactNode {
  const words = useWords();
  const { language } = usePreferences();
  const now = useSandboxNow(1000);
  const aheadMs = useKnown((state) => state.world?.clock.offsetMs ?? 0);
  const store = useStore();
  const [isMoving, setMoving] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const move = async (byMs: number) => {
    setMoving(true);
    const moved = await desk.moveClock(byMs).catch(() => null);
    setFailed(moved === null || moved.business === 'failed');
    if (moved) store.hear({ kind: 'clock-untold', at: moved.business === 'failed' ? moved.clock.now : null });
    setMoving(false);
  };
  const time = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', weekday: 'short', hour: 'numeric', minute: '2-digit' });
  return (
    <section className={styles.clock} aria-label={words.time}>
      <span className={styles.now} title={words.clockNow}>
        <time dateTime={new Date(now).toISOString()}>{time.format(now)}</time>
        {aheadMs >= hourMs && <small>{fill(words.ahead, { span: formatSpan(aheadMs, language) })}</small>}
      </span>
      {hasFailed && (
        <span className={styles.failed} role="alert">
          {words.clockFailed}
        </span>
      )}
      <button type="button" disabled={isMoving} onClick={() => void move(hourMs)}>
        <FastForward size={14} aria-hidden />
        {words.hourOn}
      </button>
      <button type="button" disabled={isMoving} onClick={() => void move(24 * hourMs)}>
        <FastForward size={14} aria-hidden />
        {words.dayOn}
      </button>
    </section>
  );
}
