// `isWellFormed` is in Node 20, but only in newer types than the project's.
/// <reference lib="es2024.string" />
/** What a stranger's bytes may do to us before anything is understood: nest without end, hide NULs, break characters (T09, T10). */

const maxDepth = 64;
const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [...'"\\{}[]'].map((char) => char.charCodeAt(0));

/** Counted on the raw bytes: by the time a parser could tell, the stack may be gone. */
export function isTooDeep(body: Uint8Array): boolean {
  let depth = 0;
  let isText = false;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index];
    if (isText) {
      if (byte === backslash) index += 1;
      else if (byte === quote) isText = false;
    } else if (byte === quote) isText = true;
    else if (byte === openBrace || byte === openBracket) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (byte === closeBrace || byte === closeBracket) depth -= 1;
  }
  return false;
}

/** Text that PostgreSQL takes: NULs and halves of characters are shown as such; the raw bytes stay with the webhook. */
export function cleanText(text: string, maxLength = 65_536): string {
  const cut = text.length > maxLength ? text.slice(0, maxLength) : text;
  const whole = cut.isWellFormed() ? cut : cut.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\uFFFD') : whole;
}

/** The earliest moment anybody can have written on WhatsApp (2009). */
const firstMs = Date.UTC(2009, 0, 1);
const mostAheadMs = 366 * 24 * 3_600_000;

/**
 * WhatsApp prints seconds; milliseconds have been seen. A time that cannot be one (zero, none, centuries away) is that of the
 * arrival; one a little ahead is kept and only sorted no later than now (F52).
 */
export function readInstant(printed: string, receivedAt: number): number {
  const number = Number(printed);
  const ms = Math.floor(number < 100_000_000_000 ? number * 1_000 : number);
  return ms >= firstMs && ms <= receivedAt + mostAheadMs ? ms : receivedAt;
}
