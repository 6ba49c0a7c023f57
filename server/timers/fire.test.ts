import { once } from 'node:events';
import { expect, test } from 'vitest';
import { type Centre, openCentre } from '../../test/support/centre.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import { agentHandlers } from '../agents/operations.ts';
import type { Context } from '../context.ts';
import { offerHandlers } from '../offers/operations.ts';
import { routeOnce } from '../routing/dispatch.ts';
import { fireOnce, startTimers } from './fire.ts';

async function route(context: Context) {
  while ((await routeOnce(context)) > 0);
}
const holders = async ({ db, agents }: Centre) =>
  (await db.rows<{ personId: string }>(`select person_id as "personId" from offers where state = 'live' order by offered_at, id`)).map(
    ({ personId }) => agents.indexOf(personId),
  );
const timers = async ({ db }: Centre) => (await db.rows<{ count: number }>('select count(*) from timers'))[0]?.count;
const stateOf = async (centre: Centre, index: number) => {
  const { state, reason } = await agentHandlers.readMyAgent(centre.as(centre.agents[index] ?? ''));
  return { state, reason };
};

test('an offer that runs out goes to the next agent', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, { 0: 2 }] });
  await centre.arrive(...centre.agents);
  await centre.wait();
  await route(centre.context);
  expect(await holders(centre)).toEqual([0]);
  await centre.moveClock(29_000);
  expect(await fireOnce(centre.context)).toBe(0);
  await centre.moveClock(1_001);
  expect(await fireOnce(centre.context)).toBe(1);
  await route(centre.context);
  expect(await holders(centre)).toEqual([1]);
  expect(await timers(centre)).toBe(1);
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('the third missed offer in a row sends the agent away and takes their other offers back', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }], capacity: 2 });
  await centre.arrive(...centre.agents);
  await centre.wait();
  for (let miss = 1; miss <= 2; miss += 1) {
    await route(centre.context);
    await centre.moveClock(30_001);
    expect(await fireOnce(centre.context)).toBe(1);
    expect(await stateOf(centre, 0)).toEqual({ state: 'available', reason: null });
    await centre.moveClock(60_000);
  }
  await route(centre.context);
  await centre.moveClock(10_000);
  await centre.wait();
  await route(centre.context);
  expect(await holders(centre)).toEqual([0, 0]);
  await centre.moveClock(20_001);
  expect(await fireOnce(centre.context)).toBe(1);
  expect(await stateOf(centre, 0)).toEqual({ state: 'away', reason: 'missed-offers' });
  expect(await holders(centre)).toEqual([]);
  expect(await timers(centre)).toBe(0);
  expect(await brokenInvariants(centre.db)).toEqual([]);

  await agentHandlers.setMyState(centre.as(centre.agents[0] ?? ''), { state: 'available' });
  await centre.moveClock(60_000);
  await route(centre.context);
  await centre.moveClock(30_001);
  await fireOnce(centre.context);
  expect(await stateOf(centre, 0), 'coming back starts the count anew').toMatchObject({ state: 'available' });
});

test('three offers that run out side by side are one miss: who looked aside once stays available', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }] });
  await centre.arrive(...centre.agents);
  for (let place = 0; place < 3; place += 1) {
    await centre.wait();
    await route(centre.context);
    await centre.moveClock(5_000);
  }
  expect(await holders(centre)).toEqual([0, 0, 0]);
  const misses = async () => (await centre.db.rows<{ missed: number }>('select missed_in_row as missed from agents'))[0]?.missed;
  for (const passed of [15_001, 5_000, 5_000]) {
    await centre.moveClock(passed);
    expect(await fireOnce(centre.context)).toBe(1);
    expect(await misses()).toBe(1);
  }
  expect(await stateOf(centre, 0)).toEqual({ state: 'available', reason: null });
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('an answer in between forgives the misses before it', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }] });
  const [bo] = centre.agents as [string];
  await centre.arrive(bo);
  for (let round = 0; round < 3; round += 1) {
    await centre.wait();
    await route(centre.context);
    const { rows } = await offerHandlers.listOffers(centre.as(bo));
    if (round === 2) await offerHandlers.rejectOffer(centre.as(bo), { offerId: rows[0]?.id ?? '' });
    else await centre.moveClock(30_001);
    await fireOnce(centre.context);
  }
  const [agent] = await centre.db.rows<{ missed: number; state: string }>('select missed_in_row as missed, state from agents');
  expect(agent).toEqual({ missed: 0, state: 'available' });
});

test('a countdown at zero is over at once, whoever is running when it ends', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, { 0: 2 }] });
  const next = await centre.another();
  await centre.arrive(...centre.agents);
  await centre.wait();
  await route(centre.context);
  // The server that made the offer is gone; the one that starts now finds its timer.
  await centre.moveClock(29_900);
  const running = startTimers(next);
  await once(next.db.wakes, 'routing');
  await running.stop();
  const [late] = await centre.db.rows<{ ms: number }>('select extract(epoch from ended_at - expires_at)::float8 * 1000 as ms from offers');
  expect(late?.ms).toBeGreaterThanOrEqual(0);
  expect(late?.ms).toBeLessThan(500);
  await route(next);
  expect(await holders(centre)).toEqual([1]);
});

test('two nodes that see the same timers end each offer once', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, { 0: 1 }, { 0: 1 }, { 0: 1 }], capacity: 2 });
  const node = await centre.another();
  await centre.arrive(...centre.agents);
  await Promise.all(Array.from({ length: 8 }, () => centre.wait()));
  await route(centre.context);
  await centre.moveClock(30_500);
  await Promise.all([fireOnce(centre.context), fireOnce(node)]);
  const rows = await centre.db.rows('select state, count(*) from offers group by state');
  expect(rows).toEqual([{ state: 'timed-out', count: 8 }]);
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('a timer whose offer ended otherwise is cleared away', async () => {
  const centre = await openCentre({ agents: [] });
  const caseId = await centre.wait();
  await centre.db.rows(`insert into timers (id, kind, due_at, case_id, ref_id) values ($1, 'offer-expires', parley_now(), $2, $1)`, [
    centre.context.newId(),
    caseId,
  ]);
  expect(await fireOnce(centre.context)).toBe(1);
  expect(await timers(centre)).toBe(0);
});
