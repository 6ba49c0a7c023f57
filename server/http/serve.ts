/** Contract → routes: one path for every operation, so that none skips a check. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type OperationName, operations } from '#contract/index.ts';
import type { Operation, RateClass } from '#contract/operation.ts';
import { personHeader } from '#contract/people.ts';
import { mayInRole } from '#engine/role/may.ts';
import type { Context } from '../context.ts';
import { isKnownDevice } from '../people/attempts.ts';
import { findSigned, type Signed, selectGranters } from '../people/sessions.ts';
import { Refusal } from '../refusal.ts';
import type { Call, Handlers, SignedCall } from './call.ts';
import { cookieName, readSessionToken, writeCookie } from './cookies.ts';
import { finishRequests } from './finish.ts';
import { isForeign } from './origin.ts';
import { wishedLanguage } from './problem.ts';
import type { Buckets } from './rate.ts';

export type Serving = { context: Context; buckets: Buckets; handlers: Handlers };
type AnyHandler = (call: Call, input: unknown) => Promise<unknown>;

export function serveOperations(app: FastifyInstance, serving: Serving): void {
  finishRequests(app);
  for (const [name, handler] of Object.entries(serving.handlers)) {
    const operation: Operation = operations[name as OperationName];
    app.route({
      method: operation.method,
      url: `/api/v1${operation.path}`,
      handler: (request, reply) => answer({ ...serving, operation, handler: handler as AnyHandler }, request, reply),
    });
  }
}

type Route = Serving & { operation: Operation; handler: AnyHandler };

async function answer(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { operation, context } = route;
  const end = context.metrics.requests.startTimer({ operation: operation.name });
  reply.raw.once('close', () => end({ status: String(reply.statusCode) }));
  if (operation.method !== 'GET') refuseForeign(request, context);
  const signed = await authenticate(context, request);
  takeToken(route.buckets, { reply, rate: operation.rate, holder: signed?.sessionId ?? holderOf(route, request) });
  if (!signed && operation.access !== 'public') throw new Refusal('signed-out');
  if (signed) await allowRole(context, signed, operation);
  const input = parse(operation, request);
  const call = callOf({ context, request, reply, signed, key: keyOf(operation, request) });
  return operation.idempotent ? once(route, call, input) : route.handler(call, input);
}

type BodyType = 'application/json' | 'multipart/form-data';

export function refuseForeign(request: FastifyRequest, context: Context, bodyType: BodyType = 'application/json'): void {
  const { host, protocol: scheme } = request;
  const { origin, 'sec-fetch-site': site } = request.headers;
  const fetchSite = typeof site === 'string' ? site : undefined;
  if (isForeign({ origin, host, scheme, fetchSite }, context.config.publicUrl)) throw new Refusal('foreign-origin');
  const hasBody = request.method === 'POST' || request.method === 'PUT' || request.method === 'PATCH';
  const given = request.headers['content-type'] ?? '–';
  if (hasBody && (given.split(';')[0] ?? '').trim().toLowerCase() !== bodyType) {
    throw new Refusal('unsupported-type', { type: given, accepted: bodyType });
  }
}

/** The one authentication: operations, downloads and the feed all ask here (T56), and hear when somebody else has signed in meanwhile. */
export async function authenticate(context: Context, request: FastifyRequest): Promise<Signed | null> {
  const token = readSessionToken(request, context.config);
  const signed = token === undefined ? undefined : await findSigned(context.db, token);
  const meant = request.headers[personHeader];
  if (signed && meant !== undefined && meant !== signed.personId) throw new Refusal('person-changed');
  if (signed) request.language = signed.language;
  return signed ?? null;
}

/** T41: guesses from an address use up what is left for strangers there, never what a browser has that signed in to this account before. */
function holderOf({ context, operation }: Route, request: FastifyRequest): string {
  if (operation.rate !== 'sign-in' || !isRecord(request.body) || typeof request.body.email !== 'string') return request.ip;
  const device = request.cookies[cookieName(context.config, 'device')];
  return isKnownDevice(context.hashKey, { email: request.body.email, device }) ? `device ${device}` : request.ip;
}

type Beside = { request: FastifyRequest; reply: FastifyReply; name: string; rate: RateClass; bodyType?: BodyType };

/** For the routes beside the operations (files): the same checks in the same order. */
export async function openCall({ context, buckets }: Omit<Serving, 'handlers'>, asked: Beside): Promise<SignedCall> {
  const { request, reply, name, rate, bodyType } = asked;
  const end = context.metrics.requests.startTimer({ operation: name });
  reply.raw.once('close', () => end({ status: String(reply.statusCode) }));
  if (request.method !== 'GET' && request.method !== 'HEAD') refuseForeign(request, context, bodyType);
  const signed = await authenticate(context, request);
  takeToken(buckets, { reply, rate, holder: signed?.sessionId ?? request.ip });
  if (!signed) throw new Refusal('signed-out');
  return { ...callOf({ context, request, reply, signed, key: null }), signed };
}

function takeToken(buckets: Buckets, asked: { reply: FastifyReply; rate: RateClass; holder: string }): void {
  const taken = buckets.take(asked.holder, asked.rate);
  asked.reply.header('x-ratelimit-limit', taken.limit).header('x-ratelimit-remaining', taken.remaining);
  if (taken.isAllowed) return;
  asked.reply.header('retry-after', taken.waitSeconds);
  throw new Refusal('too-many-requests', { waitSeconds: taken.waitSeconds });
}

async function allowRole(context: Context, signed: Signed, operation: Operation): Promise<void> {
  const { access } = operation;
  if (typeof access === 'string') return;
  // A channel permission is asked again for the case at hand; a role that has it on no channel is told so at once.
  const missing =
    'role' in access
      ? mayInRole(signed.grants, access.role)?.missing
      : signed.channels.some((channel) => channel.permissions.includes(access.channel)) || access.channel === 'cases.view-own'
        ? undefined
        : access.channel;
  if (missing) throw await notPermitted(context, signed, missing);
}

export async function notPermitted(context: Context, signed: Signed, permission: string): Promise<Refusal> {
  return new Refusal('not-permitted', { permission, role: signed.role.name, grantedBy: await selectGranters(context.db) });
}

function parse(operation: Operation, request: FastifyRequest): unknown {
  const outside = operation.method === 'GET' || operation.method === 'DELETE' ? request.query : request.body;
  const given = { ...(isRecord(outside) ? outside : {}), ...(isRecord(request.params) ? request.params : {}) };
  const parsed = operation.input.strict().safeParse(storable(given));
  if (parsed.success) return parsed.data;
  throw new Refusal('invalid-input', { problems: z.prettifyError(parsed.error).slice(0, 1_000) });
}

/** No input of ours nests deeper; without a limit whoever sends brackets only would use up the stack. */
const deepest = 32;

/** PostgreSQL keeps neither NUL nor half a surrogate pair (T10): both become the sign for what cannot be shown. */
function storable(value: unknown, depth = 0): unknown {
  if (depth > deepest) throw new Refusal('invalid-input', { problems: 'JSON' });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is looked for.
  if (typeof value === 'string') return value.toWellFormed().replace(/\u0000/g, '\ufffd');
  if (Array.isArray(value)) return value.map((inner) => storable(inner, depth + 1));
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, storable(inner, depth + 1)])) : value;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function keyOf(operation: Operation, request: FastifyRequest): string | null {
  if (!operation.idempotent) return null;
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key.length < 8 || key.length > 200) throw new Refusal('key-required');
  return key;
}

type Asking = { context: Context; request: FastifyRequest; reply: FastifyReply; signed: Signed | null; key: string | null };

function callOf({ context, request, reply, signed, key }: Asking): Call {
  return {
    context,
    db: context.db,
    requestId: request.id,
    language: signed?.language ?? wishedLanguage(request.headers['accept-language']),
    address: request.ip,
    key,
    signed,
    readCookie: (name) => request.cookies[cookieName(context.config, name)],
    setCookie: (name, value, options) => writeCookie(reply, context.config, { name, value, options: options ?? {} }),
  };
}

/** The answer is stored in the transaction of the effect: whoever comes second under the same key waits, then reads it. */
async function once(route: Route, call: Call, input: unknown): Promise<unknown> {
  const { signed, key } = call;
  if (!signed || key === null) throw new Refusal('signed-out');
  const hash = createHash('sha256').update(JSON.stringify(input)).digest();
  return route.context.db.transact(async (db) => {
    await db.rows('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${signed.personId} ${key}`]);
    const [kept] = await db.rows<{ operation: string; hash: Buffer; answer: unknown }>(
      'select operation, input_hash as hash, answer from commands where person_id = $1 and key = $2',
      [signed.personId, key],
    );
    if (kept) {
      if (kept.operation !== route.operation.name || !hash.equals(kept.hash)) throw new Refusal('key-reused');
      return kept.answer;
    }
    const result = await route.handler({ ...call, db }, input);
    await db.rows('insert into commands (person_id, key, operation, input_hash, answer) values ($1, $2, $3, $4, $5)', [
      signed.personId,
      key,
      route.operation.name,
      hash,
      JSON.stringify(result),
    ]);
    return result;
  });
}
