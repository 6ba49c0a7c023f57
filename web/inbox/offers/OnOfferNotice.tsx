/** Above the field: the case is on offer to somebody, so whoever answers takes it over. Said before they do. */
import { Hourglass } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CaseDetail } from '#contract/cases.ts';
import { useMe } from '../../app/me.ts';
import { useWords } from '../../words/words.tsx';
import styles from './OnOfferNotice.module.css';
import { onOfferSentence } from './offer-words.ts';

export function OnOfferNotice({ detail }: { detail: CaseDetail }): ReactNode {
  const { offer: words } = useWords();
  const me = useMe();
  const sentence = onOfferSentence(detail, me, words);
  return (
    <div role="status">
      {sentence && (
        <p className={styles.notice}>
          <Hourglass size={14} aria-hidden />
          <span>{sentence}</span>
        </p>
      )}
    </div>
  );
}
