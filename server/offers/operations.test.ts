import { expect, test } from 'vitest';
import type { SceneEvent } from '#engine/events.ts';
import { type Centre, openCentre } from '../../test/support/centre.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import { agentHandlers } from '../agents/operations.ts';
import { assignmentHandlers } from '../assignments/operations.ts';
import { caseHandlers } from '../cases/operations.ts';
import type { Context } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { routeOnce } from '../routing/dispatch.ts';
import { apply } from '../scene/apply.ts';
import { fireOnce } from '../timers/fire.ts';
import { offerHandlers } from './operations.ts';

type Live = { offerId: string; caseId: string; personId: string };

async function route(context: Context) {
  while ((await routeOnce(context)) > 0);
}
const liveOffers = ({ db }: Centre) =>
  db.rows<Live>(
    `select id as "offerId", case_id as "caseId", person_id as "personId" from offers where state = 'live' order by offered_at, id`,
  );
const theOffer = async (centre: Centre): Promise<Live> => {
  const [offer] = await liveOffers(centre);
  if (!offer) throw new Error('Nothing is offered.');
  return offer;
};
const other = ({ agents }: Centre, personId: string) => agents.find((id) => id !== personId) ?? '';
/** What came of it: `done`, or the code of the refusal. */
const outcome = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error) => (error instanceof Refusal ? `${error.code} ${error.details.name ?? ''}`.trim() : Promise.reject(error)),
  );
const accept = (centre: Centre, { offerId, personId }: Live, context = centre.context) =>
  outcome(offerHandlers.acceptOffer({ ...centre.as(personId), context, db: context.db }, { offerId }));
const reject = (centre: Centre, { offerId, personId }: Live) => outcome(offerHandlers.rejectOffer(centre.as(personId), { offerId }));

test('F34: of two agents who take the same case at once on two nodes one wins, 300 times; the other is told who', async () => {
  const races = 300;
  /** So few at a time that none runs out before its turn, however busy the machine is. */
  const portion = 50;
  const centre = await openCentre({ agents: Array.from({ length: 8 }, () => ({ 0: 1 })), capacity: 100 });
  const node = await centre.another();
  await centre.arrive(...centre.agents);
  for (let done = 0; done < races; done += portion) {
    await Promise.all(Array.from({ length: portion }, () => centre.wait()));
    await route(centre.context);
    const offers = await liveOffers(centre);
    expect(offers).toHaveLength(portion);
    for (const [index, offer] of offers.entries()) {
      const rival = centre.agents.filter((id) => id !== offer.personId)[index % 7] ?? '';
      const outcomes = await Promise.all([
        accept(centre, offer),
        outcome(assignmentHandlers.assignCase({ ...centre.as(rival), context: node, db: node.db }, { caseId: offer.caseId })),
        accept(centre, offer, node),
      ]);
      const won = outcomes[1] === 'done' ? rival : offer.personId;
      const name = (id: string) => `already-assigned Agent ${centre.agents.indexOf(id) + 1}`;
      expect(outcomes).toEqual(won === rival ? [name(won), 'done', name(won)] : ['done', name(won), 'done']);
    }
  }
  const [row] = await centre.db.rows<{ live: number }>('select count(*) as live from assignments where ended_at is null');
  expect(row?.live).toBe(races);
  expect(await brokenInvariants(centre.db)).toEqual([]);
}, 60_000);

test('F34: accepting twice answers the same; somebody else’s offer does not exist', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, { 0: 2 }] });
  await centre.arrive(...centre.agents);
  await centre.wait();
  await route(centre.context);
  const offer = await theOffer(centre);
  expect(await accept(centre, { ...offer, personId: other(centre, offer.personId) })).toBe('not-found');
  const once = await offerHandlers.acceptOffer(centre.as(offer.personId), { offerId: offer.offerId });
  const twice = await offerHandlers.acceptOffer(centre.as(offer.personId), { offerId: offer.offerId });
  expect(twice).toEqual(once);
  expect(await reject(centre, offer)).toBe('offer-over');
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('an offer says whether the case is new, was opened again by the customer, or came back from an agent; the history says so too', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }] });
  const [bo] = centre.agents as [string];
  await centre.arrive(bo);
  const caseId = await centre.wait();
  const because = async () => {
    await route(centre.context);
    return (await offerHandlers.listOffers(centre.as(bo))).rows[0]?.because;
  };
  expect(await because()).toBe('new');
  await accept(centre, await theOffer(centre));
  await caseHandlers.setCaseStatus(centre.as(bo), { caseId, status: 'resolved' });
  await customerWritesAgain(centre, caseId);
  expect(await because()).toBe('reopened');
  const { lines } = await caseHandlers.readCase(centre.as(bo), { caseId });
  expect(lines.slice(-3)).toMatchObject([
    { type: 'reopened', by: null, because: 'customer-message' },
    { type: 'queued', because: 'reopened' },
    { type: 'offered', to: 'Agent 1' },
  ]);
  await accept(centre, await theOffer(centre));
  await assignmentHandlers.unassignCase(centre.as(bo), { caseId });
  await centre.moveClock(60_000);
  expect(await because()).toBe('returned');
});

/** What `engine/case/receive.ts` decides about a resolved case. */
const customerWritesAgain = ({ db, context, skills }: Centre, caseId: string) => {
  const at = context.clock.now();
  const events: SceneEvent[] = [
    { type: 'case.status-changed', caseId, from: 'resolved', to: 'open', because: 'customer-message', byPersonId: null, at },
    { type: 'case.queued', caseId, skillId: skills[0] ?? '', priority: 0, because: 'reopened', at },
  ];
  return db.transact((inside) => apply(inside, [{ events, traceId: 'wrote again', actorId: null }], context.newId));
};

test('a rejected case goes to the next agent at once, and back to the first after a minute', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, { 0: 2 }] });
  const [bo, bea] = centre.agents as [string, string];
  await centre.arrive(bo, bea);
  const caseId = await centre.wait();
  await route(centre.context);
  const first = await theOffer(centre);
  expect(first.personId).toBe(bo);
  expect(await reject(centre, first)).toBe('done');
  expect(await reject(centre, first)).toBe('done');
  await route(centre.context);
  const second = await theOffer(centre);
  expect(second).toMatchObject({ personId: bea, caseId });
  expect(await reject(centre, second)).toBe('done');
  await route(centre.context);
  expect(await liveOffers(centre)).toEqual([]);
  const decisions = await centre.db.rows('select trigger, excluded, chosen_id as "chosenId" from decisions order by at, id');
  expect(decisions).toEqual([
    { trigger: 'queued', excluded: {}, chosenId: bo },
    { trigger: 'rejected', excluded: { 'refused-recently': 1 }, chosenId: bea },
    { trigger: 'rejected', excluded: { 'refused-recently': 2 }, chosenId: null },
  ]);
  await centre.moveClock(60_000);
  await route(centre.context);
  expect((await theOffer(centre)).personId).toBe(bo);
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('F35: at the instant an offer runs out, acceptance, rejection and time-out have one outcome', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }], capacity: 100 });
  const node = await centre.another();
  await centre.arrive(...centre.agents);
  const leftMs = [-1, 1, 2, 4, 8, 16, 32, 200];
  const seen = new Set<string>();
  for (let round = 0; round < 40; round += 1) {
    await centre.wait();
    await agentHandlers.setMyState(centre.as(centre.agents[0] ?? ''), { state: 'available' });
    await route(centre.context);
    const offer = await theOffer(centre);
    // From just before its end, so that the end comes while all are on their way.
    const [left] = await centre.db.rows<{ ms: number }>(
      'select extract(epoch from expires_at - parley_now())::float8 * 1000 as ms from offers where id = $1',
      [offer.offerId],
    );
    await centre.moveClock(Math.round(left?.ms ?? 0) - (leftMs[round % leftMs.length] ?? 0));
    const outcomes = await Promise.all([
      accept(centre, offer, node),
      round % 2 ? reject(centre, offer) : 'none',
      fireOnce(node),
      fireOnce(centre.context),
    ]);
    while ((await fireOnce(node)) > 0);
    const [ended] = await centre.db.rows<{ state: string; assigned: number }>(
      'select o.state, (select count(*) from assignments a where a.offer_id = o.id) as assigned from offers o where o.id = $1',
      [offer.offerId],
    );
    if (ended?.state === 'live') await centre.moveClock(1_000).then(() => fireOnce(node));
    expect(outcomes.filter((result) => result === 'done').length).toBeLessThanOrEqual(1);
    expect(ended?.assigned).toBe(ended?.state === 'accepted' ? 1 : 0);
    expect(outcomes[0] === 'done').toBe(ended?.state === 'accepted');
    if (outcomes[1] === 'done') expect(ended?.state).toBe('rejected');
    if (outcomes[0] !== 'done') expect(outcomes[0]).toBe('offer-over');
    seen.add(ended?.state ?? '');
    // The case is out of the way for the next round.
    await outcome(assignmentHandlers.assignCase(centre.as(offer.personId), { caseId: offer.caseId }));
  }
  expect(await brokenInvariants(centre.db)).toEqual([]);
  expect(seen.size).toBeGreaterThan(1);
}, 60_000);

test('F35: a second too late is too late, even before anybody has noticed', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }] });
  await centre.arrive(...centre.agents);
  await centre.wait();
  await route(centre.context);
  const offer = await theOffer(centre);
  await centre.moveClock(31_000);
  expect(await accept(centre, offer)).toBe('offer-over');
  expect(await reject(centre, offer)).toBe('offer-over');
  expect((await offerHandlers.listOffers(centre.as(offer.personId))).rows).toEqual([]);
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('F36: a reload shows the offer again, with its countdown going on', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }] });
  await centre.arrive(...centre.agents);
  await centre.wait();
  await route(centre.context);
  const offer = await theOffer(centre);
  const before = (await offerHandlers.listOffers(centre.as(offer.personId))).rows;
  await centre.moveClock(20_000);
  await route(centre.context);
  expect((await offerHandlers.listOffers(centre.as(offer.personId))).rows).toEqual(before);
  expect(await accept(centre, offer)).toBe('done');
});

test('F41: an agent who goes away while being offered is never left with an offer, nor above capacity', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, { 0: 1 }], capacity: 3 });
  const node = await centre.another();
  const [bo, bea] = centre.agents as [string, string];
  await centre.arrive(bo, bea);
  for (let round = 0; round < 25; round += 1) {
    await Promise.all([centre.wait(), centre.wait()]);
    await Promise.all([
      route(node),
      agentHandlers.setMyState(centre.as(bo), { state: round % 2 ? 'busy' : 'away' }),
      route(centre.context),
    ]);
    expect((await liveOffers(centre)).filter(({ personId }) => personId === bo)).toEqual([]);
    expect(await brokenInvariants(centre.db)).toEqual([]);
    await agentHandlers.setMyState(centre.as(bo), { state: 'available' });
    for (const offer of await liveOffers(centre)) await reject(centre, offer);
  }
}, 60_000);
