import { expect, test } from 'vitest';
import { openTestApp } from '../../test/support/app.ts';
import { printSetupLink } from './setup.ts';

const wish = { organisation: '단비', name: '이새봄', email: 'saebom@example.com', password: 'twelve letters', language: 'ko' } as const;
const live = { isSandbox: false, publicUrl: 'https://parley.example' };
const codeOf = (link: string | null): string => new URL(link ?? '').hash.replace('#code=', '');

async function openEmpty() {
  const { app, db, context, lines } = await openTestApp(live);
  const link = await printSetupLink(context);
  const setUp = (changes: object = {}) =>
    app.inject({ method: 'POST', url: '/api/v1/setup', payload: { code: codeOf(link), ...wish, ...changes } });
  return { app, db, context, lines, link, setUp };
}

test('the first start prints a link; whoever opens it becomes the administrator and is signed in', async () => {
  const { app, db, context, link, setUp } = await openEmpty();
  expect(link).toMatch(/^https:\/\/parley\.example\/setup#code=[\w-]{43}$/);
  expect((await app.inject({ url: '/api/v1/welcome' })).json()).toMatchObject({ needsSetup: true, demoPeople: [] });
  const answer = await setUp();
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({ name: '이새봄', role: { name: '관리자' }, isAgent: false, channels: [] });
  expect(answer.json().permissions).toContain('people.edit');
  const cookies = Object.fromEntries(answer.cookies.map((cookie) => [cookie.name, cookie.value]));
  expect((await app.inject({ url: '/api/v1/me', cookies })).json().email).toBe(wish.email);
  const roles = await db.rows<{ name: string }>('select name from roles order by id');
  expect(roles.map((role) => role.name).sort()).toEqual(['감독자', '관리자', '상담원', '읽기 전용']);
  expect((await app.inject({ url: '/api/v1/welcome' })).json()).toMatchObject({ organisation: '단비', needsSetup: false });
  expect(await printSetupLink(context)).toBeNull();
});

test('the link works once, a wrong one never', async () => {
  const { setUp } = await openEmpty();
  expect((await setUp({ code: 'x'.repeat(43) })).json().code).toBe('setup-link-used');
  expect((await setUp()).statusCode).toBe(200);
  expect((await setUp({ email: 'another@example.com' })).json().code).toBe('setup-link-used');
});

test('a start before the set-up makes the link of the start before useless', async () => {
  const { context, setUp } = await openEmpty();
  const second = await printSetupLink(context);
  expect((await setUp()).json().code).toBe('setup-link-used');
  expect((await setUp({ code: codeOf(second) })).statusCode).toBe(200);
});

test('two who open the link at the same moment: one is the administrator', async () => {
  const { db, setUp } = await openEmpty();
  const answers = await Promise.all(['a', 'b', 'c'].map((who) => setUp({ email: `${who}@example.com` })));
  expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 409, 409]);
  expect(await db.rows('select id from people')).toHaveLength(1);
  expect(await db.rows('select id from roles')).toHaveLength(4);
});

test('a password of fewer than 12 letters is refused and the link stays good', async () => {
  const { setUp } = await openEmpty();
  expect((await setUp({ password: '열두글자가안되는암호' })).json()).toMatchObject({ code: 'password-weak', details: { minimum: 12 } });
  expect((await setUp({ password: '열두 글자가 되는 긴 암호' })).statusCode).toBe(200);
});

test('in sandbox mode no link is printed, and the code never reaches the log or the table', async () => {
  const { context } = await openTestApp({ isSandbox: true });
  expect(await printSetupLink(context)).toBeNull();
  const { db, lines, link, setUp } = await openEmpty();
  const [row] = await db.rows<{ kept: string }>("select encode(setup_code_hash, 'escape') as kept from organisation");
  expect(row?.kept).not.toContain(codeOf(link));
  await setUp();
  expect(lines.join('')).not.toContain(codeOf(link));
});
