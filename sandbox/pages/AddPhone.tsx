import { type FormEvent, type ReactNode, useState } from 'react';
import type { CustomerView, FaultView } from '../shapes.ts';
import styles from './AddPhone.module.css';
import { Dialog } from './Dialog.tsx';
import { DeskProblem, desk, type NewPhone } from './desk.ts';
import { usePreferences, useWords } from './preferences.tsx';
import { useKnown } from './store.tsx';
import { fill, type Language, type Words } from './words.ts';

type Props = { onClose: () => void; onAdded: (customer: CustomerView) => void };
const noFaults: FaultView[] = [];

/** Before anybody is asked: what a person can put right here. */
function problemWith({ name, username }: NewPhone, words: Words): string | null {
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(name)) return words.nameMissing;
  return username === undefined || /^(?=.*[a-z])[a-z0-9._]{3,35}$/.test(username) ? null : words.usernameWrong;
}

const sentenceFor = (cause: Error, words: Words): string =>
  cause instanceof DeskProblem && cause.status === 409 ? words.phoneTaken : fill(words.addFailed, { problem: cause.message });

export function AddPhone({ onClose, onAdded }: Props): ReactNode {
  const words = useWords();
  const { language } = usePreferences();
  const [name, setName] = useState('');
  const [country, setCountry] = useState<Language>(language);
  const [suffix, setSuffix] = useState('');
  const [isHidden, setHidden] = useState(false);
  const [username, setUsername] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const faults = useKnown((state) => state.world?.faults ?? noFaults);
  const add = (event: FormEvent) => {
    event.preventDefault();
    const phone: NewPhone = {
      name: name.trim(),
      language: country,
      ...(suffix ? { suffix } : {}),
      ...(isHidden ? { username: username.trim().toLowerCase() } : {}),
    };
    const wrong = problemWith(phone, words);
    setProblem(wrong);
    if (wrong === null) desk.add(phone).then(onAdded, (cause: Error) => setProblem(sentenceFor(cause, words)));
  };
  return (
    <Dialog title={words.addPhoneTitle} onClose={onClose}>
      <form className={styles.form} onSubmit={add} noValidate>
        <label>
          {words.name}
          <input required maxLength={80} value={name} autoComplete="off" onChange={({ target }) => setName(target.value)} />
        </label>
        <label>
          {words.phoneLanguage}
          <select value={country} onChange={({ target }) => setCountry(target.value as Language)}>
            <option value="ko">{words.korea}</option>
            <option value="en">{words.britain}</option>
          </select>
        </label>
        <label>
          {words.behaviour}
          <select value={suffix} onChange={({ target }) => setSuffix(target.value)}>
            <option value="">{words.behavesWell}</option>
            {faults.map((fault) =>
              fault.suffix === null ? null : (
                <option key={fault.code} value={fault.suffix}>
                  {fault[language]} ({fault.code})
                </option>
              ),
            )}
          </select>
        </label>
        <label className={styles.check}>
          <input type="checkbox" checked={isHidden} onChange={({ target }) => setHidden(target.checked)} />
          {words.hidesNumber}
        </label>
        {isHidden && (
          <label>
            {words.username}
            <input
              required
              maxLength={35}
              value={username}
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              onChange={({ target }) => setUsername(target.value)}
            />
          </label>
        )}
        {problem !== null && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
        <div className={styles.foot}>
          <button type="button" onClick={onClose}>
            {words.cancel}
          </button>
          <button type="submit">{words.add}</button>
        </div>
      </form>
    </Dialog>
  );
}
