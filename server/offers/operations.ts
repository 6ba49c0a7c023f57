/** What an agent does with an offer. Whoever comes too late is told what happened instead. */

import { isRefusal, type RefusalValue } from '#contract/refusals.ts';
import { acceptOffer, rejectOffer } from '#engine/case/assign.ts';
import type { SceneEvent } from '#engine/events.ts';
import type { SceneCase } from '#engine/scene.ts';
import { readCaseAfter } from '../cases/detail.ts';
import type { Handlers, SignedCall } from '../http/call.ts';
import { Refusal, throwRefusal } from '../refusal.ts';
import { apply } from '../scene/apply.ts';
import { loadCases } from '../scene/load.ts';
import { findMyOffer, type KnownOffer, selectOfferIds, selectOffers } from './queries.ts';

export const offerHandlers = {
  listOffers: async ({ db, signed }) => {
    const offers = await selectOffers(db, await selectOfferIds(db, signed.personId));
    return { rows: offers.map(({ personId: _mine, ...offer }) => offer) };
  },
  acceptOffer: async (call: SignedCall, { offerId }) => {
    const { caseId } = await settle(call, offerId, {
      done: 'accepted',
      decide: (live, at) => acceptOffer(live, offerId, { personId: call.signed.personId, assignmentId: call.context.newId(), at }),
    });
    return readCaseAfter(call, caseId);
  },
  rejectOffer: async (call: SignedCall, { offerId }) => {
    await settle(call, offerId, {
      done: 'rejected',
      decide: (live, at) => rejectOffer(live, offerId, { personId: call.signed.personId, at }),
    });
    return {};
  },
} satisfies Handlers;

type Settlement = { done: 'accepted' | 'rejected'; decide(live: SceneCase, at: number): SceneEvent[] | RefusalValue };

/** The state is read once the customer is locked, so of two who come at the same instant the second sees what the first did. */
function settle(call: SignedCall, offerId: string, { done, decide }: Settlement): Promise<KnownOffer> {
  const { personId } = call.signed;
  return call.db.transact(async (db) => {
    const expected = await findMyOffer(db, offerId, personId);
    if (!expected) throw new Refusal('not-found');
    const scene = (await loadCases(db, [expected.caseId])).get(expected.caseId);
    const offer = await findMyOffer(db, offerId, personId);
    // A second click is answered as the first one was.
    if (!scene || !offer || offer.state === done) return expected;
    const events = scene.liveCase && offer.state === 'live' ? decide(scene.liveCase, scene.now) : lateFor(offer, done);
    if (isRefusal(events)) throwRefusal(events);
    await apply(db, [{ events, traceId: call.requestId, actorId: personId }], call.context.newId);
    return offer;
  });
}

function lateFor({ assignedName }: KnownOffer, wanted: Settlement['done']): never {
  if (wanted === 'accepted' && assignedName !== null) throw new Refusal('already-assigned', { name: assignedName });
  throw new Refusal('offer-over');
}
