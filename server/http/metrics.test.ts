import { fastify, type InjectOptions } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../config.ts';
import { openMetrics } from '../ops/metrics.ts';
import { Refusal } from '../refusal.ts';
import { registerMetrics } from './metrics.ts';

function open(variables: Record<string, string> = {}) {
  const app = fastify({ trustProxy: ['127.0.0.1'] });
  onTestFinished(() => app.close());
  app.setErrorHandler((error, _request, reply) => reply.code(error instanceof Refusal ? 404 : 500).send(''));
  registerMetrics(app, { config: readConfig(variables, '/tmp/parley'), metrics: openMetrics() });
  return async (ask: Omit<InjectOptions, 'url'>) => (await app.inject({ ...ask, url: '/metrics' })).statusCode;
}

test.each<[string, Omit<InjectOptions, 'url'>, number]>([
  ['this machine', {}, 200],
  ['this machine by number', { headers: { host: '127.0.0.1:8080' } }, 200],
  ['this machine, IPv6', { remoteAddress: '::1', headers: { host: '[::1]:8080' } }, 200],
  ['another machine', { remoteAddress: '10.0.0.7' }, 404],
  ['another machine that says it is this one', { remoteAddress: '10.0.0.7', headers: { 'x-forwarded-for': '127.0.0.1' } }, 404],
  ['a proxy on this machine, for somebody', { headers: { 'x-forwarded-for': '203.0.113.9' } }, 404],
  ['a proxy on this machine, for somebody who says it is this one', { headers: { 'x-forwarded-for': '127.0.0.1' } }, 404],
  ['a proxy that only tells the scheme', { headers: { 'x-forwarded-proto': 'https' } }, 404],
  ['a proxy that speaks RFC 7239', { headers: { forwarded: 'for=203.0.113.9' } }, 404],
  ['a proxy that only names itself', { headers: { via: '1.1 edge' } }, 404],
  ['a proxy that keeps the public name', { headers: { host: 'parley.example' } }, 404],
  ['a page whose name was bent to this machine', { headers: { host: 'evil.example:8080' } }, 404],
])('T104: without a token, %s is answered %s', async (_who, ask, expected) => {
  expect(await open()(ask)).toBe(expected);
});

test('T104: with a token, whoever has it is told, from wherever, and nobody else', async () => {
  const token = 'a-token-of-the-operator';
  const ask = open({ PARLEY_METRICS_TOKEN: token });
  const bearing = (authorization: string) => ({ headers: { authorization } });
  expect(await ask(bearing(`Bearer ${token}`))).toBe(200);
  expect(await ask({ remoteAddress: '10.0.0.7', headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.9' } })).toBe(
    200,
  );
  expect(await ask(bearing(`Bearer ${token}x`))).toBe(404);
  expect(await ask(bearing(token))).toBe(404);
  expect(await ask({})).toBe(404);
});
