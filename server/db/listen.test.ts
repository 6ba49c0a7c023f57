import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { cloneDatabase } from '../../test/support/database.ts';
import { connectDatabase } from './database.ts';
import { listenForWakes } from './listen.ts';

async function twoNodes() {
  const { database: here, connection, drop } = await cloneDatabase();
  const there = connectDatabase(connection);
  const listening = await Promise.all([here, there].map((db) => listenForWakes(db, () => undefined)));
  onTestFinished(async () => {
    await Promise.all(listening.map((one) => one.stop()));
    await there.close();
    await drop();
  });
  return { here, there };
}

test('what one node committed wakes the other', async () => {
  const { here, there } = await twoNodes();
  const heard = Promise.all([once(there.wakes, 'outbox'), once(there.wakes, 'feed')]);
  await here.transact(async (tx) => tx.wake('outbox', 'feed'));
  await heard;
});

test('nobody is woken a second time by their own word', async () => {
  const { here, there } = await twoNodes();
  let woken = 0;
  here.wakes.on('routing', () => {
    woken += 1;
  });
  const [heard, answered] = [once(there.wakes, 'routing'), once(here.wakes, 'media')];
  here.wake('routing');
  await heard;
  // Words arrive in one order for everybody, so one's own would be here by now.
  there.wake('media');
  await answered;
  expect(woken).toBe(1);
});
