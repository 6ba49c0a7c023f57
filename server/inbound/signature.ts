/** Whether a webhook is Meta's: HMAC-SHA256 over the raw bytes with the Meta app's secret (Meta, "Validating payloads"). */
import { createHmac, timingSafeEqual } from 'node:crypto';

const shape = /^sha256=([0-9a-f]{64})$/;
const nothing = Buffer.alloc(32);

/**
 * Constant time for every header: a missing or malformed one is compared as 32 zero bytes, so it costs what a wrong one costs
 * (T01, T02). Several secrets are valid while one is being replaced.
 */
export function isSigned(body: Buffer, header: unknown, secrets: readonly string[]): boolean {
  const match = typeof header === 'string' ? shape.exec(header) : null;
  const claimed = match?.[1] ? Buffer.from(match[1], 'hex') : nothing;
  let matches = 0;
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(body).digest();
    if (timingSafeEqual(expected, claimed)) matches += 1;
  }
  return match !== null && matches > 0;
}

/** The handshake's token, compared without telling how much of it was right (T07). */
export function isToken(given: unknown, token: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'parley token').update(text).digest();
  return timingSafeEqual(digest(typeof given === 'string' ? given : ''), digest(token)) && typeof given === 'string' && token !== '';
}
