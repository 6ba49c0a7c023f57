import { beforeEach, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../test/support/database.ts';
import { type Database, iso } from '../db/database.ts';
import { claimMessages } from './claim.ts';

const id = (kind: number, n: number) => `0198f000-0000-7000-8000-${String(kind * 1_000 + n).padStart(12, '0')}`;
const [role, agent, skill, script, channel] = [id(1, 1), id(1, 2), id(1, 3), id(1, 4), id(1, 5)];
let db: Database;
let now: number;
let made = 0;
const claim = (limit = 64) => claimMessages(db, { limit, newId: () => id(9, ++made) });

beforeEach(async () => {
  db = await freshDatabase();
  made = 0;
  now = (await db.rows<{ now: number }>('select parley_now() as now'))[0]?.now ?? 0;
  await db.rows(`insert into roles values ('${role}', 'Agent', '{agent.work}')`);
  await db.rows(
    `insert into people (id, name, email, language, role_id) values ('${agent}', '민지', 'minji@example.com', 'ko', '${role}')`,
  );
  await db.rows(`insert into skills (id, name) values ('${skill}', 'Billing')`);
  await db.rows(`insert into scripts values ('${script}', 'Start')`);
  await db.rows(`insert into meta_apps values ('app', 'App', 'enc1:x', 'enc1:x')`);
  await db.rows(`insert into whatsapp_accounts values ('waba', 'app', 'portfolio', 'Marigold', 'enc1:x')`);
  await db.rows(`insert into channels (id, kind, name, whatsapp_account_id, phone_number_id, number, default_skill_id, default_script_id)
    values ('${channel}', 'whatsapp', 'Shop', 'waba', '118', '+442079460018', '${skill}', '${script}')`);
  await db.rows(`insert into role_channels values ('${role}', '${channel}', '{messages.reply}')`);
  await db.rows('insert into channel_pace (channel_id, per_second, tokens) values ($1, 1000, 250)', [channel]);
});

const skip = (ms: number) => db.rows('update clock set offset_ms = offset_ms + $1', [ms]);

async function addCustomer(n: number, lastWroteAt = now): Promise<void> {
  await db.rows('insert into customers (id, name, created_at) values ($1, $2, $3)', [id(2, n), `Customer ${n}`, iso(now)]);
  await db.rows(`insert into customer_identities (customer_id, kind, scope, value, created_at) values ($1, 'phone', '', $2, $3)`, [
    id(2, n),
    `+4477009001${n}`,
    iso(now),
  ]);
  await db.rows(
    `insert into cases (id, customer_id, channel_id, direction, status, place, opened_at, last_customer_message_at, last_message_at)
     values ($1, $2, $3, 'in', 'open', 'parked', $4, $5, $4)`,
    [id(3, n), id(2, n), channel, iso(now), iso(lastWroteAt)],
  );
}

async function queue(customer: number, message: number): Promise<void> {
  await db.rows(
    `insert into messages (id, case_id, customer_id, channel_id, direction, author_kind, author_id, content, at, created_at, status, trace_id)
     values ($1, $2, $3, $4, 'out', 'agent', $5, '{"kind":"text","text":"안녕하세요"}', $6, $6, 'queued', 't')`,
    [id(4, message), id(3, customer), id(2, customer), channel, agent, iso(now)],
  );
  await db.rows(
    `insert into outbox (id, kind, channel_id, customer_id, message_id, actor_id, run_at, created_at, trace_id)
     values ($1, 'message', $2, $3, $4, $5, $6, $6, 't')`,
    [id(5, message), channel, id(2, customer), id(4, message), agent, iso(now)],
  );
}
const decide = (message: number, state: string) => db.rows(`update outbox set state = $2 where id = $1`, [id(5, message), state]);

describe('which messages are handed over', () => {
  test('the oldest of each customer, with its attempt committed before anything is sent', async () => {
    await addCustomer(1);
    await addCustomer(2);
    for (const [customer, message] of [
      [1, 1],
      [1, 2],
      [2, 3],
    ] as const)
      await queue(customer, message);
    const { handed } = await claim();
    expect(handed.map(({ messageId }) => messageId)).toEqual([id(4, 1), id(4, 3)]);
    expect(await db.rows('select outbox_id as id from send_attempts order by outbox_id')).toEqual([{ id: id(5, 1) }, { id: id(5, 3) }]);
    expect((await claim()).handed).toEqual([]);
    await decide(1, 'accepted');
    expect((await claim()).handed.map(({ messageId }) => messageId)).toEqual([id(4, 2)]);
  });

  test('an unknown outcome does not hold the next message up, and is not handed again', async () => {
    await addCustomer(1);
    await queue(1, 1);
    await queue(1, 2);
    await claim();
    await decide(1, 'unknown');
    expect((await claim()).handed.map(({ messageId }) => messageId)).toEqual([id(4, 2)]);
  });

  test('two claims at once hand over every message once', async () => {
    for (let n = 1; n <= 6; n += 1) {
      await addCustomer(n);
      await queue(n, n);
    }
    const claims = await Promise.all([claim(), claim(), claim()]);
    expect(claims.flatMap(({ handed }) => handed.map(({ messageId }) => messageId)).toSorted()).toEqual(
      Array.from({ length: 6 }, (_, n) => id(4, n + 1)),
    );
  });

  test('the fence in hand is the fence in the row', async () => {
    await addCustomer(1);
    await queue(1, 1);
    const { handed } = await claim();
    expect(await db.rows('select fence, state from outbox')).toEqual([{ fence: handed[0]?.fence, state: 'handed' }]);
  });
});

describe('what is held back', () => {
  test('a message whose window closed after it was queued', async () => {
    await addCustomer(1, now - 86_340_000);
    await queue(1, 1);
    expect(await claim()).toMatchObject({ handed: [], refused: [id(5, 1)] });
    expect(await db.rows('select id from send_attempts')).toEqual([]);
  });

  test('a message of somebody who may no longer reply', async () => {
    await addCustomer(1);
    await queue(1, 1);
    await db.rows(`update role_channels set permissions = '{}'`);
    expect(await claim()).toMatchObject({ handed: [], refused: [id(5, 1)] });
  });

  test('everything of a paused channel, without refusing it', async () => {
    await addCustomer(1);
    await queue(1, 1);
    await db.rows(`update channels set state = 'paused', paused_reason = 'token'`);
    expect(await claim()).toMatchObject({ handed: [], refused: [] });
  });

  test('what is beyond the pace of the number waits: two at once, then evenly', async () => {
    await db.rows('update channel_pace set per_second = 8, tokens = 2');
    for (let n = 1; n <= 12; n += 1) {
      await addCustomer(n);
      await queue(n, n);
    }
    const first = await claim();
    expect(first.handed).toHaveLength(2);
    expect(first.pacedMs).toBeGreaterThan(0);
    await skip(250);
    expect((await claim()).handed).toHaveLength(2);
  });

  test('never more than the limit within a second, however much has gathered', async () => {
    await db.rows('update channel_pace set per_second = 8');
    for (let n = 1; n <= 12; n += 1) {
      await addCustomer(n);
      await queue(n, n);
    }
    const refill = () => db.rows('update channel_pace set tokens = 2');
    for (let round = 0; round < 4; round += 1) {
      await refill();
      expect((await claim()).handed).toHaveLength(2);
      await skip(100);
    }
    await refill();
    expect(await claim()).toMatchObject({ handed: [], pacedMs: 25 });
    await skip(1_100);
    expect((await claim()).handed).toHaveLength(2);
  });
});
