/** What is said of offers, beside the words themselves. */
import type { CaseDetail, CaseRow } from '#contract/cases.ts';
import type { Offers } from '../../api/reducer.ts';
import type { Words } from '../../words/words.tsx';

type Over = NonNullable<Offers['over']>;

/** Null when it is on offer to nobody, or nothing can be sent anyway. */
export function onOfferSentence(
  { case: { offeredTo }, allowed }: CaseDetail,
  me: { id: string; isAgent: boolean },
  words: Words['offer'],
): string | null {
  if (offeredTo === null || allowed.reply) return null;
  if (offeredTo.id === me.id) return words.notice.mine;
  return me.isAgent ? words.notice.other(offeredTo.name) : words.notice.untouched(offeredTo.name);
}

/** In the facts of a case, in place of who has it. */
export function onOfferWords({ offeredTo }: Pick<CaseRow, 'offeredTo'>, meId: string, words: Words['offer']): string | null {
  if (offeredTo === null) return null;
  return offeredTo.id === meId ? words.nowToMe : words.nowTo(offeredTo.name);
}

/** Null where there is nothing to say: who leaves `available` knows where the offers went. */
export function overSentence({ outcome, by, offer: { case: row } }: Over, { offer: words }: Pick<Words, 'offer'>): string | null {
  if (outcome === 'timed-out') return words.timedOut;
  if (outcome === 'taken-over') return words.takenOver(by);
  return row.status === 'resolved' || row.status === 'closed' || row.status === 'trashed' ? words.finished : null;
}
