import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test.each([
  ['PARLEY_PORT', 'abc'],
  ['PARLEY_MODE', 'production'],
  ['DATABASE_URL', 'mysql://db'],
  ['PARLEY_TRUSTED_PROXIES', 'zzz'],
  ['PARLEY_TRUSTED_PROXIES', '10.0.0.0/40'],
  ['PARLEY_HOST', '0.0.0.0'],
  ['PARLEY_METRICS_TOKEN', 'short'],
])('%s = %s stops the start with a sentence that names it', (name, value) => {
  expect(() => readConfig({ [name]: value }, '/tmp/parley')).toThrow(name);
});

test('proxies are addresses and ranges', () => {
  const { trustedProxies } = readConfig({ PARLEY_TRUSTED_PROXIES: '10.0.0.5, 192.168.0.0/16,::1' }, '/tmp/parley');
  expect(trustedProxies).toEqual(['10.0.0.5', '192.168.0.0/16', '::1']);
});
