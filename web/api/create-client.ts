/** `call(operation, input)`: every operation of the contract with its types; a refusal comes as `Refusal`, silence as `NoAnswer`. */
import type { z } from 'zod';
import type { Language } from '#contract/basics.ts';
import { type OperationName, type Operations, operations } from '#contract/index.ts';
import type { Operation, OutputOf } from '#contract/operation.ts';
import { personHeader } from '#contract/people.ts';
import { newClientId } from './ids.ts';
import { isRefusalCode, NoAnswer, Refusal } from './refusal.ts';

export type Input<Name extends OperationName> = z.input<Operations[Name]['input']>;
export type Output<Name extends OperationName> = OutputOf<Operations[Name]>;
/**
 * `key`: the Idempotency-Key; give the same one when the same command is sent again. `personId`: whose it is, if it was written before the page
 * knew who it is of.
 */
export type CallOptions = { key?: string; personId?: string; signal?: AbortSignal; timeoutMs?: number; keepAlive?: boolean };
export type Call = <Name extends OperationName>(name: Name, input: Input<Name>, options?: CallOptions) => Promise<Output<Name>>;

export type ClientParts = {
  fetch: typeof fetch;
  language(): Language;
  /** Whose page this is: every request says so, and is refused when somebody else has signed in meanwhile. */
  personId(): string | null;
  /** The session has ended, or is somebody else's by now. */
  onSignedOut(): void;
};

const timeoutMs = 15_000;

export function createClient(parts: ClientParts): Call {
  return async (name, input, options = {}) => {
    const operation: Operation = operations[name];
    const personId = options.personId ?? parts.personId();
    const request = requestOf(operation, input, { ...options, personId, language: parts.language() });
    const response = await ask(parts.fetch, request, options);
    const answer = await readAnswer(response);
    if (response.ok) return answer as Output<typeof name>;
    throw failureOf(response, answer, operation, parts);
  };
}

type Asked = { url: string; init: RequestInit };
type Speaking = { key?: string; personId: string | null; language: Language };

/** `:name` parts are taken out of the input; the rest is the query of reads and the body of writes. */
function requestOf(operation: Operation, input: Record<string, unknown>, { key, personId, language }: Speaking): Asked {
  const rest: Record<string, unknown> = { ...input };
  const path = operation.path.replace(/:(\w+)/g, (_, part: string) => {
    const value = String(rest[part]);
    delete rest[part];
    return encodeURIComponent(value);
  });
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': language };
  if (operation.idempotent) headers['idempotency-key'] = key ?? newClientId();
  // Who is there now is asked of the cookie alone.
  if (personId !== null && operation.access !== 'public' && operation.name !== 'readMe') headers[personHeader] = personId;
  if (operation.method === 'GET' || operation.method === 'DELETE') {
    return { url: `/api/v1${path}${queryOf(rest)}`, init: { method: operation.method, headers } };
  }
  headers['content-type'] = 'application/json';
  return { url: `/api/v1${path}`, init: { method: operation.method, headers, body: JSON.stringify(rest) } };
}

function queryOf(rest: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query}`;
}

async function ask(fetcher: typeof fetch, { url, init }: Asked, options: CallOptions): Promise<Response> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? timeoutMs);
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  try {
    return await fetcher(url, { ...init, signal, credentials: 'same-origin', keepalive: options.keepAlive ?? false });
  } catch (error) {
    // The caller's own abort is no failure of the server; the query cache knows what to do with it.
    if (options.signal?.aborted) throw error;
    throw new NoAnswer(timeout.aborted ? 'too-slow' : 'offline', null, error);
  }
}

async function readAnswer(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function failureOf(response: Response, answer: unknown, operation: Operation, parts: ClientParts): Refusal | NoAnswer {
  const problem = typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {};
  const requestId = response.headers.get('x-request-id') ?? '';
  if (!isRefusalCode(problem.code)) return new NoAnswer('server-fault', requestId);
  const isOver = problem.code === 'person-changed' || (problem.code === 'signed-out' && operation.access !== 'public');
  if (isOver) parts.onSignedOut();
  return new Refusal({
    code: problem.code,
    detail: String(problem.detail),
    details: (problem.details ?? {}) as Refusal['details'],
    requestId,
  });
}
