import { expect, test } from 'vitest';
import { freshDatabase } from '../../test/support/database.ts';
import type { Database } from '../db/database.ts';
import { openStore } from './store.ts';

const webhook = (text: string) => ({ metaAppId: 'app', body: Buffer.from(text), receivedAt: 1_700_000_000_000, traceId: 't' });

async function databaseWithApp(): Promise<Database> {
  const db = await freshDatabase();
  await db.rows("insert into meta_apps (id, name, app_secret, verify_token) values ('app', 'app', 'enc1:x', 'enc1:x')");
  return db;
}
const count = async (db: Database) =>
  (
    await db.rows<{ stored: number; todo: number }>(
      'select (select count(*) from inbound) as stored, (select count(*) from inbound_work) as todo',
    )
  )[0];

test('what is answered as stored is in the database, byte for byte, with its work row', async () => {
  const db = await databaseWithApp();
  expect(await openStore(db).store(webhook('{"a":"\\u00e9"}'))).toBe('stored');
  const rows = await db.rows<{ body: Buffer }>('select body from inbound join inbound_work on inbound_id = id');
  expect(rows.map(({ body }) => body.toString())).toEqual(['{"a":"\\u00e9"}']);
});

test('requests that wait together share commits', async () => {
  const db = await databaseWithApp();
  let statements = 0;
  const counting = {
    ...db,
    rows: <Row>(sql: string, values?: unknown[]) => {
      statements += 1;
      return db.rows<Row>(sql, values);
    },
  };
  const store = openStore(counting);
  const answers = await Promise.all(Array.from({ length: 300 }, (_, index) => store.store(webhook(`body ${index}`))));
  expect(new Set(answers)).toEqual(new Set(['stored']));
  expect(await count(db)).toEqual({ stored: 300, todo: 300 });
  expect(statements).toBeLessThanOrEqual(2);
});

test('of many that share a commit, empty ones too, each keeps its own bytes', async () => {
  const db = await databaseWithApp();
  const store = openStore(db);
  const bodies = Array.from({ length: 40 }, (_, index) => '가'.repeat(index % 7) + (index % 7 === 0 ? '' : index));
  await Promise.all(bodies.map((body) => store.store(webhook(body))));
  const rows = await db.rows<{ body: Buffer; hash: boolean }>('select body, sha256 = sha256(body) as hash from inbound order by id');
  expect(rows.map(({ body }) => body.toString())).toEqual([...new Set(bodies)]);
  expect(rows.every(({ hash }) => hash)).toBe(true);
});

test('T05: the same bytes again and again, at once and later, are one row', async () => {
  const db = await databaseWithApp();
  const store = openStore(db);
  const other = openStore(db);
  await Promise.all(Array.from({ length: 50 }, (_, index) => (index % 2 ? store : other).store(webhook('same'))));
  await store.store(webhook('same'));
  expect(await count(db)).toEqual({ stored: 1, todo: 1 });
});

test('the same bytes for two apps are two webhooks, in one batch or one after the other', async () => {
  const db = await databaseWithApp();
  await db.rows("insert into meta_apps (id, name, app_secret, verify_token) values ('app2', 'app2', 'enc1:x', 'enc1:x')");
  const store = openStore(db);
  const other = { ...webhook('same'), metaAppId: 'app2' };
  await Promise.all([store.store(webhook('same')), store.store(other), store.store(other)]);
  await store.store(webhook('later'));
  await store.store({ ...webhook('later'), metaAppId: 'app2' });
  expect(await count(db)).toEqual({ stored: 4, todo: 4 });
});

test('F17: when the database fails nothing is called stored, and the next webhook gets its chance', async () => {
  const db = await databaseWithApp();
  const store = openStore(db);
  await expect(store.store({ ...webhook('x'), traceId: 'PostgreSQL takes no \0' })).rejects.toThrow('invalid byte sequence');
  expect(await store.store(webhook('y'))).toBe('stored');
});

test('while more comes than is stored at leisure, whatever can wait is told so', async () => {
  const store = openStore(await databaseWithApp());
  const come = (name: string, count: number) =>
    Promise.all(Array.from({ length: count }, (_, index) => store.store(webhook(`${name} ${index}`))));
  await come('one hiccup', 300);
  expect(store.isPressed()).toBe(false);
  await come('pressed', 2_000);
  expect(store.isPressed()).toBe(true);
  await expect.poll(() => store.isPressed()).toBe(false);
});

test('T11: beyond the bound nothing is taken in, until there is room again', async () => {
  const db = await databaseWithApp();
  const store = openStore(db, { maxWaiting: 10, maxWaitingBytes: 1_000 });
  const many = await Promise.all(Array.from({ length: 40 }, (_, index) => store.store(webhook(`small ${index}`))));
  expect(many).toContain('full');
  expect((await count(db))?.stored).toBe(many.filter((answer) => answer === 'stored').length);
  expect(await store.store(webhook('x'.repeat(1_001)))).toBe('full');
  expect(await store.store(webhook('there is room'))).toBe('stored');
});
