import { useQuery } from '@tanstack/react-query';
import { WifiOff } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useConnection } from '../api/feed.ts';
import { agentQuery } from '../api/queries.ts';
import { clock } from '../words/format.ts';
import { useLanguage, useWords } from '../words/words.tsx';
import styles from './ConnectionBar.module.css';

const quietMs = 3000;

/** A thin line, three seconds after the connection went: a short break is not worth a word. */
export function ConnectionBar(): ReactNode {
  const { connection: words, insecure } = useWords();
  const language = useLanguage();
  const { state, sinceMs } = useConnection();
  const { data: agent } = useQuery(agentQuery);
  const [isShown, setShown] = useState(false);
  const isLost = state === 'lost';
  useEffect(() => {
    if (!isLost) return setShown(false);
    const timer = setTimeout(() => setShown(true), quietMs);
    return () => clearTimeout(timer);
  }, [isLost]);
  return (
    <div role="status" className={styles.place}>
      {!window.isSecureContext && <p className={styles.bar}>{insecure}</p>}
      {isLost && isShown && (
        <p className={styles.bar}>
          <WifiOff size={14} aria-hidden />
          <span>{words.lost(clock({ language }, sinceMs))}</span>
          {agent && agent.state !== 'offline' && <span className={styles.grace}>{words.graceNote}</span>}
        </p>
      )}
    </div>
  );
}
