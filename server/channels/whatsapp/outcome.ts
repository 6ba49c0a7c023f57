/** What may come of asking Meta, as values: whoever calls must say what follows from each. */
import type { Readable } from 'node:stream';
import type { Failure } from '#contract/messages.ts';

/** Definitely not taken by WhatsApp, and worth another try. `pair`: only this customer must wait; `number`: every send of the number. */
export type Later = { kind: 'later'; afterMs: number; code: number | null; scope: 'message' | 'pair' | 'number' };
/** Definitely not taken, and never will be as it stands. */
export type Rejected = { kind: 'rejected'; code: number | null; failure: Failure };
/** WhatsApp may or may not have taken it: never send it again by itself. */
export type Unknown = { kind: 'unknown'; reason: string };
export type Sent = { kind: 'accepted'; wamid: string } | Later | Rejected | Unknown;
/** Uploading, marking and reading twice does no harm, so their silence is only `later`. */
export type Uploaded = { kind: 'uploaded'; providerMediaId: string } | Later | Rejected;
export type Marked = { kind: 'marked' } | Later | Rejected;
/** Where the bytes are for the next 5 minutes. `sha256` in hex, as this endpoint tells it. */
export type Found =
  | { kind: 'found'; url: string; mimeType: string | null; sha256: string | null; sizeBytes: number | null }
  | Later
  | Rejected;
/** `gone`: the address has expired (5 minutes), ask `readMedia` for a new one. `forbidden`: it points to a host that is not Meta's. */
export type Downloaded =
  | { kind: 'bytes'; body: Readable; sizeBytes: number | null; mimeType: string | null }
  | { kind: 'gone' }
  | { kind: 'forbidden'; host: string }
  | { kind: 'too-large' }
  | Later
  | Rejected;
