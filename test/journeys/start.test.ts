/** What `npm start` promises: what dies comes back, what cannot start says why, and nothing is left running. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { bundlePrograms, openPlace, type Place, processOf, startProgram } from '../support/program.ts';

let programs: ReturnType<typeof bundlePrograms>;
beforeAll(() => {
  programs = bundlePrograms();
});
afterAll(() => programs.remove());
const start = (env: Record<string, string>) => startProgram(programs.folder, env);

const sandboxOf = ({ folder }: Place) => join(folder, 'sandbox');
const connectionOf = async ({ env }: Place) =>
  (await (await fetch(`http://127.0.0.1:${env.PARLEY_SANDBOX_PORT}/control/connection`)).json()) as { appId: string; callbackUrl: string };
const isReady = async ({ env }: Place) => (await fetch(`http://127.0.0.1:${env.PARLEY_PORT}/readyz`)).ok;

test('a killed sandbox and a killed server are told of and started again on their data; a stop in between ends everything', async () => {
  const place = await openPlace();
  const program = start(place.env);
  await program.says('Ctrl+C stops everything.');
  const before = await connectionOf(place);

  process.kill(processOf(sandboxOf(place)), 'SIGKILL');
  await program.says('The sandbox has ended (signal SIGKILL). It is started again in 0.5 s.\n');
  await program.says('The sandbox is running again.\n');
  expect(await connectionOf(place)).toEqual(before);

  process.kill(processOf(place.folder), 'SIGKILL');
  await program.says('The server has ended (signal SIGKILL). It is started again in 0.5 s.\n');
  await program.says('The server is running again.\n');
  expect(await isReady(place)).toBe(true);

  process.kill(processOf(place.folder), 'SIGKILL');
  await program.says('It is started again in 1 s.\n');
  program.signal('SIGINT');
  expect((await program.ended).code).toBe(0);
  expect(existsSync(join(sandboxOf(place), 'running'))).toBe(false);
});

test('neither sandbox nor server outlives whoever started them', async () => {
  const place = await openPlace();
  const program = start(place.env);
  await program.says('Ctrl+C stops everything.');
  const places = [sandboxOf(place), place.folder].map((folder) => join(folder, 'running'));
  expect(places.filter(existsSync)).toEqual(places);
  program.signal('SIGKILL');
  // The channels we read from are theirs, too: they close with the last of them.
  await program.ended;
  expect(places.filter(existsSync)).toEqual([]);
});

test('a second start on the same data says so, and the first goes on; Ctrl+C stops all of it without a word', async () => {
  const place = await openPlace();
  const program = start(place.env);
  await program.says('Ctrl+C stops everything.');
  const other = await openPlace();
  const second = await start({ ...other.env, PARLEY_DATA: place.folder }).ended;
  expect(second.code).toBe(1);
  expect(second.said).toMatch(/^Parley is already running on .+ \(process \d+\)\. Stop it first, .+ by PARLEY_DATA\.\n$/);
  expect(await isReady(place)).toBe(true);

  program.interrupt();
  const { code, said } = await program.ended;
  expect(code).toBe(0);
  expect(said).not.toContain('has ended');
});

const linkIn = (said: string): string => said.match(/http\S+\/setup#code=\S+/g)?.at(-1) ?? '';

/** Opens the link: null, or the sentence that says why not. */
async function setUp({ env }: Place, link: string, language = 'en'): Promise<string | null> {
  const answer = await fetch(`http://127.0.0.1:${env.PARLEY_PORT}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': language },
    body: JSON.stringify({
      code: new URL(link).hash.replace('#code=', ''),
      organisation: '단비',
      name: '이새봄',
      email: 'saebom@company.example',
      password: 'a sentence is fine',
      language,
    }),
  });
  const body = (await answer.json()) as { detail?: string };
  return answer.ok ? null : (body.detail ?? '');
}

test('live: every start prints a link until there is an administrator, and only the last one works', async () => {
  const place = await openPlace();
  const env = { ...place.env, PARLEY_MODE: 'live' };
  const first = start(env);
  await first.says('Ctrl+C stops everything.');
  const links = [linkIn(first.said())];
  process.kill(processOf(place.folder), 'SIGKILL');
  await first.says('The server is running again.\n');
  first.signal('SIGTERM');
  links.push(linkIn((await first.ended).said));

  const second = start(env);
  await second.says('Ctrl+C stops everything.');
  const link = linkIn(second.said());
  expect(new Set([...links, link, '']).size).toBe(4);
  for (const old of links) {
    expect(await setUp(place, old)).toBe('This set-up link was already used or has expired.');
    expect(await setUp(place, old, 'ko')).toBe('이 설정 링크는 이미 사용되었거나 만료되었습니다.');
  }
  expect(await setUp(place, link)).toBe(null);
  expect(await setUp(place, link)).toBe('This set-up link was already used or has expired.');
  second.signal('SIGTERM');
  await second.ended;

  const third = start(env);
  await third.says('Ctrl+C stops everything.');
  expect(third.said()).not.toContain('/setup');
  process.kill(processOf(place.folder), 'SIGKILL');
  await third.says('The server is running again.\n');
  third.signal('SIGTERM');
  expect((await third.ended).said).not.toContain('/setup');
});

/** Somebody else’s program on a port. */
async function occupy(port: string | undefined): Promise<void> {
  const server = createServer().listen(Number(port), '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
}

test.for<[string, (place: Place) => Promise<Record<string, string>> | Record<string, string>, RegExp]>([
  ['a port that is none', () => ({ PARLEY_PORT: 'abc' }), /^PARLEY_PORT is wrong: .+\.\n$/],
  ['any port at all', () => ({ PARLEY_SANDBOX_PORT: '0' }), /^PARLEY_PORT and PARLEY_SANDBOX_PORT must not be 0 here\.\n$/],
  ['a port too high', () => ({ PARLEY_PORT: '70000' }), /^PARLEY_PORT is wrong: .+\.\n$/],
  ['a database of another kind', () => ({ DATABASE_URL: 'mysql://db/parley' }), /^DATABASE_URL is wrong: .+\.\n$/],
  [
    'a database that nobody serves',
    () => ({ DATABASE_URL: 'postgres://parley@127.0.0.1:1/parley' }),
    /^DATABASE_URL: the database at 127\.0\.0\.1:1 does not answer, or does not let us in\.\n$/,
  ],
  [
    'a data folder that is a file',
    ({ folder }) => {
      writeFileSync(join(folder, 'file'), '');
      return { PARLEY_DATA: join(folder, 'file') };
    },
    /^The data folder .+\/file cannot be used \(.+\)\. Give another one by PARLEY_DATA\.\n$/,
  ],
  ['a data folder that cannot be made', () => ({ PARLEY_DATA: '/proc/parley' }), /^The data folder .+ by PARLEY_DATA\.\n$/],
  [
    'a data folder nobody may write to',
    ({ folder }) => {
      // Not by rights, which root does not mind: where the lock goes, a folder stands.
      mkdirSync(join(folder, 'running'));
      return {};
    },
    /^The data folder .+ cannot be used \(EISDIR\)\. Give another one by PARLEY_DATA\.\n$/,
  ],
  [
    'a console port in use',
    ({ env }) => occupy(env.PARLEY_PORT).then(() => ({})),
    /^Port \d+ on 127\.0\.0\.1 is taken by another program\. Choose another by PARLEY_PORT.*\.\n$/,
  ],
  [
    'a sandbox port in use',
    ({ env }) => occupy(env.PARLEY_SANDBOX_PORT).then(() => ({})),
    /^Port \d+ on 127\.0\.0\.1 is taken by another program\. Choose another by .*PARLEY_SANDBOX_PORT\.\n$/,
  ],
  ['an address of another machine', () => ({ PARLEY_HOST: '203.0.113.7', PARLEY_INSECURE_LAN: '1' }), /^PARLEY_HOST is wrong: .+\.\n$/],
  [
    'the same port twice',
    ({ env }) => ({ PARLEY_SANDBOX_PORT: env.PARLEY_PORT ?? '' }),
    /^PARLEY_PORT and PARLEY_SANDBOX_PORT are both .+\n$/,
  ],
])('%s ends the start with one sentence, and nothing is left running', async ([, change, sentence]) => {
  const place = await openPlace();
  const { code, said } = await start({ ...place.env, ...(await change(place)) }).ended;
  expect(said).toMatch(sentence);
  expect(code).toBe(1);
});
