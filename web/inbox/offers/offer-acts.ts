/** Accepting and rejecting: shown at once, taken back with a reason when somebody else was faster. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { Offer } from '#contract/assignments.ts';
import type { CaseDetail } from '#contract/cases.ts';
import { call } from '../../api/client.ts';
import { type CaseList, keys } from '../../api/queries.ts';
import type { Offers } from '../../api/reducer.ts';
import { isRefused } from '../../api/refusal.ts';
import { failureSentence } from '../../app/failure.ts';
import { useMe } from '../../app/me.ts';
import { toasts } from '../../ui/toasts.ts';
import { useWords } from '../../words/words.tsx';

export type OfferActs = { accept: (offer: Offer) => void; reject: (offer: Offer) => void };

export function useOfferActs(): OfferActs {
  const cache = useQueryClient();
  const router = useRouter();
  const me = useMe();
  const words = useWords();
  const fail = (error: unknown) => {
    const isTaken = isRefused(error, 'already-assigned');
    toasts.show({ text: isTaken ? `${words.offer.taken} · ${error.message}` : failureSentence(error, words), tone: 'danger' });
    void cache.invalidateQueries({ queryKey: keys.offers });
    void cache.invalidateQueries({ queryKey: ['cases'] });
  };
  return {
    accept(offer) {
      const before = router.state.location.href;
      takeAway(cache, offer);
      showAsMine(cache, offer, { id: me.id, name: me.name });
      void router.navigate({ to: '/inbox/{-$caseId}', params: { caseId: offer.case.id }, search: { view: 'mine' } });
      void call('acceptOffer', { offerId: offer.id }).then(
        (detail) => keepDetail(cache, detail),
        (error: unknown) => {
          fail(error);
          if (router.state.location.pathname.endsWith(offer.case.id)) void router.navigate({ href: before, replace: true });
        },
      );
    },
    reject(offer) {
      takeAway(cache, offer);
      void call('rejectOffer', { offerId: offer.id }).catch(fail);
    },
  };
}

function takeAway(cache: QueryClient, offer: Offer): void {
  cache.setQueryData<Offers>(keys.offers, (offers) => offers && { ...offers, rows: offers.rows.filter(({ id }) => id !== offer.id) });
}

/** With its old version, so that whatever the server tells of it next replaces this guess. */
function showAsMine(cache: QueryClient, offer: Offer, me: { id: string; name: string }): void {
  const row = {
    ...offer.case,
    assignedTo: me,
    place: 'assigned' as const,
    status: offer.case.status === 'new' ? ('open' as const) : offer.case.status,
  };
  cache.setQueryData<CaseList>(
    keys.cases('mine'),
    (list) => list && { ...list, rows: [row, ...list.rows.filter(({ id }) => id !== row.id)] },
  );
}

function keepDetail(cache: QueryClient, detail: CaseDetail): void {
  cache.setQueryData<CaseDetail>(keys.case(detail.case.id), (now) => (now && now.case.version > detail.case.version ? now : detail));
}
