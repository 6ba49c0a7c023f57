/** The flight recorder for people: who was chosen, by which rule, who else could have, who could not and why. */
import { useQuery } from '@tanstack/react-query';
import { Route } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Decision, Taking } from '#contract/cases.ts';
import { decisionsQuery } from '../../api/queries.ts';
import { useMe } from '../../app/me.ts';
import { Button } from '../../ui/Button.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { clock, duration } from '../../words/format.ts';
import { useLanguage, useWords } from '../../words/words.tsx';
import styles from './CustomerCard.module.css';
import { readDecision } from './why-me.ts';
import { takenWords, whyWords } from './why-words.ts';

export function WhyMe({ caseId }: { caseId: string }): ReactNode {
  const { talk } = useWords();
  const { data, error, refetch } = useQuery(decisionsQuery(caseId));
  const [showsAll, setShowsAll] = useState(false);
  const [latest, ...earlier] = data?.rows ?? [];
  return (
    <section className={styles.section} aria-label={talk.why.title}>
      <h3 className={styles.heading}>
        <Route size={14} aria-hidden />
        {talk.why.title}
      </h3>
      {error && (
        <p className={styles.failed} role="alert">
          {talk.why.failed} <Button label={talk.fix.retryCard} size="small" onPress={() => void refetch()} />
        </p>
      )}
      {!data && !error && <Skeleton height={48} />}
      {data?.taken && <Taken taken={data.taken} />}
      {data && !latest && !data.taken && <p className={styles.quiet}>{talk.why.none}</p>}
      {latest && data?.taken && <p className={styles.before}>{talk.why.before}</p>}
      {latest && <DecisionPart decision={latest} isEarlier={Boolean(data?.taken)} />}
      {showsAll && earlier.map((decision) => <DecisionPart key={decision.id} decision={decision} isEarlier />)}
      {earlier.length > 0 && (
        <Button
          label={showsAll ? talk.why.hide : talk.why.earlierTitle(earlier.length)}
          variant="plain"
          size="small"
          onPress={() => setShowsAll(!showsAll)}
        />
      )}
    </section>
  );
}

function Taken({ taken }: { taken: Taking }): ReactNode {
  const { talk } = useWords();
  const language = useLanguage();
  const me = useMe();
  const [headline, ...more] = takenWords(taken, me.id, talk);
  return (
    <div className={styles.decision}>
      <p className={styles.headline}>
        {headline} <time dateTime={taken.at}>{clock({ language }, taken.at)}</time>
      </p>
      {more.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}

function DecisionPart({ decision, isEarlier = false }: { decision: Decision; isEarlier?: boolean }): ReactNode {
  const { talk } = useWords();
  const language = useLanguage();
  const me = useMe();
  const said = whyWords(decision, me.id, { talk, where: { language } });
  return (
    <div className={styles.decision} data-earlier={isEarlier || undefined}>
      <p className={styles.headline}>
        {said.headline} <time dateTime={decision.at}>{clock({ language }, decision.at)}</time>
      </p>
      {said.because && <p>{said.because}</p>}
      {said.outcome && <p>{said.outcome}</p>}
      {said.me && <p className={styles.aboutMe}>{said.me}</p>}
      {said.counts && (
        <details className={styles.details}>
          <summary>{said.counts}</summary>
          {decision.candidates.length > 0 && <Candidates decision={decision} />}
          {said.excluded.length > 0 && (
            <>
              <p className={styles.small}>{talk.why.excludedTitle}</p>
              <ul className={styles.excluded}>
                {said.excluded.map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            </>
          )}
        </details>
      )}
    </div>
  );
}

function Candidates({ decision }: { decision: Decision }): ReactNode {
  const { talk } = useWords();
  const language = useLanguage();
  const { table } = talk.why;
  return (
    <table className={styles.candidates}>
      <thead>
        <tr>
          <th scope="col">{table.agent}</th>
          <th scope="col">{table.proficiency}</th>
          <th scope="col">{table.load}</th>
          <th scope="col">{table.idle}</th>
        </tr>
      </thead>
      <tbody>
        {readDecision(decision).places.map((place) => (
          <tr key={place.personId} data-chosen={place.isChosen || undefined}>
            <th scope="row">{place.name}</th>
            <td>{place.proficiency}</td>
            <td>
              {place.load}/{place.capacity}
            </td>
            <td>{duration({ language }, place.idleMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
