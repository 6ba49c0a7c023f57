import { once } from 'node:events';
import { expect, test } from 'vitest';
import { type Centre, openCentre } from '../../test/support/centre.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import { agentHandlers } from '../agents/operations.ts';
import { caseHandlers } from '../cases/operations.ts';
import type { Context } from '../context.ts';
import { offerHandlers } from '../offers/operations.ts';
import { routeOnce, startRouting } from './dispatch.ts';
import { readDecisions } from './operations.ts';

type Names = [string, string, string];

async function route(context: Context) {
  while ((await routeOnce(context)) > 0);
}
const offered = async ({ db }: Centre) =>
  Object.fromEntries(
    (
      await db.rows<{ caseId: string; personId: string }>(
        `select case_id as "caseId", person_id as "personId" from offers where state = 'live'`,
      )
    ).map(({ caseId, personId }) => [caseId, personId]),
  );
const decided = async ({ db }: Centre, caseId: string) =>
  await db.rows<{ chosenId: string | null; trigger: string; excluded: object }>(
    'select chosen_id as "chosenId", trigger, excluded from decisions where case_id = $1 order by at, id',
    [caseId],
  );

test('a waiting case is offered to the best agent, who accepts it and sees why', async () => {
  const centre = await openCentre({ agents: [{ 0: 2 }, { 0: 1 }, { 0: 1 }, {}] });
  await centre.arrive(...centre.agents);
  const caseId = await centre.wait();
  await route(centre.context);
  const [, best] = centre.agents as Names;
  const { rows } = await offerHandlers.listOffers(centre.as(best));
  expect(rows).toMatchObject([{ case: { id: caseId, place: 'offered', status: 'new' } }]);
  const detail = await offerHandlers.acceptOffer(centre.as(best), { offerId: rows[0]?.id ?? '' });
  expect(detail.case).toMatchObject({ place: 'assigned', status: 'open', assignedTo: { id: best } });
  const [decision] = await readDecisions(centre.db, caseId, best);
  expect(decision).toMatchObject({ trigger: 'queued', chosen: { id: best }, me: { outcome: 'chosen', reason: null, rank: 1 } });
  expect(decision?.candidates.map(({ person }) => person.id)).toEqual([best, centre.agents[2], centre.agents[0]]);
  expect(decision?.excluded).toEqual({ 'lacks-skill': 1 });
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('the trace of the customer’s message goes on through the offer', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }] });
  await centre.arrive(...centre.agents);
  const caseId = await centre.wait();
  await route(centre.context);
  const rows = await centre.db.rows<{ traceId: string }>(
    `select trace_id as "traceId" from events where case_id = $1 and type in ('decision.recorded', 'offer.made')`,
    [caseId],
  );
  expect(rows).toEqual([{ traceId: `trace of ${caseId}` }, { traceId: `trace of ${caseId}` }]);
});

test('where the skill does not ask, the case is assigned at once and opens', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }], acceptReject: false, capacity: 2 });
  await centre.arrive(...centre.agents);
  const cases = [await centre.wait(), await centre.wait(), await centre.wait()];
  await route(centre.context);
  const rows = await centre.db.rows(
    'select id, place, status, assigned_to as "assignedTo" from cases where id = any($1::uuid[]) order by opened_at, id',
    [cases],
  );
  const [bo] = centre.agents;
  expect(rows).toMatchObject([
    { place: 'assigned', status: 'open', assignedTo: bo },
    { place: 'assigned', status: 'open', assignedTo: bo },
    { place: 'queued', status: 'new', assignedTo: null },
  ]);
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('nobody available: the case waits, once explained, and is offered the moment somebody comes', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, { 0: 1 }] });
  const caseId = await centre.wait();
  await route(centre.context);
  await route(centre.context);
  expect(await decided(centre, caseId)).toEqual([{ chosenId: null, trigger: 'queued', excluded: { 'not-available': 2 } }]);

  const routing = startRouting(centre.context);
  const [bo, bea] = centre.agents as Names;
  const made = once(centre.db.wakes, 'timers');
  await centre.arrive(bea);
  await made;
  await routing.stop();
  expect(await offered(centre)).toEqual({ [caseId]: bea });
  expect(await decided(centre, caseId)).toMatchObject([{}, { chosenId: bea, trigger: 'agent-free', excluded: { 'not-available': 1 } }]);
  expect(await readDecisions(centre.db, caseId, bo)).toMatchObject([
    { me: { outcome: 'excluded', reason: 'not-available', rank: null } },
    { me: { outcome: 'excluded', reason: 'not-available', rank: null } },
  ]);
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('the flight recorder is written again when the reasons change, not when their numbers do', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, { 0: 1 }, { 0: 1 }], capacity: 1 });
  const [bo, bea] = centre.agents as Names;
  const caseId = await centre.wait();
  await route(centre.context);
  await agentHandlers.setMyState(centre.as(bo), { state: 'available' });
  await route(centre.context);
  await agentHandlers.setMyState(centre.as(bea), { state: 'available' });
  await route(centre.context);
  expect((await decided(centre, caseId)).map(({ excluded }) => excluded)).toEqual([
    { 'not-available': 3 },
    { 'not-available': 2, 'not-connected': 1 },
  ]);
});

test('nobody gets more than they can carry, highest priority first', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, { 0: 1 }], capacity: 2 });
  await centre.arrive(...centre.agents);
  const low = [await centre.wait(), await centre.wait(), await centre.wait(), await centre.wait()];
  const high = [await centre.wait({ priority: 5 }), await centre.wait({ priority: 9 })];
  await route(centre.context);
  expect(new Set(Object.keys(await offered(centre)))).toEqual(new Set([...high, ...low.slice(0, 2)]));
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('two nodes that route at once place every case once', async () => {
  const centre = await openCentre({ agents: [{ 0: 1, 1: 2 }, { 1: 1 }, { 0: 1 }], skills: 2, capacity: 20 });
  const other = await centre.another();
  await centre.arrive(...centre.agents);
  for (let batch = 0; batch < 6; batch += 1) {
    await Promise.all(Array.from({ length: 8 }, (_, index) => centre.wait({ skillId: centre.skills[index % 2] })));
    await Promise.all([route(centre.context), route(other), route(centre.context), route(other)]);
  }
  expect(Object.keys(await offered(centre))).toHaveLength(48);
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('a server that stops in the middle leaves nothing undone: the next one goes on', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, { 0: 1 }] });
  await centre.arrive(...centre.agents);
  const cases = [await centre.wait(), await centre.wait()];
  const before = startRouting(centre.context);
  while (Object.keys(await offered(centre)).length < 2) await once(centre.db.wakes, 'timers');
  await before.stop();
  const third = await centre.wait();
  const after = await centre.another();
  await route(after);
  expect(new Set(Object.keys(await offered(centre)))).toEqual(new Set([...cases, third]));
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('a case resolved while it is offered is taken back from the agent', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }] });
  await centre.arrive(...centre.agents);
  const caseId = await centre.wait();
  await route(centre.context);
  const [bo] = centre.agents as Names;
  await caseHandlers.setCaseStatus(centre.as(bo), { caseId, status: 'resolved' });
  await route(centre.context);
  expect(await offered(centre)).toEqual({});
  expect((await agentHandlers.readMyAgent(centre.as(bo))).load).toBe(0);
  expect(await brokenInvariants(centre.db)).toEqual([]);
});
