import { expect, test } from 'vitest';
import { addCompany, openTestApp, signIn } from '../../test/support/app.ts';
import { openBuckets } from './rate.ts';

test('T46: a write from another site is refused, and so is one that is not JSON', async () => {
  const { app, db } = await openTestApp();
  await addCompany(db);
  const ana = await signIn(app);
  const write = { method: 'PATCH', url: '/api/v1/me', payload: { language: 'ko' } } as const;
  expect((await ana({ ...write, headers: { origin: 'https://evil.example' } })).json().code).toBe('foreign-origin');
  expect((await ana({ ...write, headers: { 'sec-fetch-site': 'cross-site' } })).json().code).toBe('foreign-origin');
  expect((await ana({ ...write, payload: 'language=ko', headers: { 'content-type': 'text/plain' } })).statusCode).toBe(415);
  expect((await ana({ ...write, headers: { origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' } })).statusCode).toBe(200);
});

test('T47: pages may not be framed, and no script but ours runs', async () => {
  const { app } = await openTestApp();
  const { headers } = await app.inject({ url: '/healthz' });
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['content-security-policy']).toContain("script-src 'self';");
  expect(headers['x-content-type-options']).toBe('nosniff');
});

test('T59: a body above 64 kB is refused', async () => {
  const { app } = await openTestApp();
  const payload = { email: 'a'.repeat(70_000), password: 'x' };
  expect((await app.inject({ method: 'POST', url: '/api/v1/session', payload })).json().code).toBe('too-large');
});

test('T59: who asks too often is told how long to wait', async () => {
  const buckets = openBuckets(() => 0);
  for (let round = 0; round < 20; round += 1) expect(buckets.take('s1', 'sign-in').isAllowed).toBe(true);
  expect(buckets.take('s1', 'sign-in')).toMatchObject({ isAllowed: false, waitSeconds: 2 });
  expect(buckets.take('s2', 'sign-in').isAllowed).toBe(true);
});

test('a refusal is told in the language of whoever asks, with its code and the request’s id', async () => {
  const { app } = await openTestApp();
  const answer = await app.inject({ url: '/api/v1/me', headers: { 'accept-language': 'ko-KR,ko;q=0.9' } });
  expect(answer.statusCode).toBe(401);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.json()).toMatchObject({ code: 'signed-out', detail: '로그인이 필요합니다.', requestId: answer.headers['x-request-id'] });
});

test('T104: metrics are told on the loopback only', async () => {
  const { app } = await openTestApp();
  expect((await app.inject({ url: '/metrics' })).body).toContain('parley_request_seconds');
  expect((await app.inject({ url: '/metrics', remoteAddress: '10.0.0.7' })).statusCode).toBe(404);
});

test('T13: without a list of proxies nobody’s X-Forwarded-For is believed', async () => {
  const { app } = await openTestApp();
  const ask = { url: '/metrics', remoteAddress: '10.0.0.7', headers: { 'x-forwarded-for': '127.0.0.1' } };
  expect((await app.inject(ask)).statusCode).toBe(404);
});

test('T10: NUL and half a surrogate pair are kept as the sign for what cannot be shown, never a failure', async () => {
  const { app, db } = await openTestApp();
  const { caseId } = await addCompany(db);
  const ana = await signIn(app);
  const phone = `insert into customer_identities (customer_id, kind, scope, value, created_at) select customer_id, 'phone', '', '821000000011', parley_now() from cases`;
  await db.rows(phone);
  const answer = await ana({
    method: 'POST',
    url: `/api/v1/cases/${caseId}/messages`,
    headers: { 'idempotency-key': 'nul-and-half' },
    payload: { content: { kind: 'text', text: 'a\u0000b\ud800' } },
  });
  expect([answer.statusCode, answer.json().content?.text]).toEqual([200, 'a\ufffdb\ufffd']);
  const guess = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { email: 'a\u0000b', password: 'x' } });
  expect([guess.statusCode, guess.json().code]).toEqual([401, 'wrong-credentials']);
});

test('JSON that nests without end is refused in words', async () => {
  const { app } = await openTestApp();
  const payload = `{"email":"a@example.com","password":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
  const answer = await app.inject({ method: 'POST', url: '/api/v1/session', headers: { 'content-type': 'application/json' }, payload });
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid-input']);
});

test('an address that is none is refused in the words of every refusal', async () => {
  const { app } = await openTestApp();
  const answer = await app.inject({ url: '/api/v1/cases/%ED%A0%80/messages' });
  expect([answer.statusCode, answer.json().code]).toEqual([404, 'not-found']);
  expect(answer.headers['content-type']).toContain('application/problem+json');
});

test('F19: while the database is away an operation says so and may be asked again', async () => {
  const { app, db } = await openTestApp();
  await addCompany(db);
  const ana = await signIn(app);
  await db.rows('create function gone() returns trigger language plpgsql as $$ begin raise exception using errcode = $e$57P03$e$; end $$');
  await db.rows('create trigger gone before update on people execute function gone()');
  const answer = await ana({ method: 'PATCH', url: '/api/v1/me', payload: { language: 'ko' } });
  expect([answer.statusCode, answer.json().code]).toEqual([503, 'overloaded']);
});
