import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { personHeader } from '#contract/people.ts';
import { addCompany, openTestApp, signIn } from '../../test/support/app.ts';
import { addCase } from '../../test/support/cases.ts';

/** Ana, connected, with a case whose customer waits and one that she has answered. */
async function openDesk() {
  const opened = await openTestApp();
  const company = await addCompany(opened.db);
  const theirs = { channelId: company.channelId, skillId: company.skillId, assignedTo: company.personId };
  const { id: waiting } = await addCase(opened.db, { ...theirs, waits: true });
  const { id: answered } = await addCase(opened.db, { ...theirs, waits: false });
  await opened.db.rows("update agents set state = 'available', connected_until = parley_now() + interval '45 seconds'");
  const ana = await signIn(opened.app);
  const holderOf = async (caseId: string) =>
    (await opened.db.rows<{ place: string; by: string | null }>('select place, assigned_to as by from cases where id = $1', [caseId]))[0];
  const agent = async () =>
    (await opened.db.rows('select state, reason, load, connected_until is not null as "isConnected" from agents'))[0];
  return { ...opened, ...company, waiting, answered, ana, holderOf, agent };
}

test('signing out says before what it then does: who waits goes back to the queue at once, the others stay', async () => {
  const { ana, waiting, answered, personId, holderOf, agent } = await openDesk();
  expect((await ana({ url: '/api/v1/session/leaving' })).json()).toEqual({ goingBack: 1, staying: 1, isElsewhere: false });
  expect((await ana({ method: 'DELETE', url: '/api/v1/session' })).statusCode).toBe(200);
  expect(await holderOf(waiting)).toEqual({ place: 'queued', by: null });
  expect(await holderOf(answered)).toMatchObject({ by: personId });
  expect(await agent()).toEqual({ state: 'offline', reason: null, load: 1, isConnected: false });
});

test('who is signed in elsewhere as well keeps everything', async () => {
  const { app, ana, waiting, personId, holderOf, agent } = await openDesk();
  const elsewhere = await signIn(app);
  expect((await ana({ url: '/api/v1/session/leaving' })).json()).toMatchObject({ isElsewhere: true });
  await ana({ method: 'DELETE', url: '/api/v1/session' });
  expect(await holderOf(waiting)).toMatchObject({ by: personId });
  expect(await agent()).toMatchObject({ state: 'available', isConnected: true });
  expect((await elsewhere({ url: '/api/v1/session/leaving' })).json()).toMatchObject({ isElsewhere: false });
});

test('a case that cannot be settled now does not keep anybody signed in', async () => {
  const { db, ana, lines } = await openDesk();
  await db.rows('create function gone() returns trigger language plpgsql as $$ begin raise exception $e$no$e$; end $$');
  await db.rows('create trigger gone before update on agents for each row execute function gone()');
  expect((await ana({ method: 'DELETE', url: '/api/v1/session' })).statusCode).toBe(200);
  expect((await ana({ url: '/api/v1/me' })).json().code).toBe('signed-out');
  expect(lines.join('')).toContain('goes offline when');
});

test('what one person has written never goes out as the next who signs in on the same browser', async () => {
  const { db, ana, waiting, personId } = await openDesk();
  const send = (person: string) =>
    ana({
      ...{ method: 'POST', url: `/api/v1/cases/${waiting}/messages`, payload: { content: { kind: 'text', text: '안녕하세요' } } },
      headers: { 'idempotency-key': randomUUID(), [personHeader]: person },
    });
  expect((await send(randomUUID())).json()).toMatchObject({ status: 401, code: 'person-changed' });
  expect((await ana({ url: '/api/v1/me', headers: { [personHeader]: randomUUID() } })).json().code).toBe('person-changed');
  expect(await db.rows("select from messages where direction = 'out'")).toEqual([]);
  expect((await send(personId)).json().code).not.toBe('person-changed');
});
