import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Info, Smartphone } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { welcomeQuery } from '../api/queries.ts';
import { tabs } from '../api/tabs.ts';
import { failureSentence } from '../app/failure.ts';
import { Button } from '../ui/Button.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useWords } from '../words/words.tsx';
import { DemoPeople } from './DemoPeople.tsx';
import { DoorPage } from './DoorPage.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import styles from './SignInPage.module.css';

const route = getRouteApi('/sign-in');

export function SignInPage(): ReactNode {
  const words = useWords();
  const { next, why } = route.useSearch();
  const { data: welcome, error, isPending } = useQuery(welcomeQuery);
  const [isFormOpen, setFormOpen] = useState(false);
  // Somebody has signed in in another tab, and this one is theirs as well.
  useEffect(() => tabs.hear(({ kind }) => kind === 'entered' && location.replace('/')), []);
  const hasDemo = (welcome?.demoPeople.length ?? 0) > 0;
  return (
    <DoorPage>
      <h1 className={styles.title}>{welcome ? words.signIn.welcome(welcome.organisation) : words.signIn.title}</h1>
      {why === 'signed-out' && <Note>{words.signIn.signedOut}</Note>}
      {welcome?.needsSetup && <Note>{words.signIn.needsSetup}</Note>}
      {error && (
        <p className={styles.error} role="alert">
          {failureSentence(error, words)}
        </p>
      )}
      {isPending && <Loading />}
      {welcome && hasDemo && <DemoPeople people={welcome.demoPeople} next={next} />}
      {welcome && hasDemo && !isFormOpen && (
        <div className={styles.others}>
          <Button label={words.signIn.withPassword} variant="plain" onPress={() => setFormOpen(true)} />
          {welcome.sandboxUrl && (
            <a className={styles.phones} href={welcome.sandboxUrl} target="_blank" rel="noopener">
              <Smartphone size={16} aria-hidden /> {words.signIn.openPhones}
            </a>
          )}
        </div>
      )}
      {welcome && hasDemo && isFormOpen && <h2 className={styles.or}>{words.signIn.orPassword}</h2>}
      {welcome && !welcome.needsSetup && (!hasDemo || isFormOpen) && <PasswordForm next={next} isFirst={!hasDemo || isFormOpen} />}
    </DoorPage>
  );
}

function Note({ children }: { children: ReactNode }): ReactNode {
  return (
    <p className={styles.note} role="status">
      <Info size={16} aria-hidden /> <span>{children}</span>
    </p>
  );
}

function Loading(): ReactNode {
  return (
    <div className={styles.loading} aria-hidden>
      <Skeleton height={76} />
      <Skeleton height={76} />
    </div>
  );
}
