import http from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { fastify } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { hurryBodies } from './hurry.ts';

/** Sends the beginning of a body and never the rest; answers how it ended. */
async function dawdle(contentType: string, { isWhole = false } = {}): Promise<string> {
  const app = fastify({ forceCloseConnections: true });
  hurryBodies(app, { bodyMs: 60 });
  app.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null, {}));
  const config = { isUnhurried: contentType === 'multipart/form-data' };
  // Work after the body may take its time.
  app.post('/', { config }, () => new Promise((done) => setTimeout(() => done({ isDone: true }), 150)));
  await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => app.close());
  const { port } = app.server.address() as AddressInfo;
  return new Promise((ended) => {
    const headers = { 'content-type': contentType, 'content-length': 10 };
    const request = http.request({ port, host: '127.0.0.1', method: 'POST', headers }, (answer) => {
      answer.resume();
      ended(String(answer.statusCode));
    });
    request.on('error', (error: NodeJS.ErrnoException) => ended(error.code ?? ''));
    if (isWhole) request.end('{"a": "b"}');
    else request.write('{"a');
  });
}

test('T59: a command whose body does not come is cut off', async () => {
  expect(await dawdle('application/json')).toBe('ECONNRESET');
});

test.each(['GET', 'POST'])('T62: a %s that was answered before its body came does not keep the connection', async (method) => {
  const app = fastify({ forceCloseConnections: true });
  hurryBodies(app, { bodyMs: 60 });
  app.addHook('onRequest', (_request, reply) => reply.code(404).send('gone'));
  await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => app.close());
  const heard = await new Promise<string>((ended) => {
    let text = '';
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(`${method} / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{`);
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.on('error', () => undefined).on('close', () => ended(text));
  });
  expect(heard.split('\r\n')[0]).toBe('HTTP/1.1 404 Not Found');
});

test('a command that has come whole may take its time, and so may an upload', async () => {
  expect(await dawdle('application/json', { isWhole: true })).toBe('200');
  expect(await dawdle('multipart/form-data')).toBe('200');
});

test('a test’s own request, which has no connection to cut, ends as well', async () => {
  const app = fastify();
  hurryBodies(app, { bodyMs: 10 });
  const cut = new Promise<boolean>((resolve) => {
    app.addHook('onRequest', (request, reply) => {
      request.raw.once('close', () => resolve(request.raw.destroyed));
      return reply.code(503).send('away');
    });
  });
  onTestFinished(() => app.close());
  const answer = await app.inject({ method: 'POST', url: '/', headers: { 'content-type': 'application/json' }, payload: '{}' });
  expect(answer.statusCode).toBe(503);
  expect(await cut).toBe(true);
});
