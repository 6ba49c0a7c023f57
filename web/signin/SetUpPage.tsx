import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { call } from '../api/client.ts';
import { failureSentence } from '../app/failure.ts';
import { preferences, usePreferences } from '../preferences.ts';
import { Button } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { TextField } from '../ui/TextField.tsx';
import { useWords, type Words } from '../words/words.tsx';
import { DoorPage, languageNames } from './DoorPage.tsx';
import { useEnter } from './enter.ts';
import styles from './Form.module.css';
import page from './SignInPage.module.css';

/** The code travels behind `#`, so that it never reaches a server's log. */
const codeOf = (hash: string): string => new URLSearchParams(hash.replace(/^#/, '')).get('code') ?? '';

export function SetUpPage(): ReactNode {
  const { setUp } = useWords();
  const [code] = useState(() => codeOf(location.hash));
  return (
    <DoorPage>
      <h1 className={page.title}>{setUp.title}</h1>
      {code === '' ? <p className={styles.problem}>{setUp.missingCode}</p> : <SetUpForm code={code} />}
    </DoorPage>
  );
}

type Wanted = { organisation: string; name: string; email: string; password: string };
type Field = keyof Wanted;
const fields: readonly Field[] = ['organisation', 'name', 'email', 'password'];
const shortest = 12;

function problemsOf(wanted: Wanted, { setUp }: Words): Partial<Record<Field, string>> {
  const problems: Partial<Record<Field, string>> = {};
  for (const field of fields) if (wanted[field].trim() === '') problems[field] = setUp.required;
  if (!problems.email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(wanted.email.trim())) problems.email = setUp.emailWrong;
  if (!problems.password && wanted.password.length < shortest) problems.password = setUp.passwordShort;
  return problems;
}

function SetUpForm({ code }: { code: string }): ReactNode {
  const words = useWords();
  const enter = useEnter();
  const { language } = usePreferences();
  const [wanted, setWanted] = useState<Wanted>({ organisation: '', name: '', email: '', password: '' });
  const [isTried, setTried] = useState(false);
  const summary = useRef<HTMLDivElement>(null);
  const creating = useMutation({
    mutationFn: () => call('setUp', { ...wanted, email: wanted.email.trim(), code, language }),
    onSuccess: (me) => enter(me),
  });
  const problems = isTried ? problemsOf(wanted, words) : {};
  const wrong = fields.filter((field) => problems[field]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problemsOf(wanted, words)).length > 0) requestAnimationFrame(() => summary.current?.focus());
    else if (!creating.isPending) creating.mutate();
  };
  const field = (name: Field, more: { type?: 'email' | 'password'; autoComplete: string; hint?: string }) => (
    <TextField
      id={`setup-${name}`}
      name={name}
      label={words.setUp[name]}
      value={wanted[name]}
      onChange={(value) => setWanted({ ...wanted, [name]: value })}
      error={problems[name] ?? null}
      isRequired
      {...more}
      {...(name === 'password' ? { reveal: { show: words.signIn.showPassword, hide: words.signIn.hidePassword } } : {})}
    />
  );
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <p className={styles.lead}>{words.setUp.lead}</p>
      {creating.error && (
        <p className={styles.problem} role="alert">
          {failureSentence(creating.error, words)}
        </p>
      )}
      {wrong.length > 0 && (
        <div className={styles.problem} ref={summary} tabIndex={-1}>
          {words.setUp.problems(wrong.length)}
          <ul>
            {wrong.map((name) => (
              <li key={name}>
                <a href={`#setup-${name}`} onClick={(event) => focusField(event, name)}>
                  {words.setUp[name]}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
      {field('organisation', { autoComplete: 'organization' })}
      {field('name', { autoComplete: 'name' })}
      {field('email', { type: 'email', autoComplete: 'username' })}
      {field('password', { type: 'password', autoComplete: 'new-password', hint: words.setUp.passwordHint })}
      <div className={styles.language}>
        <span className={styles.label} aria-hidden>
          {words.setUp.language}
        </span>
        <Segmented
          label={words.setUp.language}
          value={language}
          options={(['ko', 'en'] as const).map((value) => ({ value, label: languageNames[value] }))}
          onChange={(value) => preferences.change({ language: value })}
        />
      </div>
      <Button
        label={creating.isPending ? words.setUp.submitting : words.setUp.submit}
        type="submit"
        variant="primary"
        size="large"
        isPending={creating.isPending}
      />
    </form>
  );
}

function focusField(event: { preventDefault(): void }, name: Field): void {
  event.preventDefault();
  document.getElementById(`setup-${name}`)?.focus();
}
