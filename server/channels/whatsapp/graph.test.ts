import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectGraph, type Graph } from './graph.ts';

type Answer = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;
const asked: { url: string; authorization: string | undefined; body: string }[] = [];
let answer: Answer;
let meta: http.Server;
let graph: Graph;
let baseUrl: string;
const account = { token: 'secret-token', phoneNumberId: '118800990077665' };
const send = () => graph.send({ ...account, body: { type: 'text' } });
const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const page =
  (status: number, body: string): Answer =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end(body);
const graphError = (code: number, more = {}) => ({ error: { message: `(#${code})`, type: 'OAuthException', code, ...more } });

beforeEach(async () => {
  asked.length = 0;
  meta = http.createServer(async (request, response) => {
    const body = await readText(request);
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization, body });
    answer(request, response, body);
  });
  await new Promise<void>((ready) => meta.listen(0, '127.0.0.1', ready));
  baseUrl = `http://127.0.0.1:${(meta.address() as AddressInfo).port}`;
  graph = connectGraph({ baseUrl, connectMs: 500, answerMs: 150 });
});
afterEach(async () => {
  graph.close();
  meta.closeAllConnections();
  await new Promise((closed) => meta.close(closed));
});

describe('the outcome of a send', () => {
  test('a wamid means accepted; the token travels in the header, the version in the path', async () => {
    answer = json(200, { messaging_product: 'whatsapp', messages: [{ id: 'wamid.HBg=' }] });
    expect(await send()).toEqual({ kind: 'accepted', wamid: 'wamid.HBg=' });
    expect(asked[0]).toMatchObject({ url: '/v26.0/118800990077665/messages', authorization: 'Bearer secret-token' });
  });

  test.each<[string, Answer]>([
    ['an answer that never comes', () => undefined],
    ['a connection cut before the answer', (request) => request.socket.destroy()],
    [
      'a connection cut in mid-answer',
      (request, response) => response.writeHead(200, { 'content-length': '99' }).write('{', () => request.socket.destroy()),
    ],
    ['a 502 of a proxy', page(502, '<h1>Bad gateway</h1>')],
    ['an HTML page with 200', page(200, '<h1>Hello</h1>')],
    ['broken JSON with 200', page(200, '{"messages":[{"id":')],
    ['JSON without a wamid', json(200, { messages: [] })],
  ])('%s leaves it unknown, after one call', async (_, fault) => {
    answer = fault;
    expect((await send()).kind).toBe('unknown');
    expect(asked).toHaveLength(1);
  });

  test('a connection that cannot be made is worth another try: nothing was sent', async () => {
    const nowhere = connectGraph({ baseUrl: 'http://127.0.0.1:1' });
    expect(await nowhere.send({ ...account, body: {} })).toMatchObject({ kind: 'later', code: null });
    nowhere.close();
  });

  test.each([
    [130_429, 400, 'number'],
    [131_056, 400, 'pair'],
    [80_007, 400, 'number'],
    [4, 400, 'number'],
    [131_000, 500, 'message'],
    [131_016, 500, 'message'],
  ])('code %i (HTTP %i) waits for the %s', async (code, status, scope) => {
    answer = json(status, graphError(code));
    expect(await send()).toMatchObject({ kind: 'later', code, scope });
  });

  test('HTTP 429 without words of Graph waits as long as it says', async () => {
    answer = (_, response) => response.writeHead(429, { 'retry-after': '7' }).end('slow down');
    expect(await send()).toEqual({ kind: 'later', afterMs: 7_000, code: null, scope: 'number' });
  });

  test.each([190, 100, 131_030])('code %i is a definite no', async (code) => {
    answer = json(400, graphError(code));
    expect(await send()).toMatchObject({ kind: 'rejected', code, failure: { code } });
  });
});

describe('files', () => {
  test('an upload is multipart with its exact length', async () => {
    answer = json(200, { id: '129' });
    const file = { mimeType: 'image/png', fileName: '영수증.png', sizeBytes: 3, bytes: Readable.from([Buffer.from('abc')]) };
    expect(await graph.uploadMedia({ ...account, ...file })).toEqual({ kind: 'uploaded', providerMediaId: '129' });
    expect(asked[0]?.body).toContain('\r\n\r\nabc\r\n--');
  });

  test('bytes come from the base host only; a redirect elsewhere never sees the token', async () => {
    answer = page(200, 'picture');
    const good = await graph.downloadMedia({ token: 't', url: `${baseUrl}/file`, maxBytes: 100 });
    expect(good.kind === 'bytes' && (await readText(good.body))).toBe('picture');
    expect(await graph.downloadMedia({ token: 't', url: 'http://169.254.169.254/', maxBytes: 100 })).toMatchObject({ kind: 'forbidden' });
    answer = (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/steal' }).end();
    expect(await graph.downloadMedia({ token: 't', url: `${baseUrl}/file`, maxBytes: 100 })).toMatchObject({ kind: 'forbidden' });
  });

  test('more bytes than allowed end the stream with an error', async () => {
    answer = (_, response) => response.writeHead(200, { 'transfer-encoding': 'chunked' }).end('x'.repeat(50));
    const big = await graph.downloadMedia({ token: 't', url: `${baseUrl}/file`, maxBytes: 10 });
    if (big.kind !== 'bytes') throw new Error(big.kind);
    await expect(readText(big.body)).rejects.toThrow('More than 10 bytes');
  });

  test('an expired address is gone, not failed', async () => {
    answer = page(404, '');
    expect(await graph.downloadMedia({ token: 't', url: `${baseUrl}/file`, maxBytes: 10 })).toEqual({ kind: 'gone' });
  });
});

test('reading and typing go out as one call', async () => {
  answer = json(200, { success: true });
  expect(await graph.markRead({ ...account, providerId: 'wamid.in', isTyping: true })).toEqual({ kind: 'marked' });
  expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({ status: 'read', message_id: 'wamid.in', typing_indicator: { type: 'text' } });
});
