/** The offer at the foot of the list (or as a strip where no list is seen): it never covers the composer and never takes focus. */

import { Check, ChevronDown, Clock3, TimerOff, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Offer } from '#contract/assignments.ts';
import { plainText } from '#phone/format.ts';
import { useNow } from '../../api/clock.ts';
import { keyLabel } from '../../commands/keys.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Chip } from '../../ui/Chip.tsx';
import { duration } from '../../words/format.ts';
import { useLanguage, useWords } from '../../words/words.tsx';
import { frontOffer, nextOfferKeys } from './front-offer.ts';
import { useLiveOffers, useOverOffer } from './live-offers.ts';
import styles from './OfferDock.module.css';
import { useOfferActs } from './offer-acts.ts';
import { overSentence } from './offer-words.ts';

type Form = 'card' | 'strip';

/** What one looks at stands nearest to the edge of the dock, so that its buttons stay where they are when others come and go. */
export function OfferDock({ form }: { form: Form }): ReactNode {
  const { offer: words } = useWords();
  const [first, ...others] = useLiveOffers();
  const [isOpen, setOpen] = useState(form === 'card');
  const over = useOverNote();
  if (!first && !over) return null;
  const toggle = others.length > 0 && <More count={others.length} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />;
  const front = first && <Card key={first.id} offer={first} more={toggle} form={form} />;
  const rest = isOpen && others.length > 0 && <Others offers={others} />;
  return (
    <section className={styles.dock} data-form={form} data-pane="offer" aria-label={words.region} tabIndex={-1}>
      {form === 'strip' && front}
      {over}
      {rest}
      {form === 'card' && front}
    </section>
  );
}

function useOverNote(): ReactNode {
  const words = useWords();
  const { over, dismiss } = useOverOffer();
  const sentence = over && overSentence(over, words);
  if (!over || !sentence) return null;
  return (
    <div className={styles.over} role="status">
      <TimerOff size={16} aria-hidden />
      <span className={styles.overText}>
        <strong>{over.offer.case.customer.name}</strong> {sentence}
      </span>
      <IconButton icon={X} iconSize={16} label={words.offer.dismiss} onPress={dismiss} />
    </div>
  );
}

function More({ count, isOpen, onToggle }: { count: number; isOpen: boolean; onToggle: () => void }): ReactNode {
  const { offer: words } = useWords();
  const title = `${words.moreLabel(count)} · ${words.showNext} ${keyLabel(nextOfferKeys)}`;
  return (
    <button type="button" className={styles.more} title={title} aria-expanded={isOpen} aria-controls={othersId} onClick={onToggle}>
      <span className="heard-only">{words.moreLabel(count)}</span>
      <span aria-hidden>{words.more(count)}</span>
      <ChevronDown size={12} aria-hidden />
    </button>
  );
}

const othersId = 'other-offers';

/** The others, nearest end first: each can be answered where it stands, or brought to the front to be read. */
function Others({ offers }: { offers: readonly Offer[] }): ReactNode {
  const { offer: words } = useWords();
  const acts = useOfferActs();
  return (
    <ul className={styles.others} id={othersId} aria-label={words.moreLabel(offers.length)}>
      {offers.map((offer) => {
        const { customer, skill, channel } = offer.case;
        return (
          <li key={offer.id} className={styles.other}>
            <button type="button" className={styles.choose} title={words.show(customer.name)} onClick={() => frontOffer.choose(offer.id)}>
              <strong>{customer.name}</strong>
              <span className={styles.meta}>{skill?.name ?? channel.name}</span>
            </button>
            <Seconds offer={offer} />
            <IconButton icon={Check} iconSize={16} label={words.acceptOf(customer.name)} onPress={() => acts.accept(offer)} />
            <IconButton icon={X} iconSize={16} label={words.rejectOf(customer.name)} onPress={() => acts.reject(offer)} />
            <Bar offer={offer} />
          </li>
        );
      })}
    </ul>
  );
}

function Card({ offer, more, form }: { offer: Offer; more: ReactNode; form: Form }): ReactNode {
  const { offer: words } = useWords();
  const acts = useOfferActs();
  return (
    <article className={styles.card} data-form={form}>
      <header className={styles.head}>
        <h2 className={styles.title}>
          {words.titles[offer.because]}
          {offer.case.skill && <span> · {offer.case.skill.name}</span>}
        </h2>
        {more}
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
