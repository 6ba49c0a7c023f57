import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { call } from '../api/client.ts';
import { failureSentence } from '../app/failure.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import { useWords } from '../words/words.tsx';
import { useEnter } from './enter.ts';
import styles from './Form.module.css';

export function PasswordForm({ next, isFirst }: { next: string | undefined; isFirst: boolean }): ReactNode {
  const words = useWords();
  const enter = useEnter();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [isTried, setTried] = useState(false);
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const signing = useMutation({
    mutationFn: () => call('signIn', { email: email.trim(), password }),
    onSuccess: (me) => enter(me, next),
    onError: () => passwordField.current?.select(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (email.trim() === '') emailField.current?.focus();
    else if (password === '') passwordField.current?.focus();
    else if (!signing.isPending) signing.mutate();
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {signing.error && (
        <p className={styles.problem} role="alert">
          {failureSentence(signing.error, words)}
        </p>
      )}
      <TextField
        label={words.signIn.email}
        name="email"
        type="email"
        autoComplete="username"
        ref={emailField}
        value={email}
        onChange={setEmail}
        autoFocus={isFirst}
        isRequired
        error={isTried && email.trim() === '' ? words.signIn.emailMissing : null}
      />
      <TextField
        label={words.signIn.password}
        name="password"
        type="password"
        autoComplete="current-password"
        ref={passwordField}
        value={password}
        onChange={setPassword}
        reveal={{ show: words.signIn.showPassword, hide: words.signIn.hidePassword }}
        isRequired
        error={isTried && password === '' ? words.signIn.passwordMissing : null}
      />
      <Button
        label={signing.isPending ? words.signIn.submitting : words.signIn.submit}
        type="submit"
        variant="primary"
        size="large"
        isPending={signing.isPending}
      />
    </form>
  );
}
