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
/** Clocks differ by minutes (F50), or by an hour when somebody sets one wrong; not by more than a day. */
const mostAheadMs = 24 * 3_600_000;
/** What a database and ISO text can hold. */
const lastMs = Date.UTC(9999, 11, 31);

export type Instant = {
  /** As printed, where it can be kept; null = no time was told. */
  printed: number | null;
  /** What order goes by: as printed when it can be true, else the arrival. */
  at: number;
  /** False = such a time was told, but nothing can have happened then: 1970, 2004, next year. */
  isPossible: boolean;
};

/** WhatsApp prints seconds; milliseconds have been seen (F52). */
export function readInstant(word: string, receivedAt: number): Instant {
  const number = word.trim() === '' ? Number.NaN : Number(word);
  if (Number.isNaN(number)) return { printed: null, at: receivedAt, isPossible: true };
  const ms = Math.floor(number < 100_000_000_000 ? number * 1_000 : number);
  const printed = ms >= 0 && ms <= lastMs ? ms : null;
  const isPossible = ms >= firstMs && ms <= receivedAt + mostAheadMs;
  return { printed, at: isPossible ? ms : receivedAt, isPossible };
}
