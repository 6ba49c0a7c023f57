/**
 * Stations 1–2: Meta's webhooks. Verify, store, answer; nothing else happens here, so the answer comes in milliseconds and
 * a body that later turns out unreadable is still kept. Bodies, signatures and tokens never reach a log.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { isSigned, isToken } from './signature.ts';
import type { Store } from './store.ts';

/** What is known of a Meta app; several secrets while one is being replaced. */
export type AppSecrets = { secrets: readonly string[]; verifyToken: string };

export type WebhookEdge = {
  /** From memory: a read of the database per webhook would be the slowest thing here. */
  secretsOf(metaAppId: string): AppSecrets | undefined;
  store: Store['store'];
  now(): number;
  newId(): string;
  /** One counter per reason; never the body. */
  refused(reason: 'unknown-app' | 'signature' | 'encoding' | 'token' | 'full' | 'database'): void;
  /** Whether this address may guess at a verify token once more (T07). */
  mayGuess(address: string): boolean;
};

/** Meta's own limit is 3 MB (7.2). */
const maxBytes = 4 * 1024 * 1024;
export const webhooksPath = '/webhooks/whatsapp/';
const path = `${webhooksPath}:appId`;

type Route = { Params: { appId: string }; Querystring: Record<string, unknown> };

/** An encapsulated plug-in, so that its raw body parser is nobody else's. */
export function registerWebhooks(app: FastifyInstance, edge: WebhookEdge) {
  app.register((routes, _options, ready) => {
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBytes }, (_request, body, done) => done(null, body));

    routes.get<Route>(path, (request, reply) => {
      const app = edge.secretsOf(request.params.appId);
      if (!app) return refuse(edge, reply, { status: 404, reason: 'unknown-app' });
      if (!edge.mayGuess(request.ip)) return refuse(edge, reply, { status: 429, reason: 'token' });
      const query = request.query;
      const challenge = query['hub.challenge'];
      const isHandshake = query['hub.mode'] === 'subscribe' && isToken(query['hub.verify_token'], app.verifyToken);
      // Digits only: whoever guesses the address cannot make us say anything else (T07).
      if (!isHandshake || typeof challenge !== 'string' || !/^[0-9]{1,64}$/.test(challenge)) {
        return refuse(edge, reply, { status: 403, reason: 'token' });
      }
      return plain(reply, 200).send(challenge);
    });

    routes.post<Route>(path, { bodyLimit: maxBytes }, async (request, reply) => {
      const { appId } = request.params;
      const app = edge.secretsOf(appId);
      if (!app || app.secrets.length === 0) return refuse(edge, reply, { status: 404, reason: 'unknown-app' });
      if (request.headers['content-encoding'] !== undefined) return refuse(edge, reply, { status: 415, reason: 'encoding' });
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      if (!isSigned(body, request.headers['x-hub-signature-256'], app.secrets))
        return refuse(edge, reply, { status: 401, reason: 'signature' });
      return keep(edge, reply, { metaAppId: appId, body });
    });
    ready();
  });
}

/** 200 only after the commit; otherwise 503, and Meta comes again for up to 7 days. */
async function keep(edge: WebhookEdge, reply: FastifyReply, webhook: { metaAppId: string; body: Buffer }) {
  try {
    const outcome = await edge.store({ ...webhook, receivedAt: edge.now(), traceId: edge.newId() });
    if (outcome === 'stored') return plain(reply, 200).send('');
    return refuse(edge, reply, { status: 503, reason: 'full' });
  } catch {
    return refuse(edge, reply, { status: 503, reason: 'database' });
  }
}

type Refused = { status: number; reason: Parameters<WebhookEdge['refused']>[0] };

function refuse(edge: WebhookEdge, reply: FastifyReply, { status, reason }: Refused) {
  edge.refused(reason);
  if (status === 503) reply.header('retry-after', '5');
  return plain(reply, status).send('');
}

const plainHeaders = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };
const plain = (reply: FastifyReply, status: number) => reply.code(status).headers(plainHeaders);
