/** The bytes Meta posts: JSON escaped to ASCII with `\/`, and two signatures over exactly these bytes. */
import { createHmac } from 'node:crypto';

export function metaJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function signatureHeaders(body: string, appSecret: string): Record<string, string> {
  const sign = (algorithm: 'sha1' | 'sha256') => `${algorithm}=${createHmac(algorithm, appSecret).update(body).digest('hex')}`;
  return { 'x-hub-signature-256': sign('sha256'), 'x-hub-signature': sign('sha1') };
}

/**
 * `wamid.` + base64 of a length-prefixed party and id: 18 hex characters for what a business sends, 20 beginning with 3A for what a
 * phone sends. Receivers treat it as opaque; the form matters because it carries `+`, `/` and `=` into their addresses.
 */
export function wamid(party: string, direction: 'in' | 'out', random: Buffer): string {
  const id =
    direction === 'out' ? random.toString('hex').toUpperCase().slice(0, 18) : `3A${random.toString('hex').toUpperCase().slice(0, 18)}`;
  const name = Buffer.from(party, 'ascii');
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, name.length]),
    name,
    Buffer.from([0x15, 0x02, 0x00, direction === 'out' ? 0x11 : 0x12, 0x18, id.length]),
    Buffer.from(id, 'ascii'),
    Buffer.from([0x00]),
  ]);
  return `wamid.${bytes.toString('base64')}`;
}
