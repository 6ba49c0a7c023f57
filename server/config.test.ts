import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test.each([
  ['PARLEY_PORT', 'abc'],
  ['PARLEY_PORT', '70000'],
  ['PARLEY_PORT', '80.5'],
  ['PARLEY_SANDBOX_PORT', '-1'],
  ['PARLEY_MODE', 'production'],
  ['PARLEY_PUBLIC_URL', 'javascript:alert(1)'],
  ['PARLEY_PUBLIC_URL', 'https://parley.example/desk'],
  ['PARLEY_PUBLIC_URL', 'https://me@parley.example'],
  ['PARLEY_LOG_LEVEL', 'loud'],
  ['DATABASE_URL', 'mysql://db'],
  ['PARLEY_TRUSTED_PROXIES', 'zzz'],
  ['PARLEY_TRUSTED_PROXIES', '10.0.0.0/40'],
  ['PARLEY_HOST', '0.0.0.0'],
  ['PARLEY_METRICS_TOKEN', 'short'],
])('%s = %s stops the start with a sentence that names it', (name, value) => {
  expect(() => readConfig({ [name]: value }, '/tmp/parley')).toThrow(name);
});

test('the sentence is in plain words', () => {
  const sentences = (variables: Record<string, string>) => () => readConfig(variables, '/tmp/parley');
  expect(sentences({ PARLEY_PORT: 'abc' })).toThrow('PARLEY_PORT is wrong: it must be a whole number from 0 to 65535.');
  const [name, like] = ['DATABASE_URL', 'postgres://user:password@host/database'];
  expect(sentences({ [name]: 'mysql://db' })).toThrow(`${name} is wrong: it must be an address like ${like}.`);
});

test('proxies are addresses and ranges', () => {
  const { trustedProxies } = readConfig({ PARLEY_TRUSTED_PROXIES: '10.0.0.5, 192.168.0.0/16,::1' }, '/tmp/parley');
  expect(trustedProxies).toEqual(['10.0.0.5', '192.168.0.0/16', '::1']);
});
