import { expect, test } from 'vitest';
import { addCompany, openTestApp, signIn } from '../../test/support/app.ts';
import { addChannel } from '../../test/support/cases.ts';
import { addMember } from '../../test/support/feed.ts';

test('a person is told the channels their role has, by name, and no other', async () => {
  const { app, db } = await openTestApp();
  const { channelId } = await addCompany(db);
  const [busan, hidden] = [await addChannel(db, 'Busan'), await addChannel(db, 'Aju')];
  await db.rows("update channels set state = 'paused', paused_reason = 'token' where id = $1", [busan]);
  const { cookies } = await addMember(db, { channels: { [channelId]: ['messages.reply'], [busan]: [] } });
  const { rows } = (await app.inject({ url: '/api/v1/channels', cookies })).json();
  expect(rows).toMatchObject([
    { id: busan, state: 'paused', pausedReason: 'token' },
    { id: channelId, state: 'active', pausedReason: null, number: '+82 2-555-0100', defaultSkill: { name: 'Sales' }, lastWebhookAt: null },
  ]);
  expect(rows[0].resumableBy).toEqual([]);
  expect(JSON.stringify(rows)).not.toContain(hidden);
});

test('whoever has no channel is told none', async () => {
  const { app, db } = await openTestApp();
  await addCompany(db);
  const { cookies } = await addMember(db, {});
  expect((await app.inject({ url: '/api/v1/channels', cookies })).json()).toEqual({ rows: [] });
});

test('a paused channel is resumed by whoever may edit channels, and by nobody else', async () => {
  const { app, db } = await openTestApp();
  const { channelId } = await addCompany(db);
  await db.rows("update channels set state = 'paused', paused_reason = 'token' where id = $1", [channelId]);
  const reader = await addMember(db, { channels: { [channelId]: ['messages.reply'] } });
  const refused = await app.inject({ method: 'POST', url: `/api/v1/channels/${channelId}/resume`, payload: {}, cookies: reader.cookies });
  expect([refused.statusCode, refused.json().code]).toEqual([403, 'not-permitted']);
  const ask = await signIn(app);
  const answer = await ask({ method: 'POST', url: `/api/v1/channels/${channelId}/resume`, payload: {} });
  expect(answer.json()).toMatchObject({ id: channelId, state: 'active', pausedReason: null });
  const told = (await app.inject({ url: '/api/v1/channels', cookies: reader.cookies })).json();
  expect(told.rows[0].resumableBy, 'who may not, reads who can').toEqual(['Administrator']);
  const foreign = await ask({ method: 'POST', url: '/api/v1/channels/0198f000-0000-7000-8000-000000000009/resume', payload: {} });
  expect(foreign.statusCode).toBe(404);
});
