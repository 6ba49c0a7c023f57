import { fastify } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { addCompany, openTestApp, password } from '../../test/support/app.ts';
import { finishRequests } from './finish.ts';

test('a server that stops answers the calls that are under way, and logs no failure', async () => {
  const { app, db, lines } = await openTestApp();
  const { personId } = await addCompany(db);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const signed = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { email: 'ana@example.com', password } });
  const cookie = signed.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const under = await db.connect();
  onTestFinished(() => under.release(true));
  await under.query('begin');
  await under.query('select from people where id = $1 for update', [personId]);
  const headers = { cookie, 'content-type': 'application/json' };
  const answer = fetch(`${url}/api/v1/me`, { method: 'PATCH', headers, body: '{"language":"ko"}' });
  await expect
    .poll(() => db.rows(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`))
    .toHaveLength(1);
  const closing = app.close();
  await under.query('commit');
  await closing;
  expect(await (await answer).json()).toMatchObject({ language: 'ko' });
  expect(lines.join('')).not.toContain('A request failed.');
});

test('whoever takes too long is cut off all the same', async () => {
  const app = fastify({ forceCloseConnections: true });
  finishRequests(app, 20);
  const asked = new Promise<void>((resolve) => {
    app.get('/', () => new Promise(() => resolve()));
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => app.close());
  const answer = fetch(url).then(
    () => 'answered',
    () => 'cut off',
  );
  await asked;
  await app.close();
  expect(await answer).toBe('cut off');
});
