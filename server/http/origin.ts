/**
 * T46, T55: a write, and the event stream, must come from our own pages or from a program. Browsers say where a request comes from
 * and pages cannot forge it; programs say nothing and carry no cookie of a person by accident.
 */
export type Provenance = { origin: string | undefined; fetchSite: string | undefined; host: string | undefined };

export function isForeign(from: Provenance, publicUrl: string): boolean {
  if (from.fetchSite !== undefined && from.fetchSite !== 'same-origin' && from.fetchSite !== 'none') return true;
  if (from.origin === undefined) return false;
  if (from.origin === new URL(publicUrl).origin) return false;
  // The same server under another of its names (127.0.0.1 for localhost): its own host, which a foreign page's origin never equals.
  return !(URL.canParse(from.origin) && from.host !== undefined && new URL(from.origin).host === from.host);
}
