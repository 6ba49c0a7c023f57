import { expect, test } from 'vitest';
import { freshDatabase } from '../../test/support/database.ts';
import { iso } from './database.ts';

test('instants go in as ISO text and come back as milliseconds', async () => {
  const db = await freshDatabase();
  const at = Date.UTC(2026, 10, 24, 1, 2, 3, 456);
  expect(await db.rows('select $1::timestamptz as at, $2::bigint as count', [iso(at), 7])).toEqual([{ at, count: 7 }]);
});

test('a failed transaction leaves nothing behind, wakes nobody and has no effect', async () => {
  const db = await freshDatabase();
  const heard: string[] = [];
  db.wakes.on('routing', () => heard.push('woken'));
  const work = db.transact(async (tx) => {
    await tx.rows("insert into organisation (name) values ('x')");
    tx.wake('routing');
    tx.afterCommit(() => heard.push('effect'));
    throw new Error('no');
  });
  await expect(work).rejects.toThrow('no');
  expect(await db.rows('select name from organisation')).toEqual([]);
  expect(heard).toEqual([]);
});

test('a transaction inside a transaction is a savepoint: its failure undoes only itself', async () => {
  const db = await freshDatabase();
  await db.transact(async (tx) => {
    await tx.rows("insert into scripts (id, name) values ('01930000-0000-7000-8000-000000000001', 'kept')");
    const inner = tx.transact(async (nested) => {
      await nested.rows("insert into scripts (id, name) values ('01930000-0000-7000-8000-000000000002', 'undone')");
      throw new Error('no');
    });
    await expect(inner).rejects.toThrow('no');
  });
  expect(await db.rows('select name from scripts')).toEqual([{ name: 'kept' }]);
});

test('after the commit the woken are told once, then the effects have run', async () => {
  const db = await freshDatabase();
  const heard: string[] = [];
  db.wakes.on('outbox', () => heard.push('outbox'));
  await db.transact(async (tx) => {
    tx.wake('outbox');
    tx.wake('outbox');
    tx.afterCommit(() => heard.push('effect'));
    expect(heard).toEqual([]);
  });
  expect(heard).toEqual(['effect', 'outbox']);
});

test('two transactions that lock each other out both end well', async () => {
  const db = await freshDatabase();
  await db.rows("insert into scripts (id, name) select gen_random_uuid(), unnest(array['a', 'b'])");
  const takeBoth = (first: string, second: string) =>
    db.transact(async (tx) => {
      await tx.rows('select from scripts where name = $1 for update', [first]);
      await tx.rows('select pg_sleep(0.05)');
      await tx.rows('select from scripts where name = $1 for update', [second]);
      return first;
    });
  expect(await Promise.all([takeBoth('a', 'b'), takeBoth('b', 'a')])).toEqual(['a', 'b']);
});

test('a connection that is ended in the middle of a transaction fails that transaction and nothing else', async () => {
  const db = await freshDatabase();
  const work = db.transact(async (tx) => {
    const [row] = await tx.rows<{ pid: number }>('select pg_backend_pid() as pid');
    await db.rows('select pg_terminate_backend($1)', [row?.pid]);
    // The connection says that it is gone while nobody asks it anything.
    await db.rows('select pg_sleep(0.05)');
    return tx.rows('select 1');
  });
  await expect(work).rejects.toThrow();
  expect(await db.rows('select 1 as one')).toEqual([{ one: 1 }]);
});
