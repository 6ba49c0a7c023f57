import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openReceiver, registerHandshake, type WebhookEdge } from './receive.ts';
import type { RawWebhook } from './store.ts';

const apps = new Map([
  ['marigold', { secrets: ['new', 'old'], verifyToken: 'marigold-verify' }],
  ['bare', { secrets: [], verifyToken: 'x' }],
]);
let app: FastifyInstance;
let server: Server;
let stored: RawWebhook[];
let refused: string[];
let guessesLeft: number;
let storeAnswers: () => Promise<'stored' | 'full'>;

beforeEach(async () => {
  stored = [];
  refused = [];
  guessesLeft = 100;
  storeAnswers = async () => 'stored';
  const edge: WebhookEdge = {
    secretsOf: (id) => apps.get(id),
    store: (webhook) => {
      stored.push(webhook);
      return storeAnswers();
    },
    now: () => 5,
    newId: () => 'trace-1',
    refused: (reason) => refused.push(reason),
    mayGuess: () => guessesLeft-- > 0,
  };
  app = Fastify();
  registerHandshake(app, edge);
  const take = openReceiver(edge, { bodyMs: 60 });
  server = createServer((request, response) => take(request, response) || response.writeHead(404, { 'x-passed-by': 'yes' }).end());
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
});
afterEach(async () => {
  server.closeAllConnections();
  await Promise.all([app.close(), new Promise((done) => server.close(done))]);
});

const port = () => (server.address() as AddressInfo).port;
const sign = (body: string | Buffer, secret = 'new') => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

async function post(body: string | Buffer, headers: Record<string, string> = {}, appId = 'marigold') {
  const url = `http://127.0.0.1:${port()}/webhooks/whatsapp/${appId}`;
  const answer = await fetch(url, { method: 'POST', body: Buffer.from(body), headers: { 'content-type': 'application/json', ...headers } });
  return { statusCode: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
}

/** Writes the bytes as they are and gives what came back until the connection ended. */
const speak = (bytes: string): Promise<string> =>
  new Promise((ended) => {
    let heard = '';
    const socket = connect(port(), '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (text: string) => {
      heard += text;
    });
    socket.on('error', () => undefined).on('close', () => ended(heard));
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

test('T08: a body that hides its length is refused as soon as it is above 4 MB', async () => {
  const chunk = 'x'.repeat(1024 * 1024);
  const head = 'POST /webhooks/whatsapp/marigold HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n';
  const heard = await speak(head + `${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(5));
  expect(heard.split('\r\n')[0]).toBe('HTTP/1.1 413 Payload Too Large');
  expect(stored).toEqual([]);
});

test('T08: a body that does not come is not waited for', async () => {
  expect(await speak('POST /webhooks/whatsapp/marigold HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{')).toBe('');
  expect(stored).toEqual([]);
});

test('a body in many pieces is one body, and the connection serves the next webhook', async () => {
  const head = `POST /webhooks/whatsapp/marigold HTTP/1.1\r\nhost: x\r\nx-hub-signature-256: ${sign('{"a":1}')}\r\n`;
  const pieces = `${head}transfer-encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n`;
  const heard = await speak(`${pieces}${head}connection: close\r\ncontent-length: 7\r\n\r\n{"a":1}`);
  expect(heard.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  expect(stored.map(({ body }) => String(body))).toEqual(['{"a":1}', '{"a":1}']);
});

test('what is no webhook is left to others', async () => {
  const answer = await fetch(`http://127.0.0.1:${port()}/api/v1/cases`, { method: 'POST' });
  expect(answer.headers.get('x-passed-by')).toBe('yes');
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
