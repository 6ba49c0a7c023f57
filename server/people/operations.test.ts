import type { LightMyRequestResponse } from 'fastify';
import { expect, test } from 'vitest';
import { me } from '#contract/people.ts';
import { addCompany, openTestApp, password, signIn } from '../../test/support/app.ts';
import { countAttempt, deviceToken } from './attempts.ts';

const guess = (email: string, cookies: Record<string, string> = {}) =>
  ({ method: 'POST', url: '/api/v1/session', payload: { email, password: 'wrong' }, cookies }) as const;

test('signing in gives a session cookie that scripts cannot read, and says who it is', async () => {
  const { app, db } = await openTestApp();
  const { channelId } = await addCompany(db);
  const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { email: 'ANA@example.com', password } });
  expect(answer.statusCode).toBe(200);
  expect(me.parse(answer.json())).toMatchObject({ name: 'Ana', isAgent: true, channels: [{ id: channelId }] });
  expect(answer.cookies.find((cookie) => cookie.name === 'parley-session')).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
});

test('T45: under https the cookie is Secure and bound to the host; the table holds no token', async () => {
  const { app, db } = await openTestApp({ publicUrl: 'https://parley.example' });
  await addCompany(db);
  const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { email: 'ana@example.com', password } });
  const cookie = answer.cookies.find((given) => given.name === '__Host-parley-session');
  expect(cookie).toMatchObject({ secure: true });
  const [row] = await db.rows<{ kept: string }>("select encode(token_hash, 'escape') || id as kept from sessions");
  expect(row?.kept).not.toContain(cookie?.value);
});

test('T41: unknown people and wrong passwords are answered alike, and guessing is slowed down', async () => {
  const { app, db } = await openTestApp();
  await addCompany(db);
  for (const email of ['ana@example.com', 'nobody@example.com']) {
    const codes: string[] = [];
    for (let round = 0; round < 7; round += 1) codes.push((await app.inject(guess(email))).json().code);
    expect(codes.slice(0, 5)).toEqual(Array(5).fill('wrong-credentials'));
    expect(codes).toContain('sign-in-paused');
  }
});

test('T41: an attacker who makes an account wait does not make its known device wait', async () => {
  const { app, db } = await openTestApp();
  await addCompany(db);
  const device = deviceOf(await app.inject(right));
  for (let round = 0; round < 10; round += 1) await app.inject(guess('ana@example.com'));
  expect((await app.inject(right)).json().code).toBe('sign-in-paused');
  expect((await app.inject({ ...right, cookies: { 'parley-device': device } })).statusCode).toBe(200);
});

const deviceOf = (answer: LightMyRequestResponse) => answer.cookies.find((cookie) => cookie.name === 'parley-device')?.value ?? '';
const right = { method: 'POST', url: '/api/v1/session', payload: { email: 'ana@example.com', password } } as const;

test('T41: guesses from behind the same address do not make a known device wait, a stranger there they do', async () => {
  const { app, db } = await openTestApp();
  await addCompany(db);
  const device = deviceOf(await app.inject(right));
  for (let round = 0; round < 40; round += 1) await app.inject(guess(`guess-${round}@example.com`));
  expect((await app.inject(right)).statusCode).toBe(429);
  expect((await app.inject({ ...right, cookies: { 'parley-device': 'made-up' } })).statusCode).toBe(429);
  for (let round = 0; round < 5; round += 1)
    expect((await app.inject({ ...right, cookies: { 'parley-device': device } })).statusCode).toBe(200);
});

test('T41: a known device is known for its own account only, and its guesses are slowed down as well', async () => {
  const { app, db } = await openTestApp();
  await addCompany(db);
  const device = deviceOf(await app.inject(right));
  const codes: string[] = [];
  for (let round = 0; round < 7; round += 1)
    codes.push((await app.inject(guess('ana@example.com', { 'parley-device': device }))).json().code);
  expect(codes).toContain('sign-in-paused');
  for (let round = 0; round < 40; round += 1) await app.inject(guess('bo@example.com', { 'parley-device': device }));
  expect((await app.inject(guess('bo@example.com', { 'parley-device': device }))).json().code).toBe('too-many-requests');
});

test('T41: those who share an office and have signed in before do not wait for each other', async () => {
  const { db, context } = await openTestApp();
  const known = (email: string) => ({ email, address: '10.0.0.7', device: deviceToken(context.hashKey, email) });
  for (let round = 0; round < 40; round += 1) await countAttempt(db, context.hashKey, known(`${round}@example.com`));
  await countAttempt(db, context.hashKey, known('ana@example.com'));
});

test('T44: a session ends with signing out, and with the person’s deactivation', async () => {
  const { app, db } = await openTestApp();
  await addCompany(db);
  const ana = await signIn(app);
  expect((await ana({ method: 'DELETE', url: '/api/v1/session' })).statusCode).toBe(200);
  expect((await ana({ url: '/api/v1/me' })).json().code).toBe('signed-out');
  const again = await signIn(app);
  expect((await again({ url: '/api/v1/me' })).statusCode).toBe(200);
  await db.rows('update people set deactivated_at = parley_now()');
  expect((await again({ url: '/api/v1/me' })).json().code).toBe('signed-out');
});

test('a session that was idle for 12 hours is over', async () => {
  const { app, db } = await openTestApp();
  await addCompany(db);
  const ana = await signIn(app);
  await db.rows("update sessions set last_seen_at = parley_now() - interval '12 hours 1 second'");
  expect((await ana({ url: '/api/v1/me' })).statusCode).toBe(401);
});

test('demo people sign in with one click in sandbox mode only', async () => {
  for (const isSandbox of [true, false]) {
    const { app, db } = await openTestApp({ isSandbox });
    const { personId } = await addCompany(db);
    const welcome = (await app.inject({ url: '/api/v1/welcome' })).json();
    expect(welcome.demoPeople).toHaveLength(isSandbox ? 1 : 0);
    const answer = await app.inject({ method: 'POST', url: '/api/v1/session/demo', payload: { personId } });
    expect(answer.statusCode).toBe(isSandbox ? 200 : 404);
  }
});

test('T48: a field that is not mine to change is refused, not ignored', async () => {
  const { app, db } = await openTestApp();
  await addCompany(db);
  const ana = await signIn(app);
  expect((await ana({ method: 'PATCH', url: '/api/v1/me', payload: { language: 'ko', roleId: 'x' } })).json().code).toBe('invalid-input');
  expect((await ana({ method: 'PATCH', url: '/api/v1/me', payload: { language: 'ko' } })).json().language).toBe('ko');
});

test('no number, text, password or token reaches the log', async () => {
  const { app, db, lines } = await openTestApp();
  await addCompany(db);
  await app.inject({ method: 'POST', url: '/api/v1/session', payload: { email: 'canary@example.com', password: 'canary-password' } });
  await db.rows('alter table sessions rename to hidden');
  const answer = await app.inject({ url: '/api/v1/me?canary=1', cookies: { 'parley-session': 'canary-token' } });
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toMatch(/sessions|stack/);
  expect(lines.join('')).toContain('A request failed.');
  expect(lines.join('')).not.toContain('canary');
});
