import { useMutation } from '@tanstack/react-query';
import { ArrowRight, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { call, type Output } from '../api/client.ts';
import { failureSentence } from '../app/failure.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Chip } from '../ui/Chip.tsx';
import { useWords } from '../words/words.tsx';
import styles from './DemoPeople.module.css';
import { languageNames } from './DoorPage.tsx';
import { useEnter } from './enter.ts';

type DemoPerson = Output<'readWelcome'>['demoPeople'][number];

/** Sandbox only: one click signs in, and the page says plainly that these people are made up. */
export function DemoPeople({ people, next }: { people: readonly DemoPerson[]; next: string | undefined }): ReactNode {
  const words = useWords();
  const enter = useEnter();
  const entering = useMutation({
    mutationFn: (personId: string) => call('signInAsDemo', { personId }),
    onSuccess: (me) => enter(me, next),
  });
  return (
    <section aria-labelledby="demo-title">
      <div className={styles.head}>
        <h2 id="demo-title">{words.signIn.demoTitle}</h2>
        <Chip tone="warn" label={words.signIn.demoBadge} />
      </div>
      <p className={styles.hint}>{words.signIn.demoHint}</p>
      {entering.error && (
        <p className={styles.error} role="alert">
          {failureSentence(entering.error, words)}
        </p>
      )}
      <ul className={styles.cards}>
        {people.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              className={styles.card}
              lang={person.language}
              disabled={entering.isPending}
              onClick={() => entering.mutate(person.id)}
            >
              <Avatar name={person.name} size={44} />
              <span className={styles.who}>
                <span className="heard-only">{words.signIn.demoSignIn(person.name)}: </span>
                <span className={styles.name}>
                  {person.name} <span className={styles.role}>{person.role}</span>
                </span>
                <span className={styles.what}>{[languageNames[person.language], ...person.skills].join(' · ')}</span>
              </span>
              {entering.isPending && entering.variables === person.id ? (
                <LoaderCircle size={18} aria-hidden className={styles.turning} />
              ) : (
                <ArrowRight size={18} aria-hidden className={styles.arrow} />
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
