/** Puts the sandbox together: the world from its folder, the pretend network, and one port for Graph, the control desk and the pages. */
import { mkdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import fastifyMultipart from '@fastify/multipart';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { limits } from '#cloud-api/limits.ts';
import { machineClock, type SandboxClock } from './clock.ts';
import { serveControl } from './control.ts';
import { tellClock } from './control-clock.ts';
import { startCourse } from './course.ts';
import { firstWorld } from './first-world.ts';
import type { Graph } from './graph.ts';
import { answerError, unknownPath } from './graph-answer.ts';
import { newestVersion, readPath } from './graph-call.ts';
import { isGraphPath, serveAttachments, serveGraph } from './graph-http.ts';
import { openHub } from './hub.ts';
import { openShelf } from './media.ts';
import type { Network } from './network.ts';
import { startNews } from './news.ts';
import { servePages } from './pages-http.ts';
import { openPresence } from './presence.ts';
import { openRates } from './rates.ts';
import { openStore } from './store.ts';
import { openStreams } from './stream.ts';
import { startWebhooks } from './webhooks.ts';

export type Sandbox = {
  /** `http://127.0.0.1:8090` */
  baseUrl: string;
  clock: SandboxClock;
  /** Ends when everything that is due by the clock has happened. */
  settle(): Promise<void>;
  stop(): Promise<void>;
};
type Options = { port: number; folder: string; clock?: SandboxClock | undefined };

export async function startSandbox({ port, folder, clock = machineClock() }: Options): Promise<Sandbox> {
  mkdirSync(folder, { recursive: true });
  const store = await openStore({ folder, first: () => firstWorld(clock.now()) });
  try {
    clock.move(store.world.clockOffsetMs);
    return await open({ port, folder, clock, store });
  } catch (error) {
    await store.close();
    throw error;
  }
}

type Parts = { port: number; folder: string; clock: SandboxClock; store: Awaited<ReturnType<typeof openStore>> };

async function open({ port, folder, clock, store }: Parts): Promise<Sandbox> {
  const hub = openHub(store, clock);
  const shelf = openShelf(hub, folder);
  const presence = openPresence((customerId) => lapse(customerId));
  let baseUrl = `http://127.0.0.1:${port}`;
  const network: Network = { hub, presence, course: startCourse(hub, presence), mediaUrl: (media) => `${baseUrl}${shelf.address(media)}` };
  const lapse = startNews(network);
  const webhooks = startWebhooks(hub);
  const streams = openStreams(hub);
  const settle = async () => {
    do {
      // What is due rings with the next turn.
      await wait(network.course.isIdle() ? 0 : 1);
      await hub.written();
      await webhooks.idle();
    } while (!network.course.isIdle() || !webhooks.isIdle() || hub.isWriting());
  };
  const app = openHttp();
  const desk = { network, shelf, webhooks, streams, settle };
  app.register(
    (scope, _, done) => {
      serveControl(scope, desk);
      done();
    },
    { prefix: '/control' },
  );
  await serveRest(app, { network, shelf, rates: openRates(hub.world) });
  baseUrl = await app.listen({ port, host: '127.0.0.1' });
  // The business may have been away at the last move.
  if (clock.offsetMs() !== 0) await tellClock(hub);
  return {
    baseUrl,
    clock,
    settle,
    stop: async () => {
      streams.stop();
      webhooks.stop();
      network.course.stop();
      presence.stop();
      await app.close();
      await store.close();
    },
  };
}

function openHttp(): FastifyInstance {
  // A header for the biggest document and what stands around it.
  const app = fastify({
    bodyLimit: limits.documentBytes + 64 * 1024,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: false },
    // A path that cannot be decoded meets no route, and so no error handler either.
    frameworkErrors: (_, request, reply) => refusePath(request, reply),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  app.register(fastifyMultipart, { throwFileSizeLimit: false, limits: { fileSize: limits.documentBytes, files: 1, fields: 20 } });
  return app;
}

async function serveRest(app: FastifyInstance, graph: Graph): Promise<void> {
  const servePage = await servePages(app);
  serveAttachments(app, graph);
  app.setErrorHandler(explain);
  app.all('/*', (request: FastifyRequest, reply: FastifyReply) => {
    if (isGraphPath(request.url)) return serveGraph(graph, request, reply);
    if (request.method === 'GET' || request.method === 'HEAD') return servePage(request, reply);
    return refusePath(request, reply);
  });
}

function refusePath({ url }: Pick<FastifyRequest, 'url'>, reply: FastifyReply): FastifyReply {
  const { version, path } = readPath(url);
  const { status, body, headers } = answerError(unknownPath(path), version);
  return reply.code(status).headers(headers).send(JSON.stringify(body));
}

/** A fault of the sandbox's own: Meta's word for one of its own. */
function explain(error: unknown, _: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  if (status >= 500) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  const message = 'An unknown error has occurred.';
  const { body, headers } = answerError({ status, message, type: 'OAuthException', code: 1 }, newestVersion);
  return reply.code(status).headers(headers).send(JSON.stringify(body));
}
