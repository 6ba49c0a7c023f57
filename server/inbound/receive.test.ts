import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { registerWebhooks } from './receive.ts';
import type { RawWebhook } from './store.ts';

const apps = new Map([
  ['marigold', { secrets: ['new', 'old'], verifyToken: 'marigold-verify' }],
  ['bare', { secrets: [], verifyToken: 'x' }],
]);
let app: FastifyInstance;
let stored: RawWebhook[];
let refused: string[];
let guessesLeft: number;
let storeAnswers: () => Promise<'stored' | 'full'>;

beforeEach(() => {
  stored = [];
  refused = [];
  guessesLeft = 100;
  storeAnswers = async () => 'stored';
  app = Fastify();
  registerWebhooks(app, {
    secretsOf: (id) => apps.get(id),
    store: (webhook) => {
      stored.push(webhook);
      return storeAnswers();
    },
    now: () => 5,
    newId: () => 'trace-1',
    refused: (reason) => refused.push(reason),
    mayGuess: () => guessesLeft-- > 0,
  });
});
afterEach(() => app.close());

const sign = (body: string | Buffer, secret = 'new') => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
const post = (body: string | Buffer, headers: InjectOptions['headers'] = {}, appId = 'marigold') =>
  app.inject({
    method: 'POST',
    url: `/webhooks/whatsapp/${appId}`,
    payload: body,
    headers: { 'content-type': 'application/json', ...headers },
  });
const shake = (query: Record<string, string>) => app.inject({ method: 'GET', url: '/webhooks/whatsapp/marigold', query });

test('a signed webhook is stored as it came, then answered', async () => {
  const body = '{"t":"caf\\u00e9 \\ud83d\\udecb"}';
  const answer = await post(body, { 'x-hub-signature-256': sign(body) });
  expect(answer.statusCode).toBe(200);
  expect(stored).toEqual([{ metaAppId: 'marigold', body: Buffer.from(body), receivedAt: 5, traceId: 'trace-1' }]);
});

test('F60: while a secret is replaced the old one still counts', async () => {
  expect((await post('{}', { 'x-hub-signature-256': sign('{}', 'old') })).statusCode).toBe(200);
});

test('what is signed but no JSON is stored too: reading comes later', async () => {
  expect((await post('not json', { 'x-hub-signature-256': sign('not json') })).statusCode).toBe(200);
  expect(stored).toHaveLength(1);
});

test.each([undefined, 'sha256=', sign('{}', 'wrong'), 'x'.repeat(10_000)])('T01: with the signature %s nothing is kept', async (header) => {
  const answer = await post('{}', header === undefined ? {} : { 'x-hub-signature-256': header });
  expect([answer.statusCode, answer.body]).toEqual([401, '']);
  expect(stored).toEqual([]);
  expect(refused).toEqual(['signature']);
});

test.each(['bare', 'unknown', 'constructor'])('T03: there is no route for the app “%s”, which has no secret', async (appId) => {
  expect((await post('{}', { 'x-hub-signature-256': sign('{}') }, appId)).statusCode).toBe(404);
  expect(stored).toEqual([]);
});

test('T07: the handshake answers its challenge as plain text', async () => {
  const answer = await shake({ 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': 'marigold-verify' });
  expect([answer.statusCode, answer.body]).toEqual([200, '1158201444']);
  expect(answer.headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
});

test.each([
  ['a wrong token', { 'hub.mode': 'subscribe', 'hub.challenge': '1', 'hub.verify_token': 'guess' }],
  ['no token', { 'hub.mode': 'subscribe', 'hub.challenge': '1' }],
  ['a challenge that is markup', { 'hub.mode': 'subscribe', 'hub.challenge': '<b>', 'hub.verify_token': 'marigold-verify' }],
  ['another mode', { 'hub.mode': 'unsubscribe', 'hub.challenge': '1', 'hub.verify_token': 'marigold-verify' }],
] as const)('T07: %s is refused without an echo', async (_, query) => {
  const answer = await shake(query);
  expect([answer.statusCode, answer.body]).toEqual([403, '']);
});

test('T08: a body above 4 MB is refused', async () => {
  const body = Buffer.alloc(4 * 1024 * 1024 + 1, 'x');
  expect((await post(body, { 'x-hub-signature-256': sign(body) })).statusCode).toBe(413);
  expect(stored).toEqual([]);
});

test('T08: a compressed body is refused', async () => {
  const body = gzipSync('{}');
  expect((await post(body, { 'x-hub-signature-256': sign(body), 'content-encoding': 'gzip' })).statusCode).toBe(415);
  expect(stored).toEqual([]);
});

test.each([
  ['the queue is full', async () => 'full' as const],
  ['the database fails', async () => Promise.reject(new Error('down'))],
])('F17: when %s Meta is asked to come again', async (_, answers) => {
  storeAnswers = answers;
  const answer = await post('{}', { 'x-hub-signature-256': sign('{}') });
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
});

test('T07: whoever guesses at the verify token too often is told to wait', async () => {
  guessesLeft = 1;
  const guess = { 'hub.mode': 'subscribe', 'hub.verify_token': 'guess', 'hub.challenge': '1' };
  expect((await shake(guess)).statusCode).toBe(403);
  expect((await shake(guess)).statusCode).toBe(429);
});
