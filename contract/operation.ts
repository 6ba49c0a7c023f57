/**
 * One operation = one record. Permission check, validation, routes, OpenAPI, the typed client,
 * rate limits, audit names and docs are all derived from these records; nothing is declared twice.
 */
import type { z } from 'zod';
import type { ChannelPermission, RolePermission } from './permissions.ts';
import type { RefusalCode } from './refusals.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may call at all. Channel permissions need a case or channel, so operations check them once they hold it. */
export type Access = 'public' | 'signed-in' | { role: RolePermission } | { channel: ChannelPermission };

/** Token buckets per session: `sign-in` is strictest, `read` widest. */
export type RateClass = 'sign-in' | 'read' | 'write' | 'send';

export type Operation<Name extends string = string, Input extends z.ZodObject = z.ZodObject, Output extends z.ZodType = z.ZodType> = {
  name: Name;
  method: Method;
  /** Below `/api/v1`; `:name` parts are taken from `input`, the rest travels as query (GET, DELETE) or JSON body. */
  path: `/${string}`;
  access: Access;
  rate: RateClass;
  /** One English sentence for the API docs. */
  summary: string;
  /** GET inputs arrive as text: use `z.coerce` for numbers and booleans there. */
  input: Input;
  output: Output;
  /** What this operation may refuse beyond what every one of its kind does: see `refusalsOf`. */
  refusals: readonly RefusalCode[];
  /** True: an `Idempotency-Key` header is required, and the first answer is stored under it. */
  idempotent?: boolean;
};

/** Keeps the literal types of one record. */
export function operation<Name extends string, Input extends z.ZodObject, Output extends z.ZodType>(
  record: Operation<Name, Input, Output>,
): Operation<Name, Input, Output> {
  return record;
}

export type InputOf<O extends Operation> = z.infer<O['input']>;
export type OutputOf<O extends Operation> = z.infer<O['output']>;

/** Everything an operation may refuse: its own reasons, then those that follow from how it is called. */
export function refusalsOf(record: Operation): RefusalCode[] {
  const codes: RefusalCode[] = [...record.refusals, 'invalid-input', 'too-many-requests', 'overloaded'];
  if (record.access !== 'public') codes.push('signed-out', 'person-changed');
  if (typeof record.access === 'object') codes.push('not-permitted');
  if (record.method !== 'GET') codes.push('foreign-origin');
  if (record.method !== 'GET' && record.method !== 'DELETE') codes.push('too-large', 'unsupported-type');
  if (record.idempotent) codes.push('key-required', 'key-reused');
  return [...new Set(codes)];
}
