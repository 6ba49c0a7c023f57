import type { ReactNode } from 'react';
import type { AgentState } from '#contract/agents.ts';
import styles from './StateSwitch.module.css';

/** A state by shape as well as by colour: full, barred, half, hollow. */
export function StateMark({ state }: { state: AgentState }): ReactNode {
  return (
    <svg viewBox="0 0 12 12" width={12} height={12} className={styles.mark} data-state={state} aria-hidden="true">
      {state === 'offline' ? <circle cx={6} cy={6} r={4.5} fill="none" strokeWidth={2} /> : <circle cx={6} cy={6} r={5.5} />}
      {state === 'busy' && <rect x={3} y={5} width={6} height={2} rx={1} className={styles.cut} />}
      {state === 'away' && <path d="M6 3v3.2l2 1.4" fill="none" strokeWidth={1.6} className={styles.cutLine} />}
    </svg>
  );
}
