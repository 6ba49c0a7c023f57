import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { NewMessage } from '#engine/events.ts';
import { nextStatus, type Told } from '#engine/message/status.ts';
import { addCompany, type Company } from '../../test/support/app.ts';
import { freshDatabase } from '../../test/support/database.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import { failureOf } from '../channels/whatsapp/failures.ts';
import type { Database } from '../db/database.ts';
import { apply } from '../scene/apply.ts';
import { type StatusTold, takeParked, tellStatuses } from './statuses.ts';

let db: Database;
let company: Company;
let now: number;

beforeEach(async () => {
  db = await freshDatabase();
  company = await addCompany(db);
  now = (await db.rows<{ now: number }>('select parley_now() as now'))[0]?.now ?? 0;
  // The customer has written, so the window is open.
  await db.rows(
    `insert into messages (id, case_id, customer_id, channel_id, direction, author_kind, content, provider_id, at, created_at, status, trace_id)
     select gen_random_uuid(), id, customer_id, channel_id, 'in', 'customer', '{}', 'wamid.in', last_message_at, last_message_at, 'received', 't' from cases`,
  );
});

/** A message on its way: handed over, and known to WhatsApp by `wamid` once that is given. */
async function send(wamid: string | null, state = 'accepted'): Promise<string> {
  const { caseId, customerId, channelId, personId } = company;
  const message: NewMessage = {
    id: randomUUID(),
    caseId,
    customerId,
    channelId,
    author: { kind: 'agent', personId },
    content: { kind: 'text', text: '네, 바로 확인할게요' },
    providerId: wamid,
    providerAt: null,
    at: now,
    quotedMessageId: null,
    retryOf: null,
    clientId: null,
    inboundId: null,
    traceId: 'command-1',
    file: null,
  };
  await db.transact((inside) =>
    apply(inside, [{ events: [{ type: 'message.queued', message, at: now }], traceId: 'command-1', actorId: personId }], randomUUID),
  );
  await db.rows(`update outbox set state = $2, leased_until = parley_now() where message_id = $1`, [message.id, state]);
  await db.rows(
    `insert into send_attempts (id, outbox_id, handed_at, outcome, wamid, flagged_at)
     select gen_random_uuid(), id, parley_now(), case when state = 'accepted' then 'accepted' else state end, $2, null from outbox where message_id = $1`,
    [message.id, state === 'accepted' ? (wamid ?? randomUUID()) : null],
  );
  if (state === 'unknown') await db.rows(`update messages set status = 'unknown', flagged_at = parley_now() where id = $1`, [message.id]);
  return message.id;
}

const word = (told: Told, changes: Partial<StatusTold> = {}): StatusTold => ({
  channelId: company.channelId,
  providerId: 'wamid.1',
  messageId: null,
  told,
  at: now,
  failure: told === 'failed' ? failureOf(131_026) : null,
  traceId: 'webhook-9',
  ...changes,
});
const tell = (...told: StatusTold[]) => db.transact((inside) => tellStatuses(inside, told, randomUUID));
const read = async () =>
  (
    await db.rows<Record<string, unknown>>(
      `select status, provider_id as wamid, failure ->> 'code' as code, sent_at as sent, delivered_at as delivered, read_at as read,
         flagged_at is not null as flagged from messages where direction = 'out'`,
    )
  )[0];

test('each step is kept with its time, under the trace of the message', async () => {
  await send('wamid.1');
  await tell(word('sent', { at: now - 30 }));
  await tell(word('delivered', { at: now - 20 }), word('read', { at: now - 10 }));
  expect(await read()).toMatchObject({ status: 'read', sent: now - 30, delivered: now - 20, read: now - 10 });
  expect(
    await db.rows(`select facts ->> 'to' as "to", trace_id as trace from events where type = 'message.status-changed' order by id`),
  ).toEqual(['sent', 'delivered', 'read'].map((to) => ({ to, trace: 'command-1' })));
});

test('F03: any order and repetition, in any partition, ends the same; no rank falls', async () => {
  const words: Told[] = ['sent', 'delivered', 'read', 'played', 'failed'];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 7 }),
      fc.integer({ min: 1, max: 4 }),
      async (told, size) => {
        await db.rows('delete from send_attempts');
        await db.rows('delete from outbox');
        await db.rows(`delete from messages where direction = 'out'`);
        await send('wamid.1');
        for (let start = 0; start < told.length; start += size) await tell(...told.slice(start, start + size).map((one) => word(one)));
        const expected = told.reduce(
          (status, one) => nextStatus(status, one) ?? status,
          'queued' as ReturnType<typeof nextStatus> & string,
        );
        const row = await read();
        expect(row).toMatchObject({ status: expected, code: expected === 'failed' ? '131026' : null });
        expect(row?.delivered !== null).toBe(['delivered', 'read', 'played'].includes(expected));
      },
    ),
    { numRuns: 25 },
  );
  expect(await brokenInvariants(db)).toEqual([]);
});

test('read alone implies sent and delivered', async () => {
  await send('wamid.1');
  await tell(word('read'));
  expect(await read()).toMatchObject({ sent: now, delivered: now, read: now });
});

test('a time ahead of ours is ours', async () => {
  await send('wamid.1');
  await tell(word('sent', { at: now + 3_600_000 }));
  expect((await read())?.sent).toBeLessThan(now + 60_000);
});

test('F04: a status before the answer is parked, and told once the wamid is known', async () => {
  const messageId = await send(null, 'handed');
  await tell(word('sent'), word('delivered'));
  await tell(word('sent'));
  expect(await read()).toMatchObject({ status: 'queued' });
  expect(await db.rows('select status from parked_statuses order by status')).toHaveLength(2);
  await db.transact(async (inside) => {
    await inside.rows(`update messages set provider_id = 'wamid.1' where direction = 'out'`);
    await takeParked(inside, [{ channelId: company.channelId, providerId: 'wamid.1', messageId, traceId: 't' }], randomUUID);
  });
  expect(await read()).toMatchObject({ status: 'delivered', wamid: 'wamid.1' });
  expect(await db.rows('select * from parked_statuses')).toEqual([]);
});

test('the answer and its status at the same moment: whoever comes second sees the other', async () => {
  for (let round = 0; round < 10; round += 1) {
    const wamid = `wamid.race-${round}`;
    const messageId = await send(null, 'handed');
    await Promise.all([
      tell(word('sent', { providerId: wamid })),
      db.transact(async (inside) => {
        await inside.rows('update messages set provider_id = $2 where id = $1', [messageId, wamid]);
        await takeParked(inside, [{ channelId: company.channelId, providerId: wamid, messageId, traceId: 't' }], randomUUID);
      }),
    ]);
    expect(await db.rows('select status from messages where id = $1', [messageId])).toEqual([{ status: 'sent' }]);
  }
  expect(await db.rows('select * from parked_statuses')).toEqual([]);
});

test.each(['handed', 'unknown'])('a status with our own id settles a send whose outcome is %s', async (state) => {
  const messageId = await send(null, state);
  await tell(word('delivered', { messageId }));
  expect(await read()).toMatchObject({ status: 'delivered', wamid: 'wamid.1', flagged: false });
  expect(await db.rows('select o.state, t.outcome, t.wamid from outbox o join send_attempts t on t.outbox_id = o.id')).toEqual([
    { state: 'accepted', outcome: 'accepted', wamid: 'wamid.1' },
  ]);
  expect(await brokenInvariants(db)).toEqual([]);
});

test('words parked without our id are told once another word has proven whose they are', async () => {
  const messageId = await send(null, 'unknown');
  await tell(word('read'));
  await tell(word('sent', { messageId }));
  expect(await read()).toMatchObject({ status: 'read', wamid: 'wamid.1' });
  expect(await db.rows('select * from parked_statuses')).toEqual([]);
});

test('our id beside a foreign wamid or channel moves nothing', async () => {
  const messageId = await send('wamid.1');
  await tell(word('read', { messageId, providerId: 'wamid.other' }));
  expect(await read()).toMatchObject({ status: 'queued', wamid: 'wamid.1' });
});

test('F05: a status of a message we never sent is kept apart and moves nothing', async () => {
  await tell(word('read', { providerId: 'wamid.echo' }), word('failed', { providerId: 'wamid.echo' }));
  expect(await db.rows('select status from parked_statuses order by status')).toEqual([{ status: 'failed' }, { status: 'read' }]);
  expect(await db.rows('select * from events')).toEqual([]);
});
