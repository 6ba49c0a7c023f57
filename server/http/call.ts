/** What an operation is given besides its input: who asks, in which language, and the transaction to work in. */
import type { Language } from '#contract/basics.ts';
import type { Operations } from '#contract/index.ts';
import type { InputOf, Operation, OutputOf } from '#contract/operation.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import type { Signed } from '../people/sessions.ts';

export type CookieOptions = { maxAgeSeconds?: number; isPersistent?: boolean };

export type Call = {
  context: Context;
  db: Db;
  /** Also the trace id of everything this request causes. */
  requestId: string;
  language: Language;
  address: string;
  /** The `Idempotency-Key`; null where none is needed. */
  key: string | null;
  signed: Signed | null;
  readCookie(name: string): string | undefined;
  /** Null takes the cookie away. */
  setCookie(name: string, value: string | null, options?: CookieOptions): void;
};
export type SignedCall = Call & { signed: Signed };

type Handler<O extends Operation> = (call: O['access'] extends 'public' ? Call : SignedCall, input: InputOf<O>) => Promise<OutputOf<O>>;
export type Handlers = { [Name in keyof Operations]?: Handler<Operations[Name]> };
