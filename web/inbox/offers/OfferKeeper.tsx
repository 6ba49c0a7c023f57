/** What an offer does beside being seen: it sounds, is announced, notifies, and can be answered by key from anywhere. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Offer } from '#contract/assignments.ts';
import { serverNow } from '../../api/clock.ts';
import { playOffer } from '../../app/sounds.ts';
import { hasVoice, holdVoice } from '../../app/voice.ts';
import { useCommands } from '../../commands/useCommands.ts';
import { preferences } from '../../preferences.ts';
import { useWords, type Words } from '../../words/words.tsx';
import { frontOffer, nextAfter, nextOfferKeys } from './front-offer.ts';
import { useLiveOffers } from './live-offers.ts';
import { useOfferActs } from './offer-acts.ts';

const secondSoundMs = 10_000;

export function OfferKeeper(): ReactNode {
  const words = useWords();
  const offers = useLiveOffers();
  const [first] = offers;
  const acts = useOfferActs();
  const [said, say] = useState('');
  const reason = first ? null : words.commands.reasons.noOffer;
  useEffect(holdVoice, []);
  useCommands([
    {
      id: 'offer.accept',
      name: first ? words.offer.acceptOf(first.case.customer.name) : words.commands.acceptOffer,
      group: 'offer',
      keys: ['Mod+.'],
      disabledReason: reason,
      run: () => first && acts.accept(first),
    },
    {
      id: 'offer.reject',
      name: words.commands.rejectOffer,
      group: 'offer',
      keys: ['Mod+Shift+.'],
      disabledReason: reason,
      run: () => first && acts.reject(first),
    },
    {
      id: 'offer.next',
      name: words.offer.showNext,
      group: 'offer',
      keys: [nextOfferKeys],
      disabledReason: reason,
      run: () => {
        const next = first && nextAfter(offers, first.id);
        if (!next) return;
        frontOffer.choose(next.id);
        say(spoken(next, words));
      },
    },
  ]);
  return (
    <>
      {offers.map((offer) => (
        <Herald key={offer.id} offer={offer} say={say} />
      ))}
      <div className="heard-only" role="status">
        {said}
      </div>
    </>
  );
}

/** One per offer: once when it comes, once more ten seconds before it goes. */
function Herald({ offer, say }: { offer: Offer; say: (text: string) => void }): ReactNode {
  const words = useWords();
  const start = useRef({ offer, words });
  useEffect(() => {
    const { offer: first, words: now } = start.current;
    say(spoken(first, now));
    ring();
    const notification = notify(first, now);
    const left = Date.parse(first.expiresAt) - serverNow() - secondSoundMs;
    const again = () => {
      say(now.offer.announceTen);
      ring();
    };
    const timer = left > 0 ? setTimeout(again, left) : 0;
    return () => {
      clearTimeout(timer);
      notification?.close();
      say('');
    };
  }, [say]);
  return null;
}

const spoken = ({ because, case: { customer, skill, channel } }: Offer, { offer: words }: Words): string =>
  words.announce(words.titles[because], customer.name, skill?.name ?? channel.name);

/** Several that come within this time sound once. */
const soundEveryMs = 2000;
let soundedAt = Number.NEGATIVE_INFINITY;

function ring(): void {
  const { sounds, volume } = preferences.read();
  if (!sounds || !hasVoice() || performance.now() - soundedAt < soundEveryMs) return;
  soundedAt = performance.now();
  playOffer(volume);
}

function notify(offer: Offer, words: Words): Notification | null {
  if (!document.hidden || !hasVoice() || !('Notification' in window) || Notification.permission !== 'granted') return null;
  const notification = new Notification(words.offer.notificationTitle(words.offer.titles[offer.because], offer.case.customer.name), {
    body: offer.firstLine ?? offer.case.skill?.name ?? '',
    tag: `offer-${offer.id}`,
    icon: '/icon.svg',
    requireInteraction: true,
  });
  notification.onclick = () => {
    window.focus();
    notification.close();
  };
  return notification;
}
