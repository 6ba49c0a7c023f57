/** Customers who turn out to be one person (decision 0023): whatever order, however many workers, one customer with one live case. */
import { randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { beforeEach, expect, test } from 'vitest';
import type { SceneEvent } from '#engine/events.ts';
import { addCompany, type Company, openTestApp, signIn } from '../../test/support/app.ts';
import { addChannel } from '../../test/support/cases.ts';
import { freshDatabase } from '../../test/support/database.ts';
import { openInbound, textFrom } from '../../test/support/inbound.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import type { Database } from '../db/database.ts';
import { actOnCase } from '../scene/act.ts';
import { apply } from '../scene/apply.ts';
import { processOnce } from './process.ts';

let db: Database;
let company: Company;
let inbound: ReturnType<typeof openInbound>;
let now: number;

beforeEach(async () => {
  db = await freshDatabase();
  company = await addCompany(db);
  inbound = openInbound(db);
  await db.rows('delete from cases');
  await db.rows('delete from customers');
  now = (await db.rows<{ now: number }>('select parley_now() as now'))[0]?.now ?? 0;
});

type Told = { phone?: string; bsuid?: string; username?: string };
let written = 0;
function webhook(id: string, { phone, bsuid, username }: Told, phoneNumberId = 'pn1') {
  const timestamp = String(Math.floor(now / 1_000) - 600 + ++written);
  const contact = { ...(phone && { wa_id: phone }), ...(bsuid && { user_id: bsuid }), ...(username && { profile: { username } }) };
  const { from: _, ...message } = textFrom('', id, { timestamp, ...(phone && { from: phone }), ...(bsuid && { from_user_id: bsuid }) });
  return inbound.webhook({ contacts: [contact], messages: [phone ? { ...message, from: phone } : message] }, phoneNumberId);
}
const post = (id: string, told: Told, phoneNumberId?: string) => inbound.store(webhook(id, told, phoneNumberId));
const people = () => db.rows<{ id: string; name: string }>('select id, name from customers where joined_into is null');
const identities = async () =>
  (await db.rows<{ value: string }>('select value from customer_identities where ended_at is null order by value')).map(
    ({ value }) => value,
  );
const live = () => db.rows<{ id: string; unread: number }>('select id, unread from cases where closed_at is null');
const messagesOf = async (caseId = '') =>
  (await db.rows<{ id: string }>('select provider_id as id from messages where case_id = $1 order by 1', [caseId])).map(({ id }) => id);

const phone = { phone: '821012345678' };
const bsuid = { bsuid: 'KR.1' };
const both = { ...phone, ...bsuid };

const orders = [
  ['phone', 'bsuid', 'both'],
  ['phone', 'both', 'bsuid'],
  ['bsuid', 'phone', 'both'],
  ['bsuid', 'both', 'phone'],
  ['both', 'phone', 'bsuid'],
  ['both', 'bsuid', 'phone'],
] as const;
const words = { phone, bsuid, both };

test.each(orders.flatMap((order) => [[1], [2, 1], [1, 2], [3]].map((cut) => ({ order, cut }))))(
  '$order, in batches of $cut: one customer, one live case with all three messages',
  async ({ order, cut }) => {
    for (const name of order) await post(name, words[name]);
    for (let round = 0; (await processOnce(inbound.context, cut[round % cut.length])) > 0; round += 1);
    expect(await people()).toHaveLength(1);
    expect(await identities()).toEqual(['821012345678', 'KR.1']);
    const cases = await live();
    expect(cases).toMatchObject([{ unread: 3 }]);
    expect(await messagesOf(cases[0]?.id)).toEqual(['both', 'bsuid', 'phone']);
    expect(await db.rows('select reason from stuck_items')).toEqual([]);
    expect(await brokenInvariants(db)).toEqual([]);
  },
);

test('many rounds of three workers with a webhook each: always one customer with one live case', async () => {
  for (let round = 0; round < 40; round += 1) {
    const mine = { phone: `8210${String(round).padStart(8, '0')}`, bsuid: `KR.${round}` };
    const told: Told[] = [{ phone: mine.phone }, { bsuid: mine.bsuid }, mine];
    for (const [place, who] of told.entries()) await post(`${round}-${place}`, who);
    const work = async () => {
      while ((await processOnce(inbound.context, 1)) > 0);
    };
    await Promise.all([work(), work(), work()]);
    while ((await db.rows('select from inbound_work')).length > 0) {
      await inbound.hurry();
      await inbound.settle();
    }
    expect(await people(), `round ${round}`).toHaveLength(round + 1);
    expect(await live(), `round ${round}`).toHaveLength(round + 1);
  }
  expect(await db.rows('select unread from cases where closed_at is null and unread <> 3')).toEqual([]);
  expect(await db.rows('select reason from stuck_items')).toEqual([]);
  expect(await brokenInvariants(db)).toEqual([]);
}, 60_000);

test('everything moves: cases of other channels, closed ones, messages with files, and what is still to be sent', async () => {
  await addChannel(db, 'Busan');
  await db.rows(`update channels set phone_number_id = 'pn2' where name = 'Busan'`);
  await post('old', phone);
  await inbound.settle();
  await db.rows(`update cases set status = 'closed', place = null, closed_at = parley_now()`);
  await post('on the other number', phone, 'pn2');
  await post('waits', phone);
  await inbound.store(
    inbound.webhook({
      messages: [{ ...textFrom('', 'pic', { from_user_id: 'KR.1', type: 'image', image: { id: '9' } }), from: undefined }],
    }),
  );
  await inbound.settle();
  const answered = (
    await db.rows<{ id: string; customerId: string }>(
      `select c.id, c.customer_id as "customerId" from cases c join messages m on m.case_id = c.id where m.provider_id = 'waits'`,
    )
  )[0];
  const answerId = randomUUID();
  const message = {
    ...{ id: answerId, caseId: answered?.id ?? '', customerId: answered?.customerId ?? '', channelId: company.channelId, at: now },
    author: { kind: 'agent' as const, personId: company.personId },
    content: { kind: 'text' as const, text: '안녕하세요' },
    ...{
      providerId: null,
      providerAt: null,
      quotedMessageId: null,
      retryOf: null,
      clientId: null,
      inboundId: null,
      traceId: null,
      file: null,
    },
  };
  await db.transact((inside) =>
    apply(inside, [{ events: [{ type: 'message.queued', message, at: now }], traceId: 't', actorId: null }], uuidv7),
  );
  await post('both', both);
  await inbound.settle();

  const [person, ...others] = await people();
  expect(others).toEqual([]);
  expect(
    await db.rows(
      'select distinct customer_id as id from cases union select customer_id from messages union select customer_id from outbox',
    ),
  ).toEqual([{ id: person?.id }]);
  expect(await db.rows('select count(*) from cases where closed_at is null')).toEqual([{ count: 2 }]);
  const [kept] = await db.rows<{ id: string; preview: unknown }>(
    'select id, preview from cases where closed_at is null and channel_id = $1',
    [company.channelId],
  );
  expect(await messagesOf(kept?.id)).toEqual(['both', 'pic', 'waits', null]);
  expect(kept?.preview).toMatchObject({ text: '안녕하세요', direction: 'out' });
  expect(await db.rows('select case_id as id from media')).toEqual([{ id: kept?.id }]);
  expect(await db.rows(`select facts from events where type = 'customer.joined'`)).toMatchObject([{ facts: { customerId: person?.id } }]);
  expect(await db.rows(`select case_id as id from events where type = 'case.joined'`)).toEqual([{ id: kept?.id }]);
  expect(await db.rows('select state from outbox')).toEqual([{ state: 'queued' }]);
  expect(await brokenInvariants(db)).toEqual([]);
});

test('the case an agent has goes on, and a message on offer elsewhere is taken back', async () => {
  await post('first', phone);
  await post('second', bsuid);
  await inbound.settle();
  const byMessage = async (id: string) =>
    (await db.rows<{ id: string }>('select case_id as id from messages where provider_id = $1', [id]))[0]?.id ?? '';
  const [, mine] = [await byMessage('first'), await byMessage('second')];
  await db.rows(`update agents set state = 'available', capacity = 2`);
  const started = {
    ...{
      type: 'assignment.started' as const,
      assignmentId: randomUUID(),
      caseId: mine,
      personId: company.personId,
      offerId: null,
      isOverride: false,
      at: now,
    },
    ...{ because: 'by-hand' as const, takenFrom: null },
  };
  await db.transact((inside) => apply(inside, [{ events: [started], traceId: 't', actorId: null }], uuidv7));
  await post('third', both);
  await inbound.settle();
  expect(await live()).toEqual([{ id: mine, unread: 3 }]);
  expect(await messagesOf(mine)).toEqual(['first', 'second', 'third']);
  expect(await db.rows('select assigned_to as person, place from cases where id = $1', [mine])).toEqual([
    { person: company.personId, place: 'assigned' },
  ]);
  expect(await db.rows(`select facts ->> 'because' as because from events where type = 'case.status-changed'`)).toEqual([
    { because: 'joined' },
  ]);
  expect(await brokenInvariants(db)).toEqual([]);
});

test('two people with numbers and ids of their own stay two, whatever one message says of both', async () => {
  await post('ana', { phone: '1', bsuid: 'KR.1' });
  await post('bo', { phone: '2', bsuid: 'KR.2' });
  await post('mixed', { phone: '1', bsuid: 'KR.2' });
  await inbound.settle();
  expect(await people()).toHaveLength(2);
  expect(await live()).toHaveLength(2);
  expect(await brokenInvariants(db)).toEqual([]);
});

test('whoever shows a username only is a customer like others, found again, and one with whom the rest is told of', async () => {
  await post('one', { username: 'haneul' });
  await post('two', { username: 'haneul' });
  await inbound.settle();
  expect(await people()).toMatchObject([{ name: 'haneul' }]);
  expect(await live()).toMatchObject([{ unread: 2 }]);
  await post('three', bsuid);
  await inbound.settle();
  await post('four', { ...bsuid, username: 'haneul' });
  await inbound.settle();
  expect(await people()).toHaveLength(1);
  expect(await identities()).toEqual(['KR.1', 'haneul']);
  expect(await live()).toMatchObject([{ unread: 4 }]);
  expect(await db.rows('select * from stuck_items')).toEqual([]);
  expect(await brokenInvariants(db)).toEqual([]);
});

test('a command that waited for a customer who was joined meanwhile acts on the case it meant', async () => {
  await post('first', phone);
  await inbound.settle();
  await post('second', bsuid);
  await inbound.settle();
  const [older] = await db.rows<{ caseId: string }>(`select case_id as "caseId" from messages where provider_id = 'first'`);
  const [from] = await db.rows<{ id: string }>('select id from customers order by id desc limit 1');
  const [into] = await db.rows<{ id: string }>('select id from customers order by id limit 1');
  await db.rows(`update cases set status = 'closed', place = null, closed_at = parley_now() where id = $1`, [older?.caseId]);
  const [meant] = await live();
  const acting = { context: { newId: uuidv7 }, db, requestId: 'request', signed: { personId: company.personId } };
  let command: Promise<void> | undefined;
  const joined = { type: 'customer.joined' as const, customerId: into?.id ?? '', fromCustomerId: from?.id ?? '', at: now };
  await whileLocked(() => {
    command = actOnCase(acting, meant?.id ?? '', ({ now: at, customer }, { id: caseId }) => {
      expect(customer.id).toBe(into?.id);
      return [{ type: 'case.read', caseId, byPersonId: company.personId, at }];
    });
  }, joined);
  await command;
  expect(await live()).toMatchObject([{ id: meant?.id, unread: 0 }]);
});

/** Starts something that needs the customers while they are locked, and lets it go on once two of them are one. */
async function whileLocked(start: () => void, joined: SceneEvent): Promise<void> {
  await db.transact(async (inside) => {
    await inside.rows('select from customers order by id for no key update');
    start();
    while ((await db.rows('select from pg_locks where not granted')).length === 0);
    await apply(inside, [{ events: [joined], traceId: 't', actorId: null }], uuidv7);
  });
}

test('an answer that waited for a customer who was joined meanwhile goes to who they are now', async () => {
  const { app, db: its } = await openTestApp();
  db = its;
  const { customerId, caseId } = await addCompany(db);
  await db.rows(
    `insert into customer_identities (customer_id, kind, scope, value, created_at) values ($1, 'phone', '', '8210', parley_now())`,
    [customerId],
  );
  const into = '00000000-0000-7000-8000-000000000001';
  await db.rows(`insert into customers (id, name, created_at) values ($1, '오하늘', parley_now())`, [into]);
  await db.rows(
    `insert into customer_identities (customer_id, kind, scope, value, created_at) values ($1, 'bsuid', 'portfolio1', 'KR.1', parley_now())`,
    [into],
  );
  const ask = await signIn(app);
  let answer: ReturnType<typeof ask> | undefined;
  await whileLocked(
    () => {
      answer = ask({
        method: 'POST',
        url: `/api/v1/cases/${caseId}/messages`,
        headers: { 'idempotency-key': 'the-only-answer' },
        payload: { content: { kind: 'text', text: '안녕하세요' } },
      });
    },
    { type: 'customer.joined', customerId: into, fromCustomerId: customerId, at: now },
  );
  expect((await answer)?.statusCode).toBe(200);
  expect(await db.rows('select customer_id as id from messages union select customer_id from outbox')).toEqual([{ id: into }]);
});
