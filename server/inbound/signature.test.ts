import { expect, test } from 'vitest';
import { isSigned, isToken } from './signature.ts';

// Meta's JSON is ASCII-escaped: the escape sequence itself is what was signed (whatsapp-cloud-api.md 7.2, test vectors).
const secret = 'sandbox-app-secret';
const vectors = [
  ['{"object":"whatsapp_business_account","entry":[]}', '913cea235cb673f466a0582c763b0bb96410f81ab66a376a326c45d9e9f4f041'],
  ['{"t":"caf\\u00e9"}', 'cdaaf14865c43412f608f84f2b6dca9d7cc9a00df74b7698326667c23166d051'],
] as const;

test.each(vectors)('the signature of %s is Meta’s', (body, hex) => {
  expect(isSigned(Buffer.from(body), `sha256=${hex}`, [secret])).toBe(true);
  expect(isSigned(Buffer.from(body), `sha256=${hex}`, ['older', secret])).toBe(true);
  expect(isSigned(Buffer.from(`${body} `), `sha256=${hex}`, [secret])).toBe(false);
  expect(isSigned(Buffer.from(body), `sha256=${hex}`, ['other'])).toBe(false);
});

const [body, hex] = vectors[0];
test.each([
  undefined,
  '',
  'sha256=',
  hex,
  `sha1=${hex}`,
  `sha256=${hex.slice(1)}`,
  `sha256=${hex}00`,
  `sha256=${hex.toUpperCase()}`,
  `sha256=${'0'.repeat(64)}`,
  `sha256=${'f'.repeat(10_000)}`,
  [`sha256=${hex}`],
  `sha256=${hex}, sha256=${hex}`,
])('T02: %s is no signature', (header) => {
  expect(isSigned(Buffer.from(body), header, [secret])).toBe(false);
});

test('T03: without a secret nothing is signed', () => {
  expect(isSigned(Buffer.from(body), `sha256=${hex}`, [])).toBe(false);
});

test('T07: only the very token is the token, and an empty one is none', () => {
  expect(isToken('marigold-verify', 'marigold-verify')).toBe(true);
  for (const given of ['marigold-verif', 'marigold-verify ', '', undefined, ['marigold-verify']]) {
    expect(isToken(given, 'marigold-verify')).toBe(false);
  }
  expect(isToken('', '')).toBe(false);
});
