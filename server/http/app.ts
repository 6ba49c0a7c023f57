/** The HTTP edge: limits, request ids, headers, and the one catcher of refusals and bugs. */
import { join } from 'node:path';
import fastifyCookie from '@fastify/cookie';
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Language } from '#contract/basics.ts';
import type { Context } from '../context.ts';
import type { Take } from '../inbound/receive.ts';
import { registerMedia } from '../media/routes.ts';
import { projectFolder } from '../project.ts';
import { Refusal } from '../refusal.ts';
import type { Handlers } from './call.ts';
import { registerConsole } from './console.ts';
import { registerDocs } from './docs.ts';
import { hurryBodies } from './hurry.ts';
import { registerMetrics } from './metrics.ts';
import { problemOf, wishedLanguage } from './problem.ts';
import { openBuckets } from './rate.ts';
import { serveOperations } from './serve.ts';
import { openServer } from './server.ts';

declare module 'fastify' {
  interface FastifyRequest {
    language: Language;
  }
}

/** T59: commands are small; uploads have their own route and cap. */
const bodyLimit = 64 * 1024;
/** A command's body must be there by then; only an upload may take as long as a request may take at all (`server.ts`). */
const bodyMs = 10_000;
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** `webhooks` takes what is a webhook before all of this. */
export async function openApp(context: Context, handlers: Handlers, webhooks?: Take): Promise<FastifyInstance> {
  const { trustedProxies } = context.config;
  const app = fastify({
    logger: false,
    bodyLimit,
    genReqId: () => context.newId(),
    // T13: nobody's X-Forwarded-* is believed unless listed.
    trustProxy: trustedProxies.length > 0 ? trustedProxies : false,
    serverFactory: (others) => openServer(others, { webhooks, trustedProxies }),
    forceCloseConnections: true,
    // Addresses that are none never reach a route, and are told in the same words all the same.
    frameworkErrors: (error, request, reply) => void tell(context, { error, request, reply }),
  });
  await app.register(fastifyCookie);
  app.decorateRequest('language', 'en');
  readJson(app);
  hurryBodies(app, { bodyMs });
  app.addHook('onRequest', (request, reply, done) => {
    request.language = wishedLanguage(request.headers['accept-language']);
    secure(context, request, reply);
    done();
  });
  app.setErrorHandler((error, request, reply) => tell(context, { error, request, reply }));
  serveOperations(app, { context, handlers, buckets: openBuckets(() => context.clock.now()) });
  registerMedia(app, context);
  registerDocs(app, context.config);
  registerConsole(app, { folder: join(projectFolder, 'dist/web') });
  serveHealth(app, context);
  registerMetrics(app, context);
  return app;
}

/** Writes without input may come with an empty body, but always as JSON. */
function readJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, {});
    else void parse(request, String(body), done);
  });
}

function secure(context: Context, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id);
  reply.header('content-security-policy', policy);
  reply.header('x-content-type-options', 'nosniff');
  reply.header('referrer-policy', 'no-referrer');
  reply.header('cross-origin-opener-policy', 'same-origin');
  reply.header('permissions-policy', 'camera=(), geolocation=(), payment=()');
  if (context.config.publicUrl.startsWith('https://')) reply.header('strict-transport-security', 'max-age=31536000');
  if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
}

type Failed = { error: unknown; request: FastifyRequest; reply: FastifyReply };

function tell(context: Context, { error, request, reply }: Failed): FastifyReply {
  const refusal = asRefusal(error);
  reply.type('application/problem+json');
  if (refusal) {
    context.metrics.refusals.inc({ code: refusal.code });
    // What was too large is not read to its end, so nothing more can be asked on this connection.
    if (refusal.code === 'too-large') reply.header('connection', 'close');
    // What is refused before any hook has run has no language yet.
    const language = request.language ?? wishedLanguage(request.headers['accept-language']);
    const problem = problemOf(refusal, language, request.id);
    return reply.code(problem.status).send(JSON.stringify(problem));
  }
  context.log.error({ err: error, requestId: request.id, method: request.method, route: request.routeOptions.url }, 'A request failed.');
  const problem = { type: 'about:blank', title: 'internal-error', status: 500, code: 'internal-error', requestId: request.id };
  return reply.code(500).send(JSON.stringify(problem));
}

const noAddress = ['FST_ERR_BAD_URL', 'FST_ERR_MAX_PARAM_LENGTH', 'FST_STATIC_FORBIDDEN_PATH'];

/** What Fastify itself refuses is a refusal, too. */
function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  const { code, statusCode } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Refusal('too-large', { limit: '64 kB' });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new Refusal('unsupported-type', { type: '–', accepted: 'application/json' });
  if (code !== undefined && noAddress.includes(code)) return new Refusal('not-found');
  if (isDatabaseAway(code)) return new Refusal('overloaded');
  if (error instanceof SyntaxError || statusCode === 400) return new Refusal('invalid-input', { problems: 'JSON' });
  return undefined;
}

/** The database is starting, stopping or gone for a moment: nothing was done, and asking again will do (F19). */
const isDatabaseAway = (code: string | undefined): boolean =>
  code !== undefined && (/^(57P0[1-5]|08\d{3}|53300)$/.test(code) || code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EPIPE');

function serveHealth(app: FastifyInstance, context: Context): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    try {
      await context.db.rows('select 1');
      return { status: 'ok' };
    } catch (error) {
      context.log.warn({ err: error }, 'The database does not answer.');
      return reply.code(503).send({ status: 'no database' });
    }
  });
}
