import { randomUUID } from 'node:crypto';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { expect, test } from 'vitest';
import { allChannelPermissions, type ChannelPermission } from '#contract/permissions.ts';
import { addCompany, type Company, openTestApp, signIn, type TestApp } from '../../test/support/app.ts';
import { addCase, addChannel } from '../../test/support/cases.ts';
import { addMember, type Member, type Wish } from '../../test/support/feed.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';

type World = TestApp & Company & { as(member: Member): (ask: InjectOptions) => Promise<LightMyRequestResponse> };

async function openWorld(): Promise<World> {
  const opened = await openTestApp();
  const company = await addCompany(opened.db);
  return { ...opened, ...company, as: (member) => (ask) => opened.app.inject({ ...ask, cookies: member.cookies }) };
}

const without = (...lacking: ChannelPermission[]) => allChannelPermissions.filter((permission) => !lacking.includes(permission));
const setStatus = (caseId: string, status: string): InjectOptions => ({
  method: 'POST',
  url: `/api/v1/cases/${caseId}/status`,
  payload: { status },
});

test('a case is answered with its lines and what may be done with it', async () => {
  const { app, caseId } = await openWorld();
  const ana = await signIn(app);
  const answer = await ana({ url: `/api/v1/cases/${caseId}` });
  expect(answer.json()).toMatchObject({
    case: { id: caseId, customer: { name: '김민준' }, channel: { name: 'Main' }, skill: { name: 'Sales' }, status: 'new', place: 'queued' },
    lines: [],
    allowed: { assign: null, resolved: null, unassign: { code: 'not-assigned-to-you' }, reply: { code: 'customer-unreachable' } },
  });
});

test('moving a case writes a line with the name of who did it, and ends the work on it', async () => {
  const { app, db, caseId } = await openWorld();
  const ana = await signIn(app);
  const resolved = await ana(setStatus(caseId, 'resolved'));
  expect(resolved.json()).toMatchObject({
    case: { status: 'resolved', place: 'parked', waitingSince: null },
    allowed: { closed: null, open: null },
  });
  const closed = await ana(setStatus(caseId, 'closed'));
  expect(closed.json()).toMatchObject({ case: { status: 'closed', place: null }, allowed: { reply: { code: 'case-closed' } } });
  expect(closed.json().lines).toMatchObject([
    { type: 'status', by: 'Ana', to: 'resolved' },
    { type: 'status', by: 'Ana', to: 'closed' },
  ]);
  expect(await brokenInvariants(db)).toEqual([]);
});

test('a step the life of a case does not know is refused with both statuses, a closed case with its own reason', async () => {
  const { app, caseId } = await openWorld();
  const ana = await signIn(app);
  expect((await ana(setStatus(caseId, 'closed'))).json()).toMatchObject({
    code: 'status-not-reachable',
    details: { from: 'new', to: 'closed' },
  });
  await ana(setStatus(caseId, 'trashed'));
  expect((await ana(setStatus(caseId, 'open'))).json().code).toBe('case-closed');
});

test('who resolves their own case is told so, although they cannot see it any more', async () => {
  const { db, channelId, skillId, as } = await openWorld();
  const bo = await addMember(db, { channels: { [channelId]: ['cases.view-own', 'cases.status'] }, skills: [skillId] });
  const { id } = await addCase(db, { channelId, skillId, assignedTo: bo.personId });
  const answer = await as(bo)(setStatus(id, 'resolved'));
  expect(answer.json()).toMatchObject({ case: { status: 'resolved', assignedTo: null } });
  expect((await as(bo)({ url: `/api/v1/cases/${id}` })).statusCode).toBe(404);
  expect(await brokenInvariants(db)).toEqual([]);
});

test('T86: a case, a customer or an id out of sight is answered like one that does not exist', async () => {
  const world = await openWorld();
  const { db, caseId, customerId, channelId } = world;
  const busan = await addChannel(db, 'Busan');
  const strangers: Wish[] = [
    { channels: { [busan]: allChannelPermissions } },
    { channels: { [channelId]: without('cases.view-own', 'cases.view-skills', 'cases.view-all') } },
    { channels: { [channelId]: without('cases.view-skills', 'cases.view-all') }, skills: [] },
    { channels: { [channelId]: without('cases.view-all') }, skills: [] },
  ];
  const asked = (id: string, customer: string): InjectOptions[] => [
    { url: `/api/v1/cases/${id}` },
    setStatus(id, 'resolved'),
    { url: `/api/v1/customers/${customer}` },
  ];
  for (const stranger of strangers) {
    const ask = world.as(await addMember(db, stranger));
    const hidden = await Promise.all(asked(caseId, customerId).map(ask));
    const absent = await Promise.all(asked(randomUUID(), randomUUID()).map(ask));
    const bodies = (answers: typeof hidden) => answers.map((answer) => ({ ...answer.json(), requestId: null }));
    expect(bodies(hidden)).toEqual(bodies(absent));
    expect(hidden.map((answer) => answer.statusCode)).toEqual([404, 404, 404]);
    expect((await ask({ url: '/api/v1/cases?view=all' })).json()).toMatchObject({ rows: [], counts: { mine: 0, waiting: 0 } });
  }
  const [row] = await db.rows<{ status: string }>('select status from cases where id = $1', [caseId]);
  expect(row?.status).toBe('new');
});

test('each missing permission is refused with its sentence, the role that lacks it and who can grant it', async () => {
  const world = await openWorld();
  const { db, caseId, channelId } = world;
  const needs: [ChannelPermission, InjectOptions, string][] = [
    ['cases.status', setStatus(caseId, 'resolved'), 'change the status of cases'],
    ['cases.close', setStatus(caseId, 'trashed'), 'close cases'],
  ];
  for (const [permission, ask, sentence] of needs) {
    const member = await addMember(db, { channels: { [channelId]: without(permission) } });
    const answer = await world.as(member)(ask);
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ code: 'not-permitted', details: { permission, grantedBy: 'Administrator' } });
    expect(answer.json().detail).toContain(sentence);
    const { allowed } = (await world.as(member)({ url: `/api/v1/cases/${caseId}` })).json();
    expect(allowed[permission === 'cases.close' ? 'trashed' : 'resolved'].en).toBe(answer.json().detail);
  }
});

test('what may be done is told in both languages, permission by permission', async () => {
  const world = await openWorld();
  const { db, caseId, channelId } = world;
  const acts: Partial<Record<ChannelPermission, [string, string, string]>> = {
    'messages.reply': ['reply', '회신', 'reply'],
    'messages.attach': ['attach', '파일 첨부', 'attach files'],
    'cases.assign-self': ['assign', '케이스를 나에게 할당', 'assign cases to oneself'],
    'cases.unassign': ['unassign', '케이스 할당 해제', 'unassign cases'],
    'cases.status': ['pending', '케이스 상태 변경', 'change the status of cases'],
    'cases.close': ['trashed', '케이스 닫기', 'close cases'],
  };
  for (const permission of allChannelPermissions) {
    const act = acts[permission];
    if (!act) continue;
    const member = await addMember(db, { channels: { [channelId]: without(permission) } });
    const { allowed } = (await world.as(member)({ url: `/api/v1/cases/${caseId}` })).json();
    expect(allowed[act[0]]).toMatchObject({
      code: 'not-permitted',
      ko: expect.stringContaining(act[1]),
      en: expect.stringContaining(act[2]),
    });
    expect(allowed[act[0]].ko).toContain('Administrator');
  }
});

test('lists page by an opaque cursor, and a cursor made up is refused', async () => {
  const { app, db, channelId, skillId } = await openWorld();
  for (let index = 0; index < 4; index += 1) await addCase(db, { channelId, skillId, minutesAgo: index + 1 });
  const ana = await signIn(app);
  const first = (await ana({ url: '/api/v1/cases?view=waiting&limit=3' })).json();
  expect(first.counts).toEqual({ mine: 0, waiting: 5 });
  const second = (await ana({ url: `/api/v1/cases?view=waiting&limit=3&cursor=${first.next}` })).json();
  expect(second.next).toBeNull();
  const seen = [...first.rows, ...second.rows].map((row: { waitingSince: string }) => row.waitingSince);
  expect(seen).toEqual(seen.toSorted());
  expect(new Set(seen).size).toBe(5);
  const forged = await ana({ url: '/api/v1/cases?view=all&cursor=WyJhIiwxLCJ4Il0' });
  expect(forged.json().code).toBe('invalid-input');
});
