import type { ReactNode } from 'react';
import { Ticks } from '#phone/Ticks.tsx';
import type { BusinessNumber, CustomerView, MessageView } from '../shapes.ts';
import { Avatar } from './Avatar.tsx';
import styles from './ChatList.module.css';
import { formatWhen } from './names.ts';
import { preview } from './People.tsx';
import { usePreferences, useWords } from './preferences.tsx';
import { chatKey } from './state.ts';
import { useKnown, useSandboxNow } from './store.tsx';
import { tickOf } from './tick-of.ts';
import { fill } from './words.ts';

type Props = { customer: CustomerView; numbers: BusinessNumber[]; onOpen: (phoneNumberId: string) => void };

/** The phone's first screen: the businesses it chats with. Nothing is read from here. */
export function ChatList({ customer, numbers, onOpen }: Props): ReactNode {
  const words = useWords();
  return (
    <div className={styles.screen}>
      <header className={styles.head}>
        <h2 aria-label={fill(words.chatsOf, { name: customer.name })}>{words.chats}</h2>
        <Avatar id={customer.id} name={customer.name} size={32} />
      </header>
      <ul>
        {numbers.map((number) => (
          <Row key={number.phoneNumberId} customer={customer} number={number} onOpen={onOpen} />
        ))}
      </ul>
    </div>
  );
}

function Row({ customer, number, onOpen }: Pick<Props, 'customer' | 'onOpen'> & { number: BusinessNumber }): ReactNode {
  const words = useWords();
  const { language } = usePreferences();
  const now = useSandboxNow(60_000);
  const thread = customer.threads.find(({ phoneNumberId }) => phoneNumberId === number.phoneNumberId);
  const last = thread?.last;
  const unread = thread?.unread ?? 0;
  const key = chatKey({ customerId: customer.id, phoneNumberId: number.phoneNumberId });
  const written = useKnown((state) => state.written[key]?.trim() ?? '');
  return (
    <li>
      <button type="button" className={styles.row} onClick={() => onOpen(number.phoneNumberId)} data-unread={unread > 0}>
        <Avatar id={number.phoneNumberId} name={number.verifiedName} size={48} />
        <span className={styles.name}>{number.verifiedName}</span>
        {last && <time className={styles.when}>{formatWhen(last.at, now, language)}</time>}
        <span className={styles.line}>
          {!written && last?.direction === 'in' && <Ticks status={tickOf(last)} language={language} />}
          <LastLine written={written} last={last} />
        </span>
        {unread > 0 && (
          <span className={styles.unread}>
            <span aria-hidden>{unread}</span>
            <span className="unseen">{fill(words.unread, { count: unread })}</span>
          </span>
        )}
      </button>
    </li>
  );
}

/** What was begun here and not sent comes before what was said last. */
function LastLine({ written, last }: { written: string; last: MessageView | null | undefined }): ReactNode {
  const words = useWords();
  if (!written) return <span>{last ? preview(last, words).replace(`${words.you}: `, '') : words.noMessagesYet}</span>;
  return (
    <span>
      <em>{words.draft}</em> {written}
    </span>
  );
}
