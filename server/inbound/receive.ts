/**
 * Stations 1–2: Meta's webhooks. Verify, store, answer; nothing else happens here, so the answer comes in milliseconds and
 * a body that later turns out unreadable is still kept. Bodies, signatures and tokens never reach a log.
 */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { isSigned, isToken } from './signature.ts';
import type { Store } from './store.ts';

/** What is known of a Meta app; several secrets while one is being replaced. */
export type AppSecrets = { secrets: readonly string[]; verifyToken: string };

type Reason = 'unknown-app' | 'signature' | 'encoding' | 'size' | 'token' | 'full' | 'database';

export type WebhookEdge = {
  /** From memory: a read of the database per webhook would be the slowest thing here. */
  secretsOf(metaAppId: string): AppSecrets | undefined;
  store: Store['store'];
  now(): number;
  newId(): string;
  /** One counter per reason; never the body. */
  refused(reason: Reason): void;
  /** Whether this address may guess at a verify token once more (T07). */
  mayGuess(address: string): boolean;
};

/** Meta's own limit is 3 MB (7.2). */
const maxBytes = 4 * 1024 * 1024;
/** T08: Meta sends a body at once; whoever drips it is cut off. */
const defaultBodyMs = 10_000;
export const webhooksPath = '/webhooks/whatsapp/';

type Answer = { status: number; reason?: Reason; text?: string };

/** The handshake, when an administrator enters our address at Meta's. */
export function registerHandshake(app: FastifyInstance, edge: WebhookEdge) {
  type Route = { Params: { appId: string }; Querystring: Record<string, unknown> };
  app.get<Route>(`${webhooksPath}:appId`, (request, reply) => {
    const answer = shake(edge, { appId: request.params.appId, address: request.ip, query: request.query });
    if (answer.reason) edge.refused(answer.reason);
    return reply
      .code(answer.status)
      .headers(headersOf(answer))
      .send(answer.text ?? '');
  });
}

type Handshake = { appId: string; address: string; query: Record<string, unknown> };

function shake(edge: WebhookEdge, { appId, address, query }: Handshake): Answer {
  const app = edge.secretsOf(appId);
  if (!app) return { status: 404, reason: 'unknown-app' };
  if (!edge.mayGuess(address)) return { status: 429, reason: 'token' };
  const challenge = query['hub.challenge'];
  const isHandshake = query['hub.mode'] === 'subscribe' && isToken(query['hub.verify_token'], app.verifyToken);
  // Digits only: whoever guesses the address cannot make us say anything else (T07).
  if (!isHandshake || typeof challenge !== 'string' || !/^[0-9]{1,64}$/.test(challenge)) return { status: 403, reason: 'token' };
  return { status: 200, text: challenge };
}

/** Whether the request was one of ours; if so it is answered here. */
export type Take = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Webhooks are no route of Fastify's: Meta's servers need nothing of what browsers need and come thousands of times a second, and the way
 * to a route would be a third of what Node spends on storing one (docs/performance.md).
 */
export function openReceiver(edge: WebhookEdge, { bodyMs } = { bodyMs: defaultBodyMs }): Take {
  return (request, response) => {
    const { method, url = '', headers } = request;
    if (method !== 'POST' || !url.startsWith(webhooksPath)) return false;
    const appId = url.slice(webhooksPath.length).split('?', 1)[0] ?? '';
    const app = edge.secretsOf(appId);
    const tell = (answer: Answer) => {
      if (answer.reason) edge.refused(answer.reason);
      response.writeHead(answer.status, headersOf(answer)).end();
    };
    const refusal = refuseUnread(app, headers);
    if (refusal) tell(refusal);
    else readBody(request, { bodyMs, done: (body) => void keep(edge, { appId, app, headers, body }).then(tell) });
    return true;
  };
}

/** What is refused before a byte of the body is read. */
function refuseUnread(app: AppSecrets | undefined, headers: IncomingHttpHeaders): Answer | undefined {
  if (!app || app.secrets.length === 0) return { status: 404, reason: 'unknown-app' };
  if (headers['content-encoding'] !== undefined) return { status: 415, reason: 'encoding' };
  if (Number(headers['content-length'] ?? 0) > maxBytes) return tooLarge;
  return undefined;
}

const tooLarge: Answer = { status: 413, reason: 'size' };

type Reading = { bodyMs: number; done(body: Buffer | null): void };

/** Gives the whole body once it is there, null once it is above the limit, nothing if it does not come in time or its sender leaves. */
function readBody(request: IncomingMessage, { bodyMs, done }: Reading) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const late = setTimeout(() => request.destroy(), bodyMs);
  const end = (body: Buffer | null) => {
    clearTimeout(late);
    request.off('data', take);
    done(body);
  };
  const take = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) return void end(null);
    chunks.push(chunk);
  };
  request.on('data', take);
  request.once('end', () => bytes <= maxBytes && end(chunks.length === 1 ? (chunks[0] ?? null) : Buffer.concat(chunks)));
  request.once('error', () => clearTimeout(late));
}

type Come = { appId: string; app: AppSecrets | undefined; headers: IncomingHttpHeaders; body: Buffer | null };

/** 200 only after the commit; otherwise 503, and Meta comes again for up to 7 days. */
async function keep(edge: WebhookEdge, { appId, app, headers, body }: Come): Promise<Answer> {
  if (!body) return tooLarge;
  if (!isSigned(body, headers['x-hub-signature-256'], app?.secrets ?? [])) return { status: 401, reason: 'signature' };
  try {
    const outcome = await edge.store({ metaAppId: appId, body, receivedAt: edge.now(), traceId: edge.newId() });
    return outcome === 'stored' ? { status: 200 } : { status: 503, reason: 'full' };
  } catch {
    return { status: 503, reason: 'database' };
  }
}

const plainHeaders = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };

function headersOf({ status, text = '' }: Answer): Record<string, string | number> {
  const headers = { ...plainHeaders, 'content-length': text.length };
  if (status === 503) return { ...headers, 'retry-after': 5 };
  // What is too large is not read to its end, so nothing more can be asked on this connection.
  return status === 413 ? { ...headers, connection: 'close' } : headers;
}
