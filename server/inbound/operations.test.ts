import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { listStuckItems } from '#contract/inbound.ts';
import { addCompany, openTestApp, signIn } from '../../test/support/app.ts';
import { openInbound, textFrom } from '../../test/support/inbound.ts';
import type { Database } from '../db/database.ts';

let db: Database;
let ask: Awaited<ReturnType<typeof signIn>>;
let inbound: ReturnType<typeof openInbound>;

beforeEach(async () => {
  const opened = await openTestApp();
  db = opened.db;
  await addCompany(db);
  ask = await signIn(opened.app);
  inbound = openInbound(db);
});

async function list(query = '') {
  const answer = await ask({ method: 'GET', url: `/api/v1/inbound/stuck${query}` });
  expect(answer.statusCode).toBe(200);
  return listStuckItems.output.parse(answer.json());
}
const replay = (itemId: string) => ask({ method: 'POST', url: `/api/v1/inbound/stuck/${itemId}/replay`, payload: {} });
const texts = () => db.rows(`select content ->> 'text' as text from messages`);

test('what was set aside is listed newest first, page by page', async () => {
  for (const phone of ['1', '2', '3']) await inbound.store(inbound.webhook({ messages: [textFrom(phone, phone)] }, 'foreign'));
  await inbound.settle();
  const first = await list('?limit=2');
  expect(first.rows).toHaveLength(2);
  expect(first.rows[0]).toMatchObject({ reason: 'not-ours', resolvedAt: null });
  const second = await list(`?limit=2&cursor=${first.next}`);
  expect(second.rows).toHaveLength(1);
  expect(second.next).toBeNull();
  expect(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size).toBe(3);
  expect((await ask({ method: 'GET', url: '/api/v1/inbound/stuck?cursor=x' })).statusCode).toBe(400);
});

test('F08: after the repair a replay has the effect once; before it, the item stays', async () => {
  await inbound.store(inbound.webhook({ messages: [textFrom('1', 'one'), textFrom('1', 'two')] }, 'pn2'));
  await inbound.settle();
  const [second, first] = (await list()).rows;
  expect((await replay(first?.id ?? '')).statusCode).toBe(200);
  expect(await texts()).toEqual([]);
  await db.rows(`update channels set phone_number_id = 'pn2'`);
  await replay(first?.id ?? '');
  await replay(first?.id ?? '');
  expect(await texts()).toEqual([{ text: 'one' }]);
  expect((await list()).rows.map(({ id, resolvedAt }) => [id, resolvedAt !== null])).toEqual([
    [second?.id, false],
    [first?.id, true],
  ]);
});

test('what was not read of a webhook, behind very many that were set aside, has its effect when it is replayed', async () => {
  await inbound.post({ messages: [textFrom('1', 'first'), ...Array.from({ length: 5_500 }, () => 0), textFrom('1', 'last')] });
  await inbound.settle();
  expect(await texts()).toEqual([{ text: 'first' }]);
  const rest = () =>
    db.rows<{ id: string; position: string }>(
      `select id, position from stuck_items where position like '+%' and resolved_at is null order by position`,
    );
  const [read, unread] = await rest();
  expect([read?.position, unread?.position]).toEqual(['+101', '+5000']);
  await replay(unread?.id ?? '');
  expect(await texts()).toEqual([{ text: 'first' }, { text: 'last' }]);
  expect((await rest()).map(({ position }) => position)).toEqual(['+101', '+5100']);
  await replay(read?.id ?? '');
  expect((await rest()).map(({ position }) => position)).toEqual(['+201', '+5100', '+5101']);
  expect(await texts()).toHaveLength(2);
});

test('an item far behind is found again by its place alone', async () => {
  const inboundId = await inbound.post({ messages: Array.from({ length: 5_500 }, (_, index) => textFrom('1', `${index}`)) });
  await db.rows('delete from inbound_work');
  const itemId = randomUUID();
  await db.rows(
    `insert into stuck_items (id, inbound_id, position, reason, detail, at) values ($1, $2, '0.0.messages.5400', 'failed', '…', parley_now())`,
    [itemId, inboundId],
  );
  await replay(itemId);
  expect(await texts()).toEqual([{ text: '5400' }]);
});

test('a whole body is replayed with all that is in it', async () => {
  const inboundId = await inbound.post({ messages: [textFrom('1', 'one'), { type: 'text' }] });
  await db.rows('delete from inbound_work');
  const itemId = randomUUID();
  await db.rows(
    `insert into stuck_items (id, inbound_id, position, reason, detail, at) values ($1, $2, '', 'too-deep', '…', parley_now())`,
    [itemId, inboundId],
  );
  await replay(itemId);
  expect(await texts()).toEqual([{ text: 'one' }]);
  expect((await list()).rows.map(({ reason, resolvedAt }) => [reason, resolvedAt !== null]).sort()).toEqual([
    ['too-deep', true],
    ['unreadable', false],
  ]);
});

test('what does not exist, and who may not', async () => {
  expect((await replay(randomUUID())).statusCode).toBe(404);
  await db.rows(`update roles set permissions = '{}'`);
  expect((await ask({ method: 'GET', url: '/api/v1/inbound/stuck' })).statusCode).toBe(403);
  expect((await replay(randomUUID())).statusCode).toBe(403);
});
