import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { metaJson, signatureHeaders, wamid } from './wire.ts';

const signed = JSON.parse(readFileSync(new URL('../cloud-api/fixtures/signed.json', import.meta.url), 'utf8')) as {
  secret: string;
  examples: { body: string; sha256: string }[];
};

describe('the bytes the sandbox posts', () => {
  test('accents, Korean, emoji and slashes are escaped as Meta escapes them', () => {
    expect(metaJson({ t: 'café' })).toBe('{"t":"caf\\u00e9"}');
    expect(metaJson({ t: '한🛋 text/html' })).toBe('{"t":"\\ud55c\\ud83d\\udecb text\\/html"}');
    expect(JSON.parse(metaJson({ t: '한🛋 a/b "q" \\ \n' }))).toEqual({ t: '한🛋 a/b "q" \\ \n' });
  });

  test('what it signs is the published example, byte for byte', () => {
    const [empty, accent] = signed.examples;
    expect(metaJson({ object: 'whatsapp_business_account', entry: [] })).toBe(empty?.body);
    expect(metaJson({ t: 'café' })).toBe(accent?.body);
    for (const { body, sha256 } of signed.examples)
      expect(signatureHeaders(body, signed.secret)['x-hub-signature-256']).toBe(`sha256=${sha256}`);
    expect(signatureHeaders('{}', 'x')['x-hub-signature']).toMatch(/^sha1=[0-9a-f]{40}$/);
  });

  test('a message id has the documented form in both directions', () => {
    const random = Buffer.from('5E1C07A94D2B8F3016', 'hex');
    expect(wamid('447700900123', 'out', random)).toBe('wamid.HBgMNDQ3NzAwOTAwMTIzFQIAERgSNUUxQzA3QTk0RDJCOEYzMDE2AA==');
    expect(wamid('447700900123', 'in', Buffer.from('C41D905E77B2F8A016', 'hex'))).toMatch(/^wamid\.HBgMNDQ3NzAwOTAwMTIzFQIAEhgUM0FD/);
  });
});
