import { expect, test } from 'vitest';
import { openTestApp } from '../../test/support/app.ts';
import { isForeign } from './origin.ts';

const local = 'http://localhost:8080';
const tls = 'https://parley.example';

test.each([
  // Our own page, by its public address and by the other names of the same server.
  [local, 'http', 'localhost:8080', 'http://localhost:8080', false],
  [local, 'http', '127.0.0.1:8080', 'http://127.0.0.1:8080', false],
  [local, 'http', '[::1]:8080', 'http://[::1]:8080', false],
  [local, 'http', 'LOCALHOST:8080', 'http://localhost:8080', false],
  [local, 'http', '192.168.0.5', 'http://192.168.0.5', false],
  [tls, 'https', 'parley.example', 'https://parley.example', false],
  [tls, 'https', 'parley.example:443', 'https://parley.example', false],
  [tls, 'https', 'desk.example:8443', 'https://desk.example:8443', false],
  // A proxy that is not listed: the connection is plain, the page is not.
  [tls, 'http', 'parley.example', 'https://parley.example', false],
  [tls, 'http', 'desk.example', 'https://desk.example', false],
  [tls, 'http', '127.0.0.1:8080', 'http://127.0.0.1:8080', false],
  // The same host by another scheme or port is another site.
  [local, 'http', 'localhost:8080', 'https://localhost:8080', true],
  [local, 'http', '127.0.0.1:8080', 'http://127.0.0.1:9090', true],
  [local, 'http', '127.0.0.1:8080', 'http://127.0.0.1', true],
  [tls, 'https', 'parley.example', 'http://parley.example', true],
  [tls, 'http', 'parley.example', 'http://parley.example', true],
  [tls, 'http', 'desk.example', 'http://desk.example', true],
  [tls, 'https', 'desk.example', 'http://desk.example', true],
  [tls, 'https', 'parley.example', 'https://parley.example:8443', true],
  // DNS rebinding: a foreign name that leads to this machine. Names that only this network gives are ours.
  [local, 'http', 'evil.example:8080', 'http://evil.example:8080', true],
  ['http://desk.example:8080', 'http', 'desk.example:8080', 'http://desk.example:8080', false],
  [local, 'http', 'office-pc:8080', 'http://office-pc:8080', false],
  [local, 'http', 'office-pc.local:8080', 'http://office-pc.local:8080', false],
  // Others, and what is no origin at all.
  [tls, 'https', 'parley.example', 'https://evil.example', true],
  [tls, 'https', 'parley.example', 'https://parley.example.evil.example', true],
  [local, 'http', '127.0.0.1:8080', 'null', true],
  [local, 'http', '127.0.0.1:8080', 'nonsense', true],
  [local, 'http', 'no host', 'http://no host', true],
  [local, 'http', undefined, 'http://127.0.0.1:8080', true],
])('T46: at %s over %s, a page of the host %s that says %s: foreign %s', (publicUrl, scheme, host, origin, expected) => {
  expect(isForeign({ origin, host, scheme, fetchSite: undefined }, publicUrl)).toBe(expected);
});

test('T55: only our own pages and programs are not foreign, whatever else the browser says of them', () => {
  const at = (fetchSite: string | undefined, origin: string | undefined) =>
    isForeign({ origin, fetchSite, host: 'localhost:8080', scheme: 'http' }, local);
  expect(at(undefined, undefined)).toBe(false);
  expect(at('none', undefined)).toBe(false);
  expect(at('same-origin', local)).toBe(false);
  expect(at('same-site', local)).toBe(true);
  expect(at('cross-site', undefined)).toBe(true);
});

test('T13, T46: what a proxy says of the browser’s address counts only when the proxy is listed', async () => {
  const ask = (remoteAddress: string) => ({
    ...({ method: 'POST', url: '/api/v1/session', payload: { email: 'a@example.com', password: 'x' }, remoteAddress } as const),
    headers: { origin: 'https://desk.example', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'desk.example', host: '10.0.0.9:8080' },
  });
  const { app } = await openTestApp({ trustedProxies: ['10.0.0.5'] });
  expect((await app.inject(ask('10.0.0.5'))).json().code).toBe('wrong-credentials');
  expect((await app.inject(ask('10.0.0.6'))).json().code).toBe('foreign-origin');
});
