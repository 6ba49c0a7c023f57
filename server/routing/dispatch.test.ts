import { expect, test } from 'vitest';
import { openCentre } from '../../test/support/centre.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import { offerHandlers } from '../offers/operations.ts';
import { routeOnce } from './dispatch.ts';
import { routingHandlers } from './operations.ts';

const first = <T>([value]: readonly T[]): T => {
  if (value === undefined) throw new Error('There is nothing.');
  return value;
};

test('a waiting case is offered to the best agent, who accepts it', async () => {
  const centre = await openCentre({ agents: [{ 0: 2 }, { 0: 1 }, { 0: 1 }] });
  await centre.arrive(...centre.agents);
  const caseId = await centre.wait();
  expect(await routeOnce(centre.context)).toBe(1);
  expect(await routeOnce(centre.context)).toBe(0);
  const [, best] = centre.agents as [string, string];
  const { rows } = await offerHandlers.listOffers(centre.as(best));
  expect(rows).toMatchObject([{ case: { id: caseId, place: 'offered' } }]);
  const detail = await offerHandlers.acceptOffer(centre.as(best), { offerId: first(rows).id });
  expect(detail.case).toMatchObject({ place: 'assigned', status: 'open', assignedTo: { id: best } });
  const { rows: decisions } = await routingHandlers.listDecisions(centre.as(best), { caseId });
  expect(decisions).toMatchObject([{ trigger: 'queued', chosen: { id: best }, me: { outcome: 'chosen', reason: null, rank: 1 } }]);
  expect(await brokenInvariants(centre.db)).toEqual([]);
});
