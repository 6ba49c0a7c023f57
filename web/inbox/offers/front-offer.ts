/** Which of several offers is in front: the one somebody chose, else the one that runs out next. Keys and the dock ask the same. */
import type { Offer } from '#contract/assignments.ts';

export const nextOfferKeys = 'Alt+.';

let chosen: string | null = null;
const listeners = new Set<() => void>();

export const frontOffer = {
  read: (): string | null => chosen,
  choose(offerId: string): void {
    chosen = offerId;
    for (const listener of listeners) listener();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** The one in front, then the others, nearest end first. */
export function inView(offers: readonly Offer[], chosenId: string | null): Offer[] {
  const ordered = byEnd(offers);
  const front = ordered.find(({ id }) => id === chosenId);
  return front ? [front, ...ordered.filter((offer) => offer !== front)] : ordered;
}

/** Who is next when people go through them one by one; after the last the first again. */
export function nextAfter(offers: readonly Offer[], frontId: string): Offer | undefined {
  const ordered = byEnd(offers);
  return ordered[(ordered.findIndex(({ id }) => id === frontId) + 1) % ordered.length];
}

const byEnd = (offers: readonly Offer[]): Offer[] =>
  offers.toSorted((a, b) => Date.parse(a.expiresAt) - Date.parse(b.expiresAt) || (a.id < b.id ? -1 : 1));
