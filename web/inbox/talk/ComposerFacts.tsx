import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useConnection } from '../../api/feed.ts';
import { caseQuery } from '../../api/queries.ts';
import { useWords } from '../../words/words.tsx';
import styles from './Composer.module.css';
import { WaitsChip, WindowChip } from './WindowChip.tsx';

/** Above the field: how long the customer waits, how long may be written, and whether what is written is kept. */
export function ComposerFacts({ caseId, isMine, text }: { caseId: string; isMine: boolean; text: string }): ReactNode {
  const { talk } = useWords();
  const connection = useConnection();
  const row = useQuery(caseQuery(caseId)).data?.case;
  if (!row) return null;
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
