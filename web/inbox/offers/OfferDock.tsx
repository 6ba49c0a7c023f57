/** The offer at the foot of the list (or as a strip where no list is seen): it never covers the composer and never takes focus. */

import { Check, Clock3, TimerOff, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Offer } from '#contract/assignments.ts';
import { plainText } from '#phone/format.ts';
import { useNow } from '../../api/clock.ts';
import { keyLabel } from '../../commands/keys.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Chip } from '../../ui/Chip.tsx';
import { duration } from '../../words/format.ts';
import { useLanguage, useWords } from '../../words/words.tsx';
import { useLiveOffers, useOverOffer } from './live-offers.ts';
import styles from './OfferDock.module.css';
import { useOfferActs } from './offer-acts.ts';

type Form = 'card' | 'strip';

export function OfferDock({ form }: { form: Form }): ReactNode {
  const { offer: words } = useWords();
  const [first, ...others] = useLiveOffers();
  const { over, dismiss } = useOverOffer();
  if (!first && !over) return null;
  return (
    <section className={styles.dock} data-form={form} data-pane="offer" aria-label={words.region} tabIndex={-1}>
      {over && !first && (
        <div className={styles.over}>
          <TimerOff size={16} aria-hidden />
          <span className={styles.overText}>
            <strong>{over.offer.case.customer.name}</strong> {words.timedOut}
          </span>
          <IconButton icon={X} iconSize={16} label={words.dismiss} onPress={dismiss} />
        </div>
      )}
      {first && <Card key={first.id} offer={first} others={others.length} form={form} />}
    </section>
  );
}

function Card({ offer, others, form }: { offer: Offer; others: number; form: Form }): ReactNode {
  const { offer: words } = useWords();
  const acts = useOfferActs();
  return (
    <article className={styles.card} data-form={form}>
      <header className={styles.head}>
        <h2 className={styles.title}>
          {words.title}
          {offer.case.skill && <span> · {offer.case.skill.name}</span>}
        </h2>
        {others > 0 && (
          <span className={styles.more} title={words.moreLabel(others)}>
            {words.more(others)}
          </span>
        )}
        <Seconds offer={offer} />
      </header>
      <div className={styles.body}>
        <p className={styles.who}>
          <strong>{offer.case.customer.name}</strong>
          <span className={styles.meta}>
            {offer.case.channel.name}
            <Waiting since={offer.case.waitingSince} />
          </span>
          <WindowShut closesAt={offer.case.windowClosesAt} />
        </p>
        <p className={styles.line}>{offer.firstLine === null ? words.firstLineMissing : plainText(offer.firstLine)}</p>
      </div>
      <div className={styles.acts}>
        <Button label={words.accept} icon={Check} variant="primary" keys={keyLabel('Mod+.')} onPress={() => acts.accept(offer)} />
        <Button label={words.reject} variant="quiet" keys={keyLabel('Mod+Shift+.')} onPress={() => acts.reject(offer)} />
      </div>
      <Bar offer={offer} />
    </article>
  );
}

/** Never more than the offer was given: clocks may differ by a moment. */
function secondsLeft(offer: Offer, now: number): number {
  const ends = Date.parse(offer.expiresAt);
  return Math.ceil(Math.min(Math.max(0, ends - now), ends - Date.parse(offer.offeredAt)) / 1000);
}

function Seconds({ offer }: { offer: Offer }): ReactNode {
  const { offer: words } = useWords();
  const left = secondsLeft(offer, useNow());
  return (
    <span className={styles.seconds} data-late={left <= 10}>
      {words.secondsLeft(left)}
    </span>
  );
}

function Waiting({ since }: { since: string | null }): ReactNode {
  const { offer: words } = useWords();
  const language = useLanguage();
  const now = useNow(10_000);
  if (since === null) return null;
  return (
    <>
      <Clock3 size={12} aria-hidden /> {words.waits(duration({ language }, now - Date.parse(since)))}
    </>
  );
}

/** Who accepts should know that the customer can only be read until they write again. */
function WindowShut({ closesAt }: { closesAt: string | null }): ReactNode {
  const { list } = useWords();
  const now = useNow(10_000);
  if (closesAt === null || Date.parse(closesAt) > now) return null;
  return <Chip tone="danger" icon={TimerOff} label={list.chips.windowShut} title={list.chipTitles.windowShut} />;
}

function Bar({ offer }: { offer: Offer }): ReactNode {
  const now = useNow();
  const whole = Date.parse(offer.expiresAt) - Date.parse(offer.offeredAt);
  // One second ahead, because the bar glides there while the second passes.
  const left = Math.max(0, Date.parse(offer.expiresAt) - now - 1000);
  return (
    <span className={styles.bar} data-late={left < 9500} aria-hidden>
      <i style={{ transform: `scaleX(${whole > 0 ? left / whole : 0})` }} />
    </span>
  );
}
