/**
 * Addresses in what people write. What is shown never pretends to be another address: it holds no sign that cannot be seen or that
 * turns the direction, and a host of mixed alphabets stands there as machines read it (`xn--…`).
 */
export type Link = { href: string; label: string };

/** What cannot be seen or turns the direction ends an address, as a space does. */
const address = /https?:\/\/[^\s<>"'`\p{Cc}\p{Cf}\u115f\u1160\u3164\uffa0\u2800]+/iuy;
const parts = /^https?:[/\\]*([^/\\?#]*)(.*)$/isu;
/** One label of a host, of letters that nobody takes for others. */
const clearLabels = [
  /^[a-z0-9_-]*$/u,
  /^[가-힣a-z0-9-]+$/u,
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー0-9-]+$/u,
  /^[a-z0-9ß-öø-ÿ-]+$/u,
];
/** Alphabets with look-alikes of Latin letters: only where the whole host keeps to one. */
const clearHosts = [/^[\p{Script=Cyrillic}0-9.-]+$/u, /^[\p{Script=Greek}0-9.-]+$/u];

/** The address that starts here, and where it ends; null when there is none. */
export function readLink(text: string, at: number): { link: Link; end: number } | null {
  address.lastIndex = at;
  const found = address.exec(text)?.[0];
  if (!found) return null;
  // Without what usually ends a sentence, and without a closing bracket that was opened outside.
  let raw = found.replace(/[.,;:!?*_~]+$/, '');
  if (raw.endsWith(')') && !raw.includes('(')) raw = raw.slice(0, -1);
  return URL.canParse(raw) ? { link: { href: hrefOf(raw), label: labelOf(raw) }, end: at + raw.length } : null;
}

// An address of plain ASCII stays as it was written.
const isAscii = (text: string): boolean => /^[\x21-\x7e]*$/.test(text);
const hrefOf = (raw: string): string => (isAscii(raw) ? raw : new URL(raw).href);

function labelOf(raw: string): string {
  const [, authority = '', rest = ''] = parts.exec(raw) ?? [];
  if (isAscii(authority) || isClear(authority.replace(/:\d+$/, '').toLowerCase())) return raw;
  const { protocol, host } = new URL(raw);
  return `${protocol}//${host}${rest}`;
}

const isClear = (host: string): boolean =>
  clearHosts.some((shape) => shape.test(host)) || host.split('.').every((label) => clearLabels.some((shape) => shape.test(label)));
