import { beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '../../test/support/database.ts';
import type { Database } from '../db/database.ts';
import { agentConnected, keepConnections } from './presence.ts';

const role = '0198f000-0000-7000-8000-000000000001';
const minji = '0198f000-0000-7000-8000-000000000002';
const graceLeft = `select extract(epoch from connected_until - parley_now()) between 30 and 45 as "isWhole" from agents`;
let db: Database;

beforeEach(async () => {
  db = await freshDatabase();
  await db.rows(`insert into roles values ('${role}', 'Agent', '{}')`);
  await db.rows(
    `insert into people (id, name, email, language, role_id) values ('${minji}', '민지', 'minji@example.com', 'ko', '${role}')`,
  );
  await db.rows(`insert into agents (person_id) values ('${minji}')`);
});

test('the first beat is kept in the history and wakes routing, the next ones only prolong the grace', async () => {
  let woken = 0;
  db.wakes.on('routing', () => {
    woken += 1;
  });
  await agentConnected({ db }, minji);
  await agentConnected({ db }, minji);
  expect(woken).toBe(1);
  expect(await db.rows('select is_connected as "isConnected", state from agent_history')).toEqual([
    { isConnected: true, state: 'offline' },
  ]);
  expect(await db.rows(graceLeft)).toEqual([{ isWhole: true }]);
});

test('somebody who is no agent leaves no trace', async () => {
  await agentConnected({ db }, role);
  expect(await db.rows('select id from agent_history')).toEqual([]);
});

test('moving the clock by a day takes no connection away', async () => {
  await agentConnected({ db }, minji);
  await db.transact(async (inside) => {
    await inside.rows('update clock set offset_ms = offset_ms + 86400000');
    await keepConnections(inside, 86_400_000);
  });
  expect(await db.rows(graceLeft)).toEqual([{ isWhole: true }]);
});
