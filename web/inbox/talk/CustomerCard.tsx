/** Who writes, how they can be reached, what is going on with them, and why the case is where it is. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { AtSign, Copy, EyeOff, Fingerprint, type LucideIcon, Phone, UserX } from 'lucide-react';
import { lazy, type ReactNode, Suspense } from 'react';
import type { CaseRow } from '#contract/cases.ts';
import type { Customer } from '#contract/customers.ts';
import { useNow } from '../../api/clock.ts';
import { caseQuery, customerQuery } from '../../api/queries.ts';
import { failureSentence } from '../../app/failure.ts';
import { mayOnChannel, useMe } from '../../app/me.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Chip } from '../../ui/Chip.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { toasts } from '../../ui/toasts.ts';
import { longDate as dateOf, dateTime, when } from '../../words/format.ts';
import { useLanguage, useWords, type Words } from '../../words/words.tsx';
import { onOfferWords } from '../offers/offer-words.ts';
import styles from './CustomerCard.module.css';
import { isCaseMissing } from './gone.ts';
import { StatusMark } from './StatusMark.tsx';

// It waits for its decisions anyway: no part of what must be there before the first word is read.
const WhyMe = lazy(async () => ({ default: (await import('./WhyMe.tsx')).WhyMe }));

const route = getRouteApi('/signed-in/inbox/{-$caseId}');

export function CustomerCard({ caseId }: { caseId: string }): ReactNode {
  const words = useWords();
  const { talk } = words;
  const { data, error } = useQuery(caseQuery(caseId));
  const row = data?.case;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that scrolls must be reachable by keyboard even where nothing in it takes focus.
    <section className={styles.card} aria-label={talk.card.region} tabIndex={0}>
      {row && <CardOf row={row} />}
      {!row && (error ? <NoCard error={error} words={words} /> : <CardSkeleton />)}
    </section>
  );
}

/** The conversation beside it says the same, and has the button to ask again. */
function NoCard({ error, words }: { error: Error; words: Words }): ReactNode {
  return <EmptyState icon={UserX} title={isCaseMissing(error) ? words.errors.caseMissing : words.talk.card.failed} />;
}

function CardOf({ row }: { row: CaseRow }): ReactNode {
  const words = useWords();
  const me = useMe();
  const { talk } = words;
  const { data, error, refetch } = useQuery(customerQuery(row.customer.id));
  return (
    <>
      <header className={styles.head}>
        <Avatar name={row.customer.name} size={56} />
        <h2 className={styles.name}>{row.customer.name}</h2>
        {data && <About customer={data.customer} />}
      </header>
      {error && (
        <p className={styles.failed} role="alert">
          {talk.card.failed} {failureSentence(error, words)}
          <Button label={words.app.retry} size="small" onPress={() => void refetch()} />
        </p>
      )}
      {data ? <Identities customer={data.customer} /> : !error && <Skeleton height={40} />}
      <CaseFacts row={row} />
      {mayOnChannel(me, row.channel.id, 'decisions.view') && (
        <Suspense fallback={<Skeleton height={48} />}>
          <WhyMe caseId={row.id} />
        </Suspense>
      )}
      {data && <EarlierCases cases={data.cases.filter(({ id }) => id !== row.id)} />}
    </>
  );
}

function About({ customer }: { customer: Customer }): ReactNode {
  const { talk } = useWords();
  const language = useLanguage();
  return (
    <p className={styles.about}>
      {customer.language && <Chip label={talk.card.languages[customer.language]} />}
      <span>
        {talk.card.firstSeen} {dateOf({ language }, customer.firstSeenAt)}
      </span>
    </p>
  );
}

const identityIcons: Record<Customer['identities'][number]['kind'], LucideIcon> = { phone: Phone, bsuid: Fingerprint, username: AtSign };

const kinds = ['phone', 'username', 'bsuid'];
const byKind = (a: { kind: string }, b: { kind: string }): number => kinds.indexOf(a.kind) - kinds.indexOf(b.kind);

function Identities({ customer }: { customer: Customer }): ReactNode {
  const { talk, app } = useWords();
  const copy = (value: string) => void navigator.clipboard.writeText(value).then(() => toasts.show({ text: app.copied, lastsMs: 2000 }));
  return (
    <ul className={styles.identities}>
      {customer.identities.toSorted(byKind).map(({ kind, value, isMasked }) => {
        const Icon = identityIcons[kind];
        return (
          <li key={`${kind} ${value}`}>
            <Icon size={16} aria-hidden />
            <span className={styles.identity}>
              <span className={styles.identityKind}>{talk.card[kind]}</span>
              <span className={styles.identityValue}>{value}</span>
            </span>
            {isMasked && (
              <span title={talk.card.masked} className={styles.masked}>
                <EyeOff size={14} aria-label={talk.card.masked} role="img" />
              </span>
            )}
            {!isMasked && window.isSecureContext && (
              <button
                type="button"
                className={styles.copy}
                aria-label={talk.card.copy(talk.card[kind])}
                title={talk.card.copy(talk.card[kind])}
                onClick={() => copy(value)}
              >
                <Copy size={14} aria-hidden />
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function CaseFacts({ row }: { row: CaseRow }): ReactNode {
  const { talk, offer, status: names } = useWords();
  const language = useLanguage();
  const me = useMe();
  const at = (instant: string | null) => (instant === null ? talk.card.none : dateTime({ language }, instant));
  const agent = row.assignedTo === null ? talk.header.nobody : row.assignedTo.id === me.id ? talk.header.me : row.assignedTo.name;
  const facts: [string, ReactNode][] = [
    [talk.card.number, `#${row.number}`],
    [
      talk.card.status,
      <span key="status" className={styles.status}>
        <StatusMark status={row.status} size={14} />
        {names[row.status]}
      </span>,
    ],
    [talk.card.channel, row.channel.name],
    [talk.card.skill, row.skill?.name ?? talk.card.none],
    [talk.card.agent, onOfferWords(row, me.id, offer) ?? agent],
    [talk.card.opened, at(row.openedAt)],
    ...(row.waitingSince ? ([[talk.card.waiting, at(row.waitingSince)]] as [string, ReactNode][]) : []),
    [talk.card.window, at(row.windowClosesAt)],
  ];
  return (
    <section className={styles.section} aria-label={talk.card.case}>
      <h3 className={styles.heading}>{talk.card.case}</h3>
      <dl className={styles.facts}>
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function EarlierCases({ cases }: { cases: readonly CaseRow[] }): ReactNode {
  const { talk, status: names } = useWords();
  const language = useLanguage();
  const search = route.useSearch();
  const now = useNow(60_000);
  return (
    <section className={styles.section} aria-label={talk.card.earlier}>
      <h3 className={styles.heading}>
        {talk.card.earlier}
        {cases.length > 0 && <span className={styles.count}>{cases.length}</span>}
      </h3>
      {cases.length === 0 && <p className={styles.quiet}>{talk.card.noEarlier}</p>}
      <ul>
        {cases.map((row) => (
          <li key={row.id}>
            <Link
              className={styles.earlier}
              to="/inbox/{-$caseId}"
              params={{ caseId: row.id }}
              search={search}
              aria-label={talk.card.openCase(row.number)}
            >
              <StatusMark status={row.status} size={14} />
              <span className="figures">#{row.number}</span>
              <span className={styles.earlierTexts}>
                {row.skill?.name ?? row.channel.name} · {names[row.status]}
              </span>
              <time dateTime={row.lastMessageAt}>{when({ language }, row.lastMessageAt, now)}</time>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function CardSkeleton(): ReactNode {
  return (
    <div className={styles.head}>
      <Skeleton width={56} height={56} isRound />
      <Skeleton width={120} height={20} />
      <Skeleton height={160} />
    </div>
  );
}
