import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { addCompany, type Company } from '../../test/support/app.ts';
import { freshDatabase } from '../../test/support/database.ts';
import { openInbound, textFrom } from '../../test/support/inbound.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import type { Database } from '../db/database.ts';
import { selectMessages } from '../messages/queries.ts';
import { processOnce } from './process.ts';

let db: Database;
let company: Company;
let inbound: ReturnType<typeof openInbound>;
let nowSeconds: number;

beforeEach(async () => {
  db = await freshDatabase();
  company = await addCompany(db);
  inbound = openInbound(db);
  // A customer who wrote on another number before: nobody else is known.
  await db.rows('delete from cases');
  await db.rows('delete from customers');
  nowSeconds = Math.floor(((await db.rows<{ now: number }>('select parley_now() as now'))[0]?.now ?? 0) / 1_000);
});

const writes = (id: string, changes: Record<string, unknown> = {}) =>
  textFrom('821012345678', id, { timestamp: String(nowSeconds - 60), ...changes });
const count = async (table: string) => (await db.rows<{ count: number }>(`select count(*) from ${table}`))[0]?.count;
const texts = async () =>
  (await db.rows<{ text: string }>(`select content ->> 'text' as text from messages order by case_id, at, id`)).map(({ text }) => text);
const stuck = () => db.rows<{ reason: string; position: string }>('select reason, position from stuck_items order by position');
const outcome = async (name: string) => {
  const { values } = await inbound.context.metrics.inboundItems.get();
  return values.find(({ labels }) => labels.outcome === name)?.value ?? 0;
};

test('a stranger writes: a customer, a case that waits on the default skill, the message, all in one transaction', async () => {
  const user = { profile: { name: '오하늘', username: 'haneul' }, wa_id: '821012345678', user_id: 'KR.1' };
  const inboundId = await inbound.post({ contacts: [user], messages: [writes('hi', { from_user_id: 'KR.1' })] });
  expect(await processOnce(inbound.context)).toBe(1);
  expect(await db.rows('select name from customers')).toEqual([{ name: '오하늘' }]);
  expect(await db.rows('select kind, scope, value from customer_identities order by kind')).toEqual([
    { kind: 'bsuid', scope: 'portfolio1', value: 'KR.1' },
    { kind: 'phone', scope: '', value: '821012345678' },
    { kind: 'username', scope: '', value: 'haneul' },
  ]);
  expect(await db.rows('select status, place, skill_id as "skillId", unread from cases')).toEqual([
    { status: 'new', place: 'queued', skillId: company.skillId, unread: 1 },
  ]);
  expect(
    await db.rows(
      'select inbound_id as "inboundId", provider_id as id, status, m.trace_id = i.trace_id as "isTraced" from messages m join inbound i on i.id = m.inbound_id',
    ),
  ).toEqual([{ inboundId, id: 'hi', status: 'received', isTraced: true }]);
  expect(await count('inbound_work')).toBe(0);
  expect(await db.rows('select last_webhook_at is not null as touched from channels')).toEqual([{ touched: true }]);
  expect(await outcome('processed')).toBe(1);
  expect(await brokenInvariants(db)).toEqual([]);
});

test('F01, F02: a burst of five with repetitions, in any order and partition, is one case with five messages in order', async () => {
  const burst = ['a', 'b', 'c', 'd', 'e'].map((id, index) => writes(id, { timestamp: String(nowSeconds - 60 + index) }));
  const repeated = fc.shuffledSubarray([...burst, ...burst, ...burst.slice(1, 3)], { minLength: 12, maxLength: 12 });
  const plan = fc.record({
    order: repeated,
    cuts: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 12, maxLength: 12 }),
    limit: fc.integer({ min: 1, max: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(plan, async ({ order, cuts, limit }) => {
      await db.rows('truncate customers, inbound, events cascade');
      for (let at = 0, cut = 0; at < order.length; at += cuts[cut] ?? 1, cut += 1) {
        await inbound.post({ messages: order.slice(at, at + (cuts[cut] ?? 1)) });
      }
      while ((await processOnce(inbound.context, limit)) > 0);
      expect(await count('customers')).toBe(1);
      expect(await texts()).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(await db.rows('select unread, status, place from cases')).toEqual([{ unread: 5, status: 'new', place: 'queued' }]);
      expect(await db.rows(`select type from events where type in ('case.opened', 'case.queued')`)).toHaveLength(2);
    }),
    { numRuns: 20 },
  );
  expect(await brokenInvariants(db)).toEqual([]);
});

test('F01: four workers at once, the same messages in webhooks of their own: one customer, one case, each message once', async () => {
  for (let copy = 0; copy < 4; copy += 1) {
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      await inbound.post({ messages: [writes(id, { timestamp: String(nowSeconds - 200 + id.charCodeAt(0)) })] });
    }
  }
  const work = async () => {
    while ((await processOnce(inbound.context, 3)) > 0);
  };
  await Promise.all([work(), work(), work(), work()]);
  expect(await count('inbound_work')).toBe(0);
  expect(await stuck()).toEqual([]);
  expect(await count('customers')).toBe(1);
  expect(await count('cases')).toBe(1);
  expect(await texts()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(await brokenInvariants(db)).toEqual([]);
});

test('a webhook stored by a node whose clock is ahead does not wait for it', async () => {
  await inbound.post({ messages: [writes('hi')] });
  await db.rows(`update inbound_work set run_at = parley_now() + interval '1 second'`);
  expect(await processOnce(inbound.context)).toBe(1);
});

test('many customers in one batch, each with their own case', async () => {
  await inbound.post({
    messages: ['1', '2', '3'].flatMap((phone) => [writes(`${phone}a`, { from: phone }), writes(`${phone}b`, { from: phone })]),
  });
  await inbound.settle();
  expect(await count('customers')).toBe(3);
  expect(await db.rows('select unread from cases')).toEqual([{ unread: 2 }, { unread: 2 }, { unread: 2 }]);
  expect(await brokenInvariants(db)).toEqual([]);
});

test('a second message of a known customer joins the live case; after it is closed the next one opens another', async () => {
  await inbound.post({ messages: [writes('one')] });
  await inbound.settle();
  await inbound.post({ messages: [writes('two')] });
  await inbound.settle();
  expect(await count('cases')).toBe(1);
  await db.rows(`update cases set status = 'closed', place = null, closed_at = parley_now()`);
  await inbound.post({ messages: [writes('three')] });
  await inbound.settle();
  expect(await db.rows('select customer_id as "customerId" from cases group by 1')).toHaveLength(1);
  expect(await count('cases')).toBe(2);
  expect(await brokenInvariants(db)).toEqual([]);
});

test('a quote is one only inside the same customer', async () => {
  await inbound.post({ messages: [writes('mine'), writes('theirs', { from: '1' })] });
  await inbound.settle();
  await inbound.post({
    messages: [
      writes('q1', { context: { id: 'mine' } }),
      writes('q2', { context: { id: 'theirs' } }),
      writes('q3', { context: { id: 'q1' } }),
    ],
  });
  await inbound.settle();
  expect(
    await db.rows(
      `select m.provider_id as id, q.provider_id as quoted from messages m left join messages q on q.id = m.quoted_message_id
       where m.provider_id like 'q%' order by 1`,
    ),
  ).toEqual([
    { id: 'q1', quoted: 'mine' },
    { id: 'q2', quoted: null },
    { id: 'q3', quoted: 'q1' },
  ]);
});

test('a picture leaves a file to fetch', async () => {
  await inbound.post({ messages: [writes('pic', { type: 'image', image: { id: '99', mime_type: 'image/jpeg', caption: '긁힘' } })] });
  await inbound.settle();
  expect(
    await db.rows(
      'select f.state, f.provider_media_id as id, m.provider_id as message from media f join messages m on m.id = f.message_id',
    ),
  ).toEqual([{ state: 'pending', id: '99', message: 'pic' }]);
});

test('F06, T06: what is older than eight days is kept at its time and sets nothing in motion', async () => {
  await inbound.post({ messages: [writes('old', { timestamp: String(nowSeconds - 9 * 86_400) })] });
  await inbound.settle();
  expect(await db.rows('select status, place, last_customer_message_at as wrote, waiting_since as waits from cases')).toEqual([
    { status: 'new', place: 'parked', wrote: null, waits: null },
  ]);
  expect(await brokenInvariants(db)).toEqual([]);
});

test.each([
  ['1970', () => 0],
  ['2004', () => 1_077_753_600],
  ['nine days ago', () => nowSeconds - 9 * 86_400],
  ['in two days', () => nowSeconds + 2 * 86_400],
  ['in a year', () => nowSeconds + 365 * 86_400],
  ['in the year 5000', () => 95_617_584_000],
])('T06: a message “written” %s is kept with that time and starts no script, opens no window, wakes nobody', async (_, seconds) => {
  const timestamp = seconds();
  await inbound.post({ messages: [writes('odd', { timestamp: String(timestamp) })] });
  await inbound.settle();
  const cases = 'select status, place, last_customer_message_at as wrote, waiting_since as waits from cases';
  expect(await db.rows(cases)).toEqual([{ status: 'new', place: 'parked', wrote: null, waits: null }]);
  expect(await db.rows('select * from runs')).toEqual([]);
  expect(await db.rows('select provider_at as original, at <= parley_now() as "isSane" from messages')).toEqual([
    { original: timestamp * 1_000, isSane: true },
  ]);
  const shown = await selectMessages(
    db,
    (await db.rows<{ id: string }>('select id from messages')).map(({ id }) => id),
  );
  expect(shown.map(({ lateness }) => lateness)).toEqual([
    timestamp > nowSeconds - 10 * 86_400 && timestamp < nowSeconds ? 'late' : 'no-time',
  ]);
  // An honest message goes on as ever, and the window opens from it alone.
  await inbound.post({ messages: [writes('now')] });
  await inbound.post({ messages: [writes('odd again', { timestamp: String(timestamp) })] });
  await inbound.settle();
  expect(await db.rows(cases)).toEqual([
    { status: 'new', place: 'queued', wrote: (nowSeconds - 60) * 1_000 + 999, waits: (nowSeconds - 60) * 1_000 + 999 },
  ]);
  expect(await brokenInvariants(db)).toEqual([]);
});

test('F52: a time ahead of ours sorts at ours and keeps the window no longer open', async () => {
  await inbound.post({ messages: [writes('ahead', { timestamp: String(nowSeconds + 7_200) })] });
  await inbound.settle();
  const [row] = await db.rows<{ isSane: boolean; original: number }>(
    `select m.at <= parley_now() and c.last_customer_message_at <= parley_now() as "isSane", m.provider_at as original
     from messages m join cases c on c.id = m.case_id`,
  );
  expect(row).toEqual({ isSane: true, original: (nowSeconds + 7_200) * 1_000 });
});

test('F07: a mixed webhook: the good items are done, the foreign, the unknown and the bad one stand alone', async () => {
  const entryOf = (field: string, value: unknown) => ({ id: 'waba1', changes: [{ field, value }] });
  const metadata = { phone_number_id: 'pn1' };
  await inbound.store({
    object: 'whatsapp_business_account',
    entry: [
      entryOf('messages', {
        metadata,
        messages: [writes('good'), { type: 'text' }],
        statuses: [{ id: 'x', status: 'sent', timestamp: '1763801137' }],
      }),
      entryOf('messages', { metadata: { phone_number_id: 'somebody' }, messages: [writes('foreign'), writes('foreign2')] }),
      entryOf('account_alerts', { entity_type: 'BUSINESS' }),
    ],
  });
  await inbound.settle();
  expect(await texts()).toEqual(['good']);
  expect(await stuck()).toEqual([
    { reason: 'unreadable', position: '0.0.messages.1' },
    { reason: 'not-ours', position: '1.0.messages.0' },
    { reason: 'not-ours', position: '1.0.messages.1' },
    { reason: 'unreadable', position: '2.0' },
  ]);
  expect(await db.rows('select status from parked_statuses')).toEqual([{ status: 'sent' }]);
  expect(await outcome('not-ours')).toBe(2);
});

test('F07: what nobody knows stands in quarantine while what is known beside it is done; so does a webhook that carries nothing', async () => {
  await inbound.post({ messages: [writes('known')], message_echoes: [{ id: 'echo', to: '1', text: { body: '…' } }] });
  await inbound.store({ object: 'whatsapp_business_account', entry: [] });
  await inbound.settle();
  expect(await texts()).toEqual(['known']);
  expect(await stuck()).toEqual([
    { reason: 'unreadable', position: '' },
    { reason: 'unreadable', position: '0.0.message_echoes' },
  ]);
});

test('a webhook of two million nothings is a hundred rows and two for the rest; what comes beside it is done', async () => {
  await inbound.store(`{"object":"whatsapp_business_account","entry":[${'0,'.repeat(1_900_000)}0]}`);
  await inbound.post({ messages: [writes('beside')] });
  await inbound.settle();
  expect(await texts()).toEqual(['beside']);
  expect(await count('stuck_items')).toBe(102);
  expect(await db.rows(`select reason, position, detail from stuck_items where position like '+%' order by position`)).toEqual([
    { reason: 'unreadable', position: '+100', detail: 'More than 100 things of this webhook were set aside; these are the 4900 more.' },
    { reason: 'unreadable', position: '+5000', detail: 'Parley reads 5000 parts of a webhook at once; these are the 1895002 more.' },
  ]);
  expect(await count('inbound_work')).toBe(0);
});

test('a number of another app is not ours, whoever signed for it', async () => {
  await db.rows(`insert into meta_apps values ('app2', 'Other', 'enc1:x', 'enc1:x')`);
  await inbound.store(inbound.webhook({ messages: [writes('spoofed')] }), { metaAppId: 'app2' });
  await inbound.settle();
  expect(await texts()).toEqual([]);
  expect(await stuck()).toEqual([{ reason: 'not-ours', position: '0.0.messages.0' }]);
});

test.each([
  ['unreadable', '{'],
  ['too-deep', '['.repeat(100)],
  ['unreadable', '\0{"a":"가"}\0'],
])('a whole body that is %s (%j) is set aside and forgotten by the queue', async (reason, body) => {
  await inbound.store(body);
  await inbound.settle();
  expect(await stuck()).toEqual([{ reason, position: '' }]);
  expect(await count('inbound_work')).toBe(0);
});

test('bytes that are no ASCII are read as they came', async () => {
  await inbound.store(inbound.webhook({ messages: [writes('plain', { text: { body: '안녕하세요 😀 é' } })] }));
  await inbound.settle();
  expect(await texts()).toEqual(['안녕하세요 😀 é']);
});

test('F08: a poisonous item is tried five times and set aside alone; nobody behind it waits', async () => {
  await db.rows(`create function poison() returns trigger language plpgsql as
    $$ begin if new.content ->> 'text' = 'poison' then raise exception 'poison: %', new.content; end if; return new; end $$`);
  await db.rows('create trigger poison before insert on messages for each row execute function poison()');
  const ids = ['a', 'b', 'poison', 'c', 'd', 'e', 'f'];
  await inbound.post({ messages: ids.slice(0, 4).map((id, index) => writes(id, { from: `1${index}` })) });
  await inbound.post({ messages: ids.slice(4).map((id, index) => writes(id, { from: `2${index}` })) });
  await inbound.settle();
  expect((await texts()).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  for (let tries = 2; tries <= 5; tries += 1) {
    expect(await stuck()).toEqual([]);
    expect(await count('inbound_work')).toBe(1);
    await inbound.hurry();
    await inbound.settle();
  }
  expect(await db.rows('select reason, position, detail from stuck_items')).toEqual([
    { reason: 'failed', position: '0.0.messages.2', detail: 'Processing failed 5 times (P0001).' },
  ]);
  expect(await count('inbound_work')).toBe(0);
  expect(await texts()).toHaveLength(6);
  expect(inbound.lines.join('')).not.toMatch(/poison:|821012345678/);
  expect(await brokenInvariants(db)).toEqual([]);
});

test('F10: a customer who changed number and BSUID is the same customer', async () => {
  await inbound.post({ messages: [writes('before', { from_user_id: 'KR.1' })] });
  await inbound.settle();
  const system = { type: 'user_changed_number', body: '…', wa_id: '821099999999', user_id: 'KR.2' };
  const { text: _, ...notice } = writes('moved', { type: 'system', from_user_id: 'KR.1', system });
  await inbound.post({ messages: [notice, writes('after', { from: '821099999999', from_user_id: 'KR.2' })] });
  await inbound.settle();
  expect(await count('customers')).toBe(1);
  expect(await texts()).toEqual(['before', 'after']);
  expect(await db.rows('select value from customer_identities where ended_at is null order by value')).toEqual([
    { value: '821099999999' },
    { value: 'KR.2' },
  ]);
});

test('a phone appears beside a BSUID that was alone, and the case goes on', async () => {
  const { from: _, ...hidden } = writes('hidden', { from_user_id: 'KR.1' });
  await inbound.post({ messages: [hidden] });
  await inbound.post({ messages: [writes('shown', { from_user_id: 'KR.1' })] });
  await inbound.settle();
  expect(await count('customers')).toBe(1);
  expect(await count('cases')).toBe(1);
  expect(await count('customer_identities')).toBe(2);
});

test('F04: a status that gives our own id back settles a send whose answer never came', async () => {
  await inbound.post({ messages: [writes('hi')] });
  await inbound.settle();
  const [sent] = await db.rows<{ id: string }>(
    `insert into messages (id, case_id, customer_id, channel_id, direction, author_kind, content, at, created_at, status, trace_id)
     select gen_random_uuid(), id, customer_id, channel_id, 'out', 'agent', '{}', parley_now(), parley_now(), 'unknown', 't' from cases returning id`,
  );
  const status = (word: string) => ({ id: 'wamid.out', status: word, timestamp: String(nowSeconds), biz_opaque_callback_data: sent?.id });
  await inbound.post({ statuses: [status('delivered'), status('sent')] });
  await inbound.post({ statuses: [{ ...status('read'), biz_opaque_callback_data: undefined }] });
  await inbound.settle();
  expect(await db.rows(`select status, provider_id as id from messages where direction = 'out'`)).toEqual([
    { status: 'read', id: 'wamid.out' },
  ]);
});

test('bodies beyond what fits into memory are taken a few at a time', async () => {
  for (let index = 0; index < 3; index += 1) await inbound.post({ messages: [writes(`big${index}`)], padding: 'x'.repeat(1_200_000) });
  expect(await processOnce(inbound.context)).toBe(2);
  expect(await processOnce(inbound.context)).toBe(1);
});
