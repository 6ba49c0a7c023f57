import { isIP } from 'node:net';

/**
 * T46, T55: a write, and the event stream, must come from our own pages or from a program. Browsers say where a request comes from
 * and pages cannot forge it; programs say nothing and carry no cookie of a person by accident.
 */
export type Provenance = {
  origin: string | undefined;
  fetchSite: string | undefined;
  /** As the browser asked for it: proxies that are trusted say so for it. */
  host: string | undefined;
  /** Of the connection, or what a trusted proxy says of the browser's. */
  scheme: string;
};

export function isForeign(from: Provenance, publicUrl: string): boolean {
  if (from.fetchSite !== undefined && from.fetchSite !== 'same-origin' && from.fetchSite !== 'none') return true;
  if (from.origin === undefined) return false;
  const own = new URL(publicUrl);
  return from.origin !== own.origin && from.origin !== askedOrigin(from, own);
}

/**
 * The same server under another of its names (127.0.0.1 for localhost): scheme, host and port that were asked. Only names that nobody else
 * can have: a foreign page may make its own name lead to this machine (DNS rebinding), and then asks us under that name.
 */
function askedOrigin({ host, scheme }: Provenance, own: URL): string | undefined {
  const asked = `${scheme}://${host}`;
  if (host === undefined || !URL.canParse(asked)) return undefined;
  const { origin, hostname, host: plainHost } = new URL(asked);
  // The connection behind a proxy that nobody listed is plain; what browsers are given is not, except on this machine itself.
  if (scheme === 'http' && own.protocol === 'http:' && hostname !== own.hostname && !isOfThisNetwork(hostname)) return undefined;
  return own.protocol === 'https:' && !isLoopback(hostname) ? `https://${plainHost}` : origin;
}

/** A number, or a name that only this network gives. With TLS the certificate says as much. */
const isOfThisNetwork = (hostname: string): boolean =>
  isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || !hostname.includes('.') || hostname.endsWith('.local');

export const isLoopback = (hostname: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
