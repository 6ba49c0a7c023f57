import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { refuse } from '#contract/refusals.ts';
import type { SceneCase } from '#engine/scene.ts';
import { addCompany, type Company } from '../../test/support/app.ts';
import { freshDatabase } from '../../test/support/database.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import type { Database } from '../db/database.ts';
import { actOnCase, type Decide } from './act.ts';

let db: Database;
let company: Company;

beforeEach(async () => {
  db = await freshDatabase();
  company = await addCompany(db);
});

const act = (caseId: string, decide: Decide) =>
  actOnCase({ context: { newId: randomUUID }, db, requestId: 'request-1', signed: { personId: company.personId } }, caseId, decide);
const take: Decide = ({ now }, live) => {
  if (live.assignment) return refuse('already-assigned', { name: 'Ana' });
  const { personId } = company;
  return [
    {
      type: 'assignment.started',
      assignmentId: randomUUID(),
      caseId: live.id,
      personId,
      offerId: null,
      isOverride: false,
      because: 'by-hand',
      takenFrom: null,
      at: now,
    },
  ];
};

test('the rule sees the live case, and what it decides is written under the request', async () => {
  let seen: SceneCase | undefined;
  await act(company.caseId, (scene, live) => {
    seen = live;
    return take(scene, live);
  });
  expect(seen).toMatchObject({ id: company.caseId, place: 'queued', customerId: company.customerId });
  expect(await db.rows('select type, trace_id as trace, actor_id as actor from events')).toEqual([
    { type: 'assignment.started', trace: 'request-1', actor: company.personId },
  ]);
});

test('a refusal changes nothing; cases that are closed or unknown are refused before', async () => {
  await expect(act(company.caseId, () => refuse('window-shut'))).rejects.toMatchObject({ code: 'window-shut' });
  await expect(act(randomUUID(), take)).rejects.toMatchObject({ code: 'not-found' });
  await db.rows(`update cases set status = 'closed', place = null, closed_at = parley_now()`);
  await expect(act(company.caseId, take)).rejects.toMatchObject({ code: 'case-closed' });
  expect(await db.rows('select * from events')).toEqual([]);
});

test('ten people at once: one takes the case, nine are told', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => act(company.caseId, take)));
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []));
  expect(refused).toEqual(Array.from({ length: 9 }, () => 'already-assigned'));
  expect(await brokenInvariants(db)).toEqual([]);
});
