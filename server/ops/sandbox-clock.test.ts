import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { addCompany, openTestApp, signIn } from '../../test/support/app.ts';
import { agentConnected } from '../agents/presence.ts';
import { registerSandboxClock } from './sandbox-clock.ts';

const day = 86_400_000;

async function openClockApp(isSandbox = true) {
  const test = await openTestApp({ isSandbox });
  const company = await addCompany(test.db);
  registerSandboxClock(test.app, test.context, (id) => (id === 'app1' ? { secrets: ['secret'], verifyToken: 'v' } : undefined));
  const move = (body: string, secret = 'secret') =>
    test.app.inject({
      method: 'POST',
      url: '/sandbox/clock',
      body,
      headers: {
        'content-type': 'application/json',
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      },
    });
  return { ...test, ...company, move };
}

test('the sandbox moves Parley’s clock; who is connected and signed in stays so', async () => {
  const { app, db, context, personId, move } = await openClockApp();
  const ana = await signIn(app);
  await agentConnected(context, personId);
  const before = context.clock.now();
  const woken: string[] = [];
  for (const topic of ['clock', 'timers', 'routing', 'outbox'] as const) db.wakes.on(topic, () => woken.push(topic));
  const answer = await move(JSON.stringify({ offsetMs: 2 * day }));
  expect([answer.statusCode, answer.json()]).toEqual([200, { movedByMs: 2 * day }]);
  // The clock is read over a connection: a busy machine shifts it by some milliseconds.
  expect(context.clock.now() - before).toBeGreaterThan(2 * day - 1_000);
  expect(context.clock.now() - before).toBeLessThan(2 * day + 60_000);
  expect(new Set(woken)).toEqual(new Set(['clock', 'timers', 'routing', 'outbox']));
  expect((await ana({ url: '/api/v1/me' })).statusCode).toBe(200);
  const [agent] = await db.rows<{ isConnected: boolean }>('select connected_until > parley_now() as "isConnected" from agents');
  expect(agent).toEqual({ isConnected: true });
  expect((await move(JSON.stringify({ offsetMs: 2 * day }))).json()).toEqual({ movedByMs: 0 });
});

test('the clock never goes back, nor where no calendar goes', async () => {
  const { move } = await openClockApp();
  await move(JSON.stringify({ offsetMs: 5_000 }));
  expect((await move(JSON.stringify({ offsetMs: 4_999 }))).statusCode).toBe(409);
  for (const body of ['{"offsetMs":-1}', '{"offsetMs":1.5}', '{"offsetMs":1e18}', '{}', 'no', '{"offsetMs":6000,"more":1}']) {
    expect((await move(body)).statusCode, body).toBe(400);
  }
});

test('T104: a request that is not signed moves nothing', async () => {
  const { app, db, move } = await openClockApp();
  expect((await move('{"offsetMs":5000}', 'guess')).statusCode).toBe(401);
  expect((await app.inject({ method: 'POST', url: '/sandbox/clock', payload: { offsetMs: 5000 } })).statusCode).toBe(401);
  expect(await db.rows('select offset_ms as ms from clock')).toEqual([{ ms: 0 }]);
});

test('T104: outside sandbox mode there is no such address', async () => {
  const { move } = await openClockApp(false);
  expect((await move('{"offsetMs":5000}')).statusCode).toBe(404);
});
