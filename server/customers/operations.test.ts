import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { allChannelPermissions, type ChannelPermission } from '#contract/permissions.ts';
import { addCompany, openTestApp } from '../../test/support/app.ts';
import { addChannel } from '../../test/support/cases.ts';
import { addMember } from '../../test/support/feed.ts';

async function openWorld() {
  const opened = await openTestApp();
  const company = await addCompany(opened.db);
  await opened.db.rows(
    `insert into customer_identities (customer_id, kind, scope, value, created_at)
     values ($1, 'phone', '', '821012345678', parley_now()), ($1, 'username', '', 'minjun', parley_now())`,
    [company.customerId],
  );
  return { ...opened, ...company };
}
const blind = allChannelPermissions.filter((permission) => permission !== 'customers.view-number');

test('a number is masked for whoever may not see it, and for nobody else', async () => {
  const { app, db, channelId, customerId } = await openWorld();
  const shown: Record<string, [readonly ChannelPermission[], object]> = {
    seeing: [allChannelPermissions, { kind: 'phone', value: '+82 10-1234-5678', isMasked: false }],
    masked: [blind, { kind: 'phone', value: '+82 10-••••-5678', isMasked: true }],
  };
  for (const [granted, identity] of Object.values(shown)) {
    const { cookies } = await addMember(db, { channels: { [channelId]: granted } });
    const answer = await app.inject({ url: `/api/v1/customers/${customerId}`, cookies });
    expect(answer.json().customer.identities).toEqual([identity, { kind: 'username', value: 'minjun', isMasked: false }]);
    if (granted === blind) expect(answer.body).not.toContain('1234');
  }
});

test('seeing numbers on a channel without a case of this customer does not help', async () => {
  const { app, db, channelId, customerId } = await openWorld();
  const busan = await addChannel(db, 'Busan');
  const { cookies } = await addMember(db, { channels: { [channelId]: blind, [busan]: allChannelPermissions } });
  const answer = await app.inject({ url: `/api/v1/customers/${customerId}`, cookies });
  expect(answer.json().customer.identities[0].isMasked).toBe(true);
});

test('only cases in sight are listed, newest first', async () => {
  const { app, db, channelId, customerId, caseId, skillId } = await openWorld();
  const busan = await addChannel(db, 'Busan');
  const add = `insert into cases (id, customer_id, channel_id, skill_id, direction, status, opened_at, closed_at, last_message_at)
    values (gen_random_uuid(), $1, $2, $3, 'in', 'closed', parley_now() - interval '1 day', parley_now(), parley_now()) returning id`;
  const [[earlier], [elsewhere]] = [
    await db.rows<{ id: string }>(add, [customerId, channelId, skillId]),
    await db.rows<{ id: string }>(add, [customerId, busan, skillId]),
  ];
  const { cookies } = await addMember(db, { channels: { [channelId]: allChannelPermissions } });
  const listed = (await app.inject({ url: `/api/v1/customers/${customerId}`, cookies })).json().cases.map((row: { id: string }) => row.id);
  expect(listed).toEqual([caseId, earlier?.id]);
  expect(listed).not.toContain(elsewhere?.id);
});

test('whoever was joined into another is found under their old link', async () => {
  const { app, db, channelId, customerId } = await openWorld();
  const ids = [randomUUID(), randomUUID()];
  for (const [place, id] of ids.entries()) {
    await db.rows('insert into customers (id, name, created_at, joined_into, joined_at) values ($1, $2, parley_now(), $3, parley_now())', [
      id,
      '…',
      place === 0 ? customerId : ids[0],
    ]);
  }
  const { cookies } = await addMember(db, { channels: { [channelId]: allChannelPermissions } });
  for (const id of ids) {
    expect((await app.inject({ url: `/api/v1/customers/${id}`, cookies })).json().customer).toMatchObject({ id: customerId });
  }
});
