import { expect, test } from 'vitest';
import { freshDatabase } from '../../test/support/database.ts';
import { invariants } from './invariants.ts';

const id = (n: number) => `0198f000-0000-7000-8000-${String(n).padStart(12, '0')}`;

test('nothing is wrong with an empty database, and each broken promise is found', async () => {
  const db = await freshDatabase();
  const broken = async () => {
    const found: string[] = [];
    for (const { id: name, sql } of invariants) if ((await db.rows(sql)).length > 0) found.push(name);
    return found;
  };
  expect(await broken()).toEqual([]);

  // What the schema itself refuses is planted without its guards: the queries must not depend on them.
  await db.rows(`do $$ declare r record; begin
    for r in select conrelid::regclass as t, conname from pg_constraint
      where contype in ('c', 'f') and connamespace = 'public'::regnamespace order by contype desc loop
      execute format('alter table %s drop constraint %I', r.t, r.conname); end loop; end $$`);
  for (const index of ['offers_one_live', 'assignments_one_live', 'send_attempts_once', 'customer_identities_one'])
    await db.rows(`drop index ${index}`);
  await db.rows('alter table offers disable trigger all');
  await db.rows('alter table assignments disable trigger all');
  await db.rows(`insert into agents (person_id, load) values ('${id(1)}', 0)`);
  await db.rows(`insert into cases (id, customer_id, channel_id, direction, status, place, opened_at, last_message_at)
    values ('${id(2)}', '${id(3)}', '${id(4)}', 'in', 'new', 'queued', now(), now())`);
  for (const n of [10, 11]) {
    await db.rows(`insert into offers (id, case_id, person_id, skill_id, decision_id, offered_at, expires_at)
      values ('${id(n)}', '${id(2)}', '${id(1)}', '${id(5)}', '${id(6)}', now(), now())`);
    await db.rows(
      `insert into assignments (id, case_id, person_id, offer_id, started_at) values ('${id(n)}', '${id(2)}', '${id(1)}', '${id(n)}', now())`,
    );
  }
  for (const n of [20, 21]) {
    await db.rows(`insert into outbox (id, kind, channel_id, customer_id, message_id, state, run_at, leased_until, created_at, trace_id)
      values ('${id(n)}', 'message', '${id(4)}', '${id(3)}', '${id(n)}', 'handed', now(), now() - interval '1 hour', now() - interval '2 hours', 't')`);
    await db.rows(`insert into send_attempts (id, outbox_id, handed_at, outcome, wamid)
      values ('${id(n)}', '${id(21)}', now() - interval '1 hour', 'handed', 'wamid.same')`);
  }
  for (const n of [30, 31]) {
    await db.rows(
      `insert into customer_identities (customer_id, kind, scope, value, created_at) values ('${id(n)}', 'username', '', 'same', now())`,
    );
  }
  expect(await broken()).toEqual(invariants.map((invariant) => invariant.id));
});
