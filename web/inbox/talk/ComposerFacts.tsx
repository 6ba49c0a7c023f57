import type { ReactNode } from 'react';
import type { CaseRow } from '#contract/cases.ts';
import { useConnection } from '../../api/feed.ts';
import { useWords } from '../../words/words.tsx';
import styles from './Composer.module.css';
import { WaitsChip, WindowChip } from './WindowChip.tsx';

/** Above the field: how long the customer waits, how long may be written, and whether what is written is kept. */
export function ComposerFacts({ row, isMine, text }: { row: CaseRow; isMine: boolean; text: string }): ReactNode {
  const { talk } = useWords();
  const connection = useConnection();
  return (
    <div className={styles.chips} id="composer-facts">
      <WaitsChip since={row.waitingSince} />
      <WindowChip closesAt={row.windowClosesAt} />
      {!isMine && row.assignedTo && <span className={styles.hint}>{talk.composer.notYours(row.assignedTo.name)}</span>}
      {connection.state === 'lost' && <span className={styles.hint}>{talk.composer.offline}</span>}
      {text.trim() !== '' && (
        <span key={text} className={styles.draftKept}>
          {talk.composer.draftKept}
        </span>
      )}
    </div>
  );
}
