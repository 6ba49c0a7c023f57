import { expect, test } from 'vitest';
import type { ChannelPermission } from '#contract/permissions.ts';
import { type Centre, openCentre } from '../../test/support/centre.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import { caseHandlers } from '../cases/operations.ts';
import type { SignedCall } from '../http/call.ts';
import { assignmentHandlers } from './operations.ts';
import { undoHandlers } from './undo.ts';

/** Somebody who sees only what is theirs, and nothing once it is resolved. */
const seeingOwn = (centre: Centre, personId: string, more: readonly ChannelPermission[] = ['cases.status']): SignedCall => {
  const call = centre.as(personId);
  const channels = Object.fromEntries(centre.channels.map((id) => [id, ['cases.view-own', 'cases.assign-self', ...more] as const]));
  return { ...call, signed: { ...call.signed, grants: { ...call.signed.grants, channels } } };
};
const setUp = async () => {
  const centre = await openCentre({ agents: [{ 0: 1 }, { 0: 2 }] });
  const [bo, bea] = centre.agents as [string, string];
  await centre.arrive(bo, bea);
  const caseId = await centre.wait();
  return { centre, bo, bea, caseId };
};

test('who sees only their own cases takes the resolving back though the case has left their sight', async () => {
  const { centre, bo, caseId } = await setUp();
  await assignmentHandlers.assignCase(centre.as(bo), { caseId });
  const call = seeingOwn(centre, bo);
  await caseHandlers.setCaseStatus(call, { caseId, status: 'resolved' });
  await expect(caseHandlers.readCase(call, { caseId })).rejects.toMatchObject({ code: 'not-found' });
  const after = await undoHandlers.undoResolve(call, { caseId });
  expect(after.case).toMatchObject({ status: 'open', place: 'assigned', assignedTo: { id: bo } });
  expect(after.lines.at(-1)).toMatchObject({ type: 'reopened', by: 'Agent 1', because: 'undo' });
  await expect(undoHandlers.undoResolve(call, { caseId })).rejects.toMatchObject({ code: 'too-late-to-undo' });
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('a customer who waited waits again since then', async () => {
  const { centre, bo, caseId } = await setUp();
  await assignmentHandlers.assignCase(centre.as(bo), { caseId });
  await centre.db.rows(
    `with wrote as (
       insert into messages (id, case_id, customer_id, channel_id, direction, author_kind, content, at, created_at, status, trace_id)
       select gen_random_uuid(), id, customer_id, channel_id, 'in', 'customer', '{"kind":"text","text":"?"}', opened_at, opened_at, 'received', 't'
       from cases returning case_id, at)
     update cases c set waiting_since = wrote.at from wrote where c.id = wrote.case_id`,
  );
  const before = await caseHandlers.readCase(centre.as(bo), { caseId });
  await caseHandlers.setCaseStatus(centre.as(bo), { caseId, status: 'resolved' });
  const { case: row } = await undoHandlers.undoResolve(centre.as(bo), { caseId });
  expect(row.waitingSince).toBe(before.case.waitingSince);
  expect(row.waitingSince).not.toBeNull();
});

test('a case that was resolved in the queue waits there again', async () => {
  const { centre, bo, caseId } = await setUp();
  await caseHandlers.setCaseStatus(centre.as(bo), { caseId, status: 'resolved' });
  const { case: row } = await undoHandlers.undoResolve(centre.as(bo), { caseId });
  expect(row).toMatchObject({ status: 'open', place: 'queued', assignedTo: null });
  expect(await brokenInvariants(centre.db)).toEqual([]);
});

test('nobody undoes what somebody else did, nor without the permission, nor after a minute', async () => {
  const { centre, bo, bea, caseId } = await setUp();
  await assignmentHandlers.assignCase(centre.as(bo), { caseId });
  await caseHandlers.setCaseStatus(centre.as(bo), { caseId, status: 'resolved' });
  await expect(undoHandlers.undoResolve(centre.as(bea), { caseId })).rejects.toMatchObject({ code: 'too-late-to-undo' });
  await expect(undoHandlers.undoResolve(seeingOwn(centre, bea), { caseId })).rejects.toMatchObject({ code: 'not-found' });
  await expect(undoHandlers.undoResolve(seeingOwn(centre, bo, []), { caseId })).rejects.toMatchObject({ code: 'not-permitted' });
  await centre.moveClock(60_001);
  await expect(undoHandlers.undoResolve(centre.as(bo), { caseId })).rejects.toMatchObject({ code: 'too-late-to-undo' });
});
