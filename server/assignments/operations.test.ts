import { expect, test } from 'vitest';
import { openCentre } from '../../test/support/centre.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import { agentHandlers } from '../agents/operations.ts';
import { caseHandlers } from '../cases/operations.ts';
import type { Context } from '../context.ts';
import { routeOnce } from '../routing/dispatch.ts';
import { assignmentHandlers } from './operations.ts';

async function route(context: Context) {
  while ((await routeOnce(context)) > 0);
}

test('a case is taken from the queue, from an offer to somebody else, and by taking one’s own offer', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, {}] });
  const [bo, bea] = centre.agents as [string, string];
  await centre.arrive(bo, bea);
  const [offered, own] = [await centre.wait(), await centre.wait()];
  await route(centre.context);
  const waiting = await centre.wait();

  const taken = await assignmentHandlers.assignCase(centre.as(bea), { caseId: waiting });
  expect(taken.case).toMatchObject({ place: 'assigned', status: 'open', assignedTo: { id: bea } });
  expect(taken.allowed.assign).toMatchObject({ code: 'already-assigned' });
  await assignmentHandlers.assignCase(centre.as(bea), { caseId: offered });
  await assignmentHandlers.assignCase(centre.as(bo), { caseId: own });
  const offers = await centre.db.rows('select case_id as "caseId", state from offers order by offered_at, id');
  expect(new Set(offers)).toEqual(
    new Set([
      { caseId: offered, state: 'withdrawn' },
      { caseId: own, state: 'accepted' },
    ]),
  );
  expect(await assignmentHandlers.assignCase(centre.as(bo), { caseId: own })).toMatchObject({ case: { assignedTo: { id: bo } } });
  await expect(assignmentHandlers.assignCase(centre.as(bo), { caseId: offered })).rejects.toMatchObject({
    code: 'already-assigned',
    details: { name: 'Agent 2' },
  });
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('taking is refused without a free slot, to who is no agent, and on a closed case', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }], capacity: 1 });
  const [bo] = centre.agents as [string];
  const [one, two] = [await centre.wait(), await centre.wait()];
  await assignmentHandlers.assignCase(centre.as(bo), { caseId: one });
  await expect(assignmentHandlers.assignCase(centre.as(bo), { caseId: two })).rejects.toMatchObject({
    code: 'no-free-slot',
    details: { load: 1, capacity: 1 },
  });
  const clerk = centre.context.newId();
  await centre.db.rows(
    `insert into people (id, name, email, language, role_id) select $1, 'Clerk', 'clerk@example.com', 'en', id from roles`,
    [clerk],
  );
  await expect(assignmentHandlers.assignCase(centre.as(clerk), { caseId: two })).rejects.toMatchObject({
    code: 'not-an-agent',
  });
  await caseHandlers.setCaseStatus(centre.as(bo), { caseId: two, status: 'resolved' });
  await caseHandlers.setCaseStatus(centre.as(bo), { caseId: two, status: 'closed' });
  await expect(assignmentHandlers.assignCase(centre.as(bo), { caseId: two })).rejects.toMatchObject({ code: 'case-closed' });
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('a case put back waits on its skill again and is offered to whoever is next', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, { 0: 2 }] });
  const [bo, bea] = centre.agents as [string, string];
  const caseId = await centre.wait({ priority: 7 });
  await assignmentHandlers.assignCase(centre.as(bo), { caseId });
  const { case: shown } = await assignmentHandlers.unassignCase(centre.as(bo), { caseId });
  expect(shown).toMatchObject({ place: 'queued', status: 'open', assignedTo: null, skill: { id: centre.skills[0] } });
  expect(await agentHandlers.readMyAgent(centre.as(bo))).toMatchObject({ load: 0 });
  await expect(assignmentHandlers.unassignCase(centre.as(bo), { caseId })).rejects.toMatchObject({ code: 'not-assigned-to-you' });
  await centre.arrive(bo);
  await route(centre.context);
  expect(await centre.db.rows('select from offers'), 'not to who has just given it back').toEqual([]);
  await centre.arrive(bea);
  await route(centre.context);
  const offers = await centre.db.rows(`select person_id as "personId" from offers where state = 'live'`);
  expect(offers).toEqual([{ personId: bea }]);
  const decisions = await centre.db.rows('select trigger from decisions order by at, id');
  expect(decisions).toEqual([{ trigger: 'queued' }, { trigger: 'agent-free' }]);
  const [row] = await centre.db.rows<{ priority: number }>('select priority from cases');
  expect(row?.priority).toBe(7);
  expect(await brokenInvariants(centre.db)).toEqual([]);
});
