import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FastifyInstance, fastify } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { openTestApp } from '../../test/support/app.ts';
import { Refusal } from '../refusal.ts';
import { registerConsole } from './console.ts';

const page = '<!doctype html><script type="module" src="/assets/app-1a2b.js"></script>';

async function openConsole({ isBuilt = true } = {}): Promise<{ app: FastifyInstance; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-web-'));
  if (isBuilt) {
    await mkdir(join(folder, 'assets'));
    await mkdir(join(folder, '.vite'));
    await writeFile(join(folder, 'index.html'), page);
    await writeFile(join(folder, 'assets/app-1a2b.js'), 'export {};');
    await writeFile(join(folder, '.vite/manifest.json'), '{}');
    await writeFile(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  }
  const app = fastify();
  app.decorateRequest('language', 'ko');
  app.setErrorHandler((error, _, reply) => reply.code(error instanceof Refusal ? 404 : 500).send({ code: String(error) }));
  registerConsole(app, { folder });
  onTestFinished(async () => {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { app, folder };
}
const asBrowser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

test('a person gets the one page wherever they go, and asks for it each time', async () => {
  const { app } = await openConsole();
  for (const url of ['/', '/inbox?case=7', '/setup', '/inbox/mine/019a']) {
    const answer = await app.inject({ url, headers: asBrowser });
    expect(answer).toMatchObject({ statusCode: 200, body: page });
    expect(answer.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
  }
});

test('hashed files are kept for ever, others are asked for again', async () => {
  const { app } = await openConsole();
  const script = await app.inject({ url: '/assets/app-1a2b.js' });
  expect(script.headers).toMatchObject({
    'content-type': 'application/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  const icon = await app.inject({ url: '/favicon.svg' });
  expect(icon.headers).toMatchObject({ 'content-type': 'image/svg+xml', 'cache-control': 'no-cache' });
  expect((await app.inject({ url: '/favicon.svg', headers: { 'if-none-match': String(icon.headers.etag) } })).statusCode).toBe(304);
});

test('a file that is gone, a wrong address of a program and a write never get the page', async () => {
  const { app } = await openConsole();
  const wrong = [
    { url: '/assets/app-0000.js' },
    { url: '/api/v1/nothing', headers: asBrowser },
    { url: '/api', headers: asBrowser },
    { url: '/webhooks/whatsapp', headers: asBrowser },
    { url: '/metrics/x', headers: asBrowser },
    { url: '/inbox', method: 'POST' as const, headers: asBrowser },
  ];
  for (const ask of wrong) expect((await app.inject(ask)).statusCode).toBe(404);
});

test('T104: neither dot files nor anything outside the folder is served', async () => {
  const { app } = await openConsole();
  for (const url of ['/.vite/manifest.json', '/../package.json', '/..%2f..%2fetc%2fpasswd', '/assets/..%2f..%2fx', '/%00']) {
    expect((await app.inject({ url })).statusCode).toBeGreaterThanOrEqual(400);
  }
});

test('before the build one sentence says what to do; after it the page is there without a restart', async () => {
  const { app, folder } = await openConsole({ isBuilt: false });
  const answer = await app.inject({ url: '/', headers: asBrowser });
  expect(answer.statusCode).toBe(503);
  expect(answer.body).toContain('npm run build');
  expect(answer.body).toContain('빌드');
  await writeFile(join(folder, 'index.html'), page);
  expect((await app.inject({ url: '/', headers: asBrowser })).body).toBe(page);
});

test('within the whole server the page comes under the policy that lets no foreign script run', async () => {
  const { app } = await openTestApp();
  const answer = await app.inject({ url: '/inbox', headers: asBrowser });
  expect(answer.headers['content-security-policy']).toContain("script-src 'self';");
  expect((await app.inject({ url: '/api/v1/nothing', headers: asBrowser })).json().code).toBe('not-found');
});

test('an address outside the folder, as clients that tidy addresses up would never send it, is one that is not there', async () => {
  const { app } = await openTestApp();
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const status = await new Promise((done) => {
    http.get({ port, host: '127.0.0.1', path: '/../../package.json', headers: asBrowser }, (answer) => done(answer.resume().statusCode));
  });
  expect(status).toBe(404);
});
