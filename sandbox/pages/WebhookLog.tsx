import { RotateCw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { CustomerView, WebhookView } from '../shapes.ts';
import { desk } from './desk.ts';
import { usePreferences, useWords } from './preferences.tsx';
import { useKnown } from './store.tsx';
import styles from './WebhookLog.module.css';
import { fill, type Words } from './words.ts';

const mostShown = 60;

/** What was posted to the business, newest first: answer, attempts, time taken, and the way to post it again. */
export function WebhookLog({ customers }: { customers: CustomerView[] }): ReactNode {
  const words = useWords();
  const webhooks = useKnown((state) => state.webhooks);
  if (webhooks.length === 0) return <p className={styles.none}>{words.noWebhooks}</p>;
  return (
    <ol className={styles.log}>
      {webhooks
        .slice(-mostShown)
        .toReversed()
        .map((webhook) => (
          <Line key={webhook.id} webhook={webhook} name={customers.find(({ id }) => id === webhook.customerId)?.name ?? ''} />
        ))}
    </ol>
  );
}

function Line({ webhook, name }: { webhook: WebhookView; name: string }): ReactNode {
  const words = useWords();
  const { language } = usePreferences();
  const [body, setBody] = useState<string | null>(null);
  const { id, tells, queuedAt, attempts, tookMs } = webhook;
  const time = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', second: '2-digit' }).format(queuedAt);
  const show = async (isOpen: boolean) => {
    if (!isOpen || body !== null) return;
    const told = await desk.webhookBody(id).catch(() => null);
    setBody(told === null ? '' : JSON.stringify(told.body, null, 2));
  };
  return (
    <li className={styles.line}>
      <details onToggle={({ currentTarget }) => void show(currentTarget.open)}>
        <summary>
          <span className={styles.tells}>
            {words.tells[tells] ?? tells} <span>{name}</span>
          </span>
          <span className={styles.state} data-state={stateOf(webhook)}>
            {stateWord(webhook, words)}
          </span>
          <span className={styles.facts}>
            {time}
            {attempts > 1 && ` · ${fill(words.attempts, { count: attempts })}`}
            {tookMs !== null && ` · ${tookMs} ms`}
          </span>
        </summary>
        <section
          className={styles.body}
          aria-label={fill(words.webhookBody, { id })}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
          tabIndex={0}
        >
          {body ?? words.loading}
        </section>
      </details>
      <button
        type="button"
        title={words.resend}
        aria-label={fill(words.resendOf, { id })}
        onClick={() => void desk.resend(id).catch(() => undefined)}
      >
        <RotateCw size={14} aria-hidden />
      </button>
    </li>
  );
}

const stateOf = ({ state, attempts }: WebhookView): string => (state === 'waiting' && attempts > 0 ? 'retrying' : state);

function stateWord({ state, lastStatus, lastReason }: WebhookView, words: Words): string {
  const last = lastStatus ?? lastReason;
  if (state === 'done') return `${lastStatus} ${words.webhookDone}`;
  const word = state === 'given-up' ? words.webhookGivenUp : words.webhookWaiting;
  return last === null ? word : `${last} ${word}`;
}
