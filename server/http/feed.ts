/**
 * The event feed as server-sent events (contract/events.ts): one stream per browser, resumable by `Last-Event-ID`. Subscriptions are
 * derived from what the person may see; nothing a client sends can widen them (T58).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { feedPath, pulse, pulsePath } from '#contract/events.ts';
import { agentConnected } from '../agents/presence.ts';
import type { Context } from '../context.ts';
import { iso } from '../db/database.ts';
import { type Crowd, mostStreams, openCrowd } from '../feed/crowd.ts';
import { isAfter, type Position, readCursor, readHorizon, writeCursor } from '../feed/position.ts';
import { type Reader, startReader } from '../feed/reader.ts';
import { openStream, retryAfter, type Stream, sse } from '../feed/stream.ts';
import type { Signed } from '../people/sessions.ts';
import { projectFolder } from '../project.ts';
import { Refusal } from '../refusal.ts';
import { readSessionToken } from './cookies.ts';
import { type Buckets, openBuckets } from './rate.ts';
import { authenticate, refuseForeign } from './serve.ts';

const beatMs = 10_000;
/** When a stream breaks, its reader comes back after one to three seconds, each in its own. */
const retryMs = 1_000;
const retrySpreadMs = 2_000;

export type Feed = {
  stop(): Promise<void>;
  /** One beat to everybody, with the check whether they may still listen; runs by itself every 10 s. */
  beat(now?: number): Promise<void>;
};

type Serving = { context: Context; crowd: Crowd; reader: Reader; buckets: Buckets; version: string; isStopping: boolean };

export function registerFeed(app: FastifyInstance, context: Context): Feed {
  const crowd = openCrowd(context);
  const reader = startReader(context, crowd);
  const serving: Serving = {
    ...{ context, crowd, reader, isStopping: false },
    buckets: openBuckets(() => context.clock.now()),
    version: readVersion(),
  };
  app.get(feedPath, { exposeHeadRoute: false }, (request, reply) => serveStream(serving, request, reply));
  app.post(pulsePath, async (request, reply) => {
    refuseForeign(request, context);
    const answered = pulse.safeParse(request.body);
    const token = readSessionToken(request, context.config);
    // No look at the database: the stream was let in with this very cookie, and every beat checks that it still counts. So an answer
    // of the machine is no sign of a person either, and keeps no session from growing idle.
    if (!answered.success || !crowd.pulse(answered.data.streamId, token ?? '')) throw new Refusal('not-found');
    return reply.code(204).send();
  });
  const failed = (err: unknown) =>
    context.log.error({ err, part: 'feed' }, 'A check of the open streams failed; the next beat tries again.');
  const recheck = () => void crowd.recheck().catch(failed);
  const beat = (now = performance.now()) => crowd.beat(reader.cursor, now);
  // A clock that was moved is told at once: windows and countdowns on screen go by it.
  const tellTime = () =>
    void context.clock
      .adjust()
      .then(() => beat())
      .catch(failed);
  context.db.wakes.on('access', recheck);
  context.db.wakes.on('clock', tellTime);
  const timer = setInterval(() => void beat().catch(failed), beatMs);
  timer.unref();
  return {
    beat,
    stop: async () => {
      serving.isStopping = true;
      clearInterval(timer);
      context.db.wakes.off('access', recheck);
      context.db.wakes.off('clock', tellTime);
      crowd.leave();
      await reader.stop();
    },
  };
}

const readVersion = (): string => (JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as { version: string }).version;

async function serveStream(serving: Serving, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { context, crowd } = serving;
  refuseForeign(request, context);
  const signed = await authenticate(context, request);
  if (!signed) throw new Refusal('signed-out');
  const taken = serving.buckets.take(signed.sessionId, 'send');
  if (!taken.isAllowed) {
    reply.header('retry-after', taken.waitSeconds);
    throw new Refusal('too-many-requests', { waitSeconds: taken.waitSeconds });
  }
  if (serving.isStopping || crowd.streams.size >= mostStreams) throw new Refusal('overloaded');
  const horizon = await readHorizon(context.db);
  const asked = request.headers['last-event-id'];
  const cursor = typeof asked === 'string' && asked !== '' ? (readCursor(asked, horizon) ?? 'unknown') : null;
  if (request.raw.destroyed) return;
  const stream = open(serving, { signed, request, reply });
  const joined = serving.reader.join(stream, horizon);
  await begin(serving, stream, { joined, cursor, epoch: horizon.epoch });
}

type Asking = { signed: Signed; request: FastifyRequest; reply: FastifyReply };

function open({ context, crowd }: Serving, { signed, request, reply }: Asking): Stream {
  const response = reply.hijack().raw;
  response.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Proxies must pass each event on as it comes.
    'x-accel-buffering': 'no',
  });
  request.raw.socket.setNoDelay(true);
  request.raw.socket.setKeepAlive(true, beatMs);
  const token = readSessionToken(request, context.config) ?? '';
  const stream = openStream({ id: context.newId(), token, signed, response });
  response.on('close', () => crowd.remove(stream));
  response.on('error', () => crowd.remove(stream));
  return stream;
}

type Beginning = { joined: Position; cursor: Position | 'unknown' | null; epoch: string };

/** Hello, then whatever was missed, then the present. */
async function begin(serving: Serving, stream: Stream, { joined, cursor, epoch }: Beginning): Promise<void> {
  const { context, crowd } = serving;
  const from = cursor === null || cursor === 'unknown' ? joined : cursor;
  stream.told = isAfter(from, joined) ? from : joined;
  stream.waiting = [];
  stream.write(retryAfter(retryMs + ((crowd.streams.size * 397) % retrySpreadMs)));
  const hello = { streamId: stream.id, serverNow: iso(context.clock.now()), version: serving.version };
  stream.write(sse({ event: 'hello', id: writeCursor(epoch, from), data: hello }));
  try {
    if (stream.signed.isAgent) await agentConnected(context, stream.signed.personId);
    const isTold =
      cursor !== 'unknown' && (!isAfter(joined, from) || (await serving.reader.catchUp(stream, { after: from, upTo: joined })));
    if (!isTold) stream.write(sse({ event: 'resync', id: writeCursor(epoch, joined), data: {} }));
    for (const chunk of stream.waiting) stream.write(chunk);
    stream.waiting = null;
  } catch (err) {
    if (!serving.isStopping)
      context.log.error({ err, part: 'feed' }, 'A stream could not be told what it missed; its reader will come back.');
    stream.end('');
  }
}
