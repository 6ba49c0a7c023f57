import { Plane } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatTime } from './names.ts';
import { usePreferences } from './preferences.tsx';
import styles from './StatusBar.module.css';
import { useSandboxNow } from './store.tsx';

/** The top of a phone: time and reception. For the eye alone; the switch beside the phone says the same in words. */
export function StatusBar({ isOnline }: { isOnline: boolean }): ReactNode {
  const { language } = usePreferences();
  const now = useSandboxNow(5000);
  return (
    <div className={styles.bar} aria-hidden>
      <span className={styles.time}>{formatTime(now, language).replace(/^(오전|오후)\s|\s[AP]M$/, '')}</span>
      <span className={styles.camera} />
      <span className={styles.signs}>
        {isOnline ? (
          <>
            <svg viewBox="0 0 18 12" aria-hidden="true">
              <path d="M1 11V8M6 11V6M11 11V3M16 11V1" />
            </svg>
            <svg viewBox="0 0 16 12" aria-hidden="true">
              <path d="M1 4.5a10 10 0 0 1 14 0M3.5 7a6.5 6.5 0 0 1 9 0M6 9.5a3 3 0 0 1 4 0" />
            </svg>
          </>
        ) : (
          <Plane size={14} />
        )}
        <svg className={styles.battery} viewBox="0 0 26 12" aria-hidden="true">
          <rect x="0.75" y="0.75" width="21.5" height="10.5" rx="3" />
          <path d="M24.5 4.2v3.6" />
          <rect className={styles.charge} x="2.6" y="2.6" width="14" height="6.8" rx="1.4" />
        </svg>
      </span>
    </div>
  );
}
