import { expect, test } from 'vitest';
import { type Centre, openCentre } from '../../test/support/centre.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import { assignmentHandlers } from '../assignments/operations.ts';
import type { Context } from '../context.ts';
import { routeOnce } from '../routing/dispatch.ts';
import { agentHandlers } from './operations.ts';
import { agentConnected, sweepOnce } from './presence.ts';

async function route(context: Context) {
  while ((await routeOnce(context)) > 0);
}
const stateOf = async (centre: Centre, personId: string) => {
  const { state, reason, load } = await agentHandlers.readMyAgent(centre.as(personId));
  return { state, reason, load };
};
const holderOf = async ({ db }: Centre, caseId: string) =>
  (
    await db.rows<{ place: string; offeredTo: string | null; assignedTo: string | null }>(
      `select c.place, o.person_id as "offeredTo", c.assigned_to as "assignedTo"
       from cases c left join offers o on o.case_id = c.id and o.state = 'live' where c.id = $1`,
      [caseId],
    )
  )[0];
const isAnswered = ({ db }: Centre, caseId: string) => db.rows('update cases set waiting_since = null where id = $1', [caseId]);
const waits = ({ db }: Centre, caseId: string) => db.rows('update cases set waiting_since = parley_now() where id = $1', [caseId]);

test('F36: within the grace of 45 s nothing changes, and the offer is still there after a reload', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }] });
  const [bo] = centre.agents as [string];
  await centre.arrive(bo);
  const caseId = await centre.wait();
  await route(centre.context);
  await centre.db.rows("update offers set expires_at = expires_at + interval '1 hour'");
  await centre.moveClock(44_000);
  expect(await sweepOnce(centre.context)).toBe(0);
  expect(await holderOf(centre, caseId)).toMatchObject({ offeredTo: bo });
  await agentConnected(centre.context, bo);
  await centre.moveClock(44_000);
  expect(await sweepOnce(centre.context)).toBe(0);
  expect(await stateOf(centre, bo)).toEqual({ state: 'available', reason: null, load: 1 });
});

test('F36, F37: after the grace an agent is offline: offers and waiting customers go on, the others stay', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, { 0: 2 }] });
  const [bo, bea] = centre.agents as [string, string];
  await centre.arrive(bo);
  const [waiting, answered, offered] = [await centre.wait(), await centre.wait(), await centre.wait()];
  await assignmentHandlers.assignCase(centre.as(bo), { caseId: waiting });
  await assignmentHandlers.assignCase(centre.as(bo), { caseId: answered });
  await waits(centre, waiting);
  await isAnswered(centre, answered);
  await route(centre.context);
  await centre.db.rows("update offers set expires_at = expires_at + interval '1 hour'");
  await centre.moveClock(46_000);
  await centre.arrive(bea);
  expect(await sweepOnce(centre.context)).toBe(1);
  expect(await sweepOnce(centre.context)).toBe(0);
  expect(await stateOf(centre, bo)).toEqual({ state: 'offline', reason: 'connection-lost', load: 1 });
  await route(centre.context);
  expect(await holderOf(centre, waiting)).toEqual({ place: 'offered', offeredTo: bea, assignedTo: null });
  expect(await holderOf(centre, offered)).toEqual({ place: 'offered', offeredTo: bea, assignedTo: null });
  expect(await holderOf(centre, answered)).toEqual({ place: 'assigned', offeredTo: null, assignedTo: bo });
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('F37: a node dies with all its agents; those who come back in time keep their cases', async () => {
  const centre = await openCentre({ agents: Array.from({ length: 12 }, () => ({ 0: 1 })), capacity: 3 });
  const survivor = await centre.another();
  await centre.arrive(...centre.agents);
  const cases: string[] = [];
  for (const personId of centre.agents) {
    const caseId = await centre.wait();
    await assignmentHandlers.assignCase(centre.as(personId), { caseId });
    await waits(centre, caseId);
    cases.push(caseId);
  }
  await centre.moveClock(30_000);
  const back = centre.agents.slice(0, 6);
  for (const personId of back) await agentConnected(survivor, personId);
  await centre.moveClock(16_000);
  await Promise.all([sweepOnce(survivor), sweepOnce(centre.context)]);
  const [gone] = await centre.db.rows<{ count: number }>(
    `select count(*) from events where type = 'agent.state-changed' and facts ->> 'to' = 'offline'`,
  );
  expect(gone?.count).toBe(6);
  await route(survivor);
  for (const [index, caseId] of cases.entries()) {
    const holder = await holderOf(centre, caseId);
    if (index < 6) expect(holder).toMatchObject({ place: 'assigned', assignedTo: centre.agents[index] });
    else expect(back).toContain(holder?.offeredTo);
  }
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('F37: what an agent leaves behind goes back to its old place in line', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, { 0: 2 }], capacity: 1 });
  const [bo, bea] = centre.agents as [string, string];
  await agentConnected(centre.context, bo);
  const early = await centre.wait();
  await centre.moveClock(60_000);
  await centre.wait();
  await assignmentHandlers.assignCase(centre.as(bo), { caseId: early });
  await waits(centre, early);
  await centre.moveClock(46_000);
  await sweepOnce(centre.context);
  await centre.arrive(bea);
  await route(centre.context);
  expect(await holderOf(centre, early)).toMatchObject({ offeredTo: bea });
});

test('who was offline already only loses the connection, and routing knows', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }] });
  const [bo] = centre.agents as [string];
  await agentConnected(centre.context, bo);
  await centre.moveClock(46_000);
  expect(await sweepOnce(centre.context)).toBe(1);
  const history = await centre.db.rows('select state, is_connected as "isConnected" from agent_history order by id');
  expect(history).toEqual([
    { state: 'offline', isConnected: true },
    { state: 'offline', isConnected: false },
  ]);
  expect(await centre.db.rows(`select 1 from events where type = 'agent.state-changed'`)).toEqual([]);
});

test('leaving `available` gives the offers back and keeps what is assigned; every step is in the history', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, { 0: 2 }] });
  const [bo, bea] = centre.agents as [string, string];
  await centre.arrive(bo, bea);
  const [mine, offered] = [await centre.wait(), await centre.wait()];
  await assignmentHandlers.assignCase(centre.as(bo), { caseId: mine });
  await route(centre.context);
  expect(await holderOf(centre, offered)).toMatchObject({ offeredTo: bo });
  const status = await agentHandlers.setMyState(centre.as(bo), { state: 'busy' });
  expect(status).toMatchObject({ state: 'busy', reason: null, load: 1, capacity: 5 });
  await route(centre.context);
  expect(await holderOf(centre, offered)).toMatchObject({ offeredTo: bea });
  expect(await holderOf(centre, mine)).toMatchObject({ assignedTo: bo });
  const history = await centre.db.rows('select state, load from agent_history where person_id = $1 order by id', [bo]);
  expect(history).toEqual([
    { state: 'offline', load: 0 },
    { state: 'available', load: 0 },
    { state: 'available', load: 1 },
    { state: 'available', load: 2 },
    { state: 'busy', load: 1 },
  ]);
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('who is no agent has no state', async () => {
  const centre = await openCentre({ agents: [] });
  const nobody = centre.as(centre.context.newId());
  await expect(agentHandlers.setMyState(nobody, { state: 'available' })).rejects.toMatchObject({ code: 'not-an-agent' });
  await expect(agentHandlers.readMyAgent(nobody)).rejects.toMatchObject({ code: 'not-an-agent' });
});
