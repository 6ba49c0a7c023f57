import { Plus, Search, SquareSplitHorizontal } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { CustomerView, MessageView, ThreadView } from '../shapes.ts';
import { AddPhone } from './AddPhone.tsx';
import { Avatar } from './Avatar.tsx';
import { formatNumber, formatWhen } from './names.ts';
import styles from './People.module.css';
import { usePreferences, useWords } from './preferences.tsx';
import { mostPhones } from './route.ts';
import { useSandboxNow } from './store.tsx';
import { fill, type Words } from './words.ts';

type Props = { customers: CustomerView[]; phones: string[]; onGo: (phones: string[]) => void };

/** Everybody whose phone can be taken into the hand, whoever has written last on top. */
export function People({ customers, phones, onGo }: Props): ReactNode {
  const words = useWords();
  const [query, setQuery] = useState('');
  const [isAdding, setAdding] = useState(false);
  const found = customers.filter((customer) => isMatch(customer, query)).toSorted((a, b) => lastAt(b) - lastAt(a));
  return (
    <nav className={styles.people} aria-label={words.phones}>
      <div className={styles.head}>
        <h2>{words.phones}</h2>
        <button type="button" className={styles.add} onClick={() => setAdding(true)}>
          <Plus size={16} aria-hidden />
          {words.addPhone}
        </button>
      </div>
      <label className={styles.search}>
        <Search size={16} aria-hidden />
        <span className="unseen">{words.searchPhones}</span>
        <input type="search" value={query} placeholder={words.searchPhones} onChange={({ target }) => setQuery(target.value)} />
      </label>
      <ul className={styles.list}>
        {found.map((customer) => (
          <Person key={customer.id} customer={customer} phones={phones} onGo={onGo} />
        ))}
        {found.length === 0 && <li className={styles.none}>{fill(words.noPhones, { query })}</li>}
      </ul>
      {isAdding && (
        <AddPhone
          onClose={() => setAdding(false)}
          onAdded={({ id }) => {
            setAdding(false);
            setQuery('');
            onGo([id]);
          }}
        />
      )}
    </nav>
  );
}

function isMatch({ name, number, username }: CustomerView, query: string): boolean {
  const wanted = query.trim().toLowerCase();
  const digits = wanted.replace(/\D/g, '');
  return name.toLowerCase().includes(wanted) || (digits !== '' && number.includes(digits)) || (username ?? '').includes(wanted);
}

const lastOf = ({ threads }: CustomerView): ThreadView | undefined =>
  threads.filter(({ last }) => last !== null).toSorted((a, b) => (b.last?.at ?? 0) - (a.last?.at ?? 0))[0];
const lastAt = (customer: CustomerView): number => lastOf(customer)?.last?.at ?? 0;

function Person({ customer, phones, onGo }: Omit<Props, 'customers'> & { customer: CustomerView }): ReactNode {
  const words = useWords();
  const { language } = usePreferences();
  const now = useSandboxNow(60_000);
  const { id, name, number, username, isPhoneHidden, isOnline } = customer;
  const isHere = phones.includes(id);
  const last = lastOf(customer)?.last;
  const unread = customer.threads.reduce((sum, thread) => sum + thread.unread, 0);
  return (
    <li className={styles.person} data-here={isHere}>
      <button type="button" className={styles.take} aria-current={isHere} onClick={() => onGo([id])}>
        <Avatar id={id} name={name} isOnline={isOnline} />
        <span className={styles.name}>{name}</span>
        {last && <time className={styles.when}>{formatWhen(last.at, now, language)}</time>}
        <span className={styles.line}>
          {last ? preview(last, words) : isPhoneHidden ? `@${username} · ${words.hiddenNumber}` : formatNumber(number)}
        </span>
        {unread > 0 && (
          <span className={styles.unread}>
            <span aria-hidden>{unread}</span>
            <span className="unseen">{fill(words.unread, { count: unread })}</span>
          </span>
        )}
      </button>
      {!isHere && phones.length > 0 && phones.length < mostPhones && (
        <button
          type="button"
          className={styles.beside}
          title={fill(words.openBeside, { name })}
          aria-label={fill(words.openBeside, { name })}
          onClick={() => onGo([...phones, id])}
        >
          <SquareSplitHorizontal size={16} aria-hidden />
        </button>
      )}
    </li>
  );
}

/** The last line of a chat: what it says, and whether it was ours. */
export function preview({ direction, content }: MessageView, words: Words): string {
  const text = content.type === 'text' ? content.body : `📷 ${content.caption ?? words.picture}`;
  return direction === 'in' ? `${words.you}: ${text}` : text;
}
