import { expect, test } from 'vitest';
import { openCentre } from '../../test/support/centre.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import { agentHandlers } from '../agents/operations.ts';
import { caseHandlers } from '../cases/operations.ts';
import type { Context } from '../context.ts';
import type { Database } from '../db/database.ts';
import { messageHandlers } from '../messages/operations.ts';
import { offerHandlers } from '../offers/operations.ts';
import { routeOnce } from '../routing/dispatch.ts';
import { routingHandlers } from '../routing/operations.ts';
import { assignmentHandlers } from './operations.ts';

async function route(context: Context) {
  while ((await routeOnce(context)) > 0);
}

/** A way to the customer, so that they can be answered. */
const addPhone = (db: Database, caseId: string) =>
  db.rows(
    `insert into customer_identities (customer_id, kind, scope, value, created_at)
     select customer_id, 'phone', '', '+821012345678', opened_at from cases where id = $1`,
    [caseId],
  );

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
      { caseId: offered, state: 'taken-over' },
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

test('whose offer is taken over by a reply loses nothing by it; the history and the decision say who took it and how', async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, { 0: 2 }] });
  const [bo, bea] = centre.agents as [string, string];
  await centre.arrive(bo);
  const caseId = await centre.wait();
  await route(centre.context);
  const before = await caseHandlers.readCase(centre.as(bea), { caseId });
  expect(before.case.offeredTo).toEqual({ id: bo, name: 'Agent 1' });
  await centre.db.rows('update cases set last_customer_message_at = parley_now(), waiting_since = parley_now()');
  await addPhone(centre.db, caseId);
  await messageHandlers.sendMessage(
    { ...centre.as(bea), key: centre.context.newId() },
    { caseId, content: { kind: 'text', text: '제가 볼게요' }, quoteMessageId: null },
  );
  const after = await caseHandlers.readCase(centre.as(bea), { caseId });
  expect(after.case).toMatchObject({ place: 'assigned', assignedTo: { id: bea }, offeredTo: null });
  const line = after.lines.find(({ type }) => type === 'taken-over');
  expect(line).toMatchObject({ by: 'Agent 2', to: 'Agent 1', because: 'reply' });
  expect(after.lines.map(({ type }) => type)).not.toContain('accepted');
  const { rows, taken } = await routingHandlers.listDecisions(centre.as(bea), { caseId });
  expect(rows[0]).toMatchObject({ chosen: { id: bo }, outcome: 'taken-over' });
  expect(taken).toMatchObject({ person: { id: bea }, because: 'reply', from: { id: bo, name: 'Agent 1' } });
  expect(await agentHandlers.readMyAgent(centre.as(bo))).toMatchObject({ load: 0, state: 'available' });
  await expect(
    offerHandlers.acceptOffer(centre.as(bo), {
      offerId: (await centre.db.rows<{ id: string }>('select id from offers'))[0]?.id ?? '',
    }),
  ).rejects.toMatchObject({ code: 'already-assigned', details: { name: 'Agent 2' } });
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
