/** The parts of a running server: the HTTP edge, and the workers that carry a message on its way. */
import type { FastifyInstance } from 'fastify';
import { startPresence } from './agents/presence.ts';
import type { Context } from './context.ts';
import { openApp } from './http/app.ts';
import { registerFeed } from './http/feed.ts';
import { handlers } from './http/handlers.ts';
import { openBuckets } from './http/rate.ts';
import { openAppSecrets } from './inbound/app-secrets.ts';
import { startProcessing } from './inbound/process.ts';
import { openReceiver, registerHandshake, type WebhookEdge } from './inbound/receive.ts';
import { openStore } from './inbound/store.ts';
import { startFetching } from './media/fetch.ts';
import { registerSandboxClock } from './ops/sandbox-clock.ts';
import { startSending } from './outbox/send.ts';
import { startSweeping } from './outbox/sweep.ts';
import { startRouting } from './routing/dispatch.ts';
import { startTimers } from './timers/fire.ts';
import type { Running } from './work/loop.ts';

export type Edge = { app: FastifyInstance; isPressed(): boolean; stop(): Promise<void> };

/** Everything that is asked from outside; it listens once `app.listen` is called. */
export async function openEdge(context: Context): Promise<Edge> {
  const secrets = await openAppSecrets(context);
  // Whoever writes to us is answered in time, however many ask for something else.
  const { store, isPressed } = openStore(context.db.apart(1));
  const guesses = openBuckets(context.clock.now);
  const webhooks: WebhookEdge = {
    secretsOf: secrets.of,
    store,
    now: context.clock.now,
    newId: context.newId,
    refused: (reason) => context.metrics.webhooks.inc({ outcome: reason }),
    mayGuess: (address) => guesses.take(address, 'sign-in').isAllowed,
  };
  const app = await openApp(context, handlers, openReceiver(webhooks));
  registerHandshake(app, webhooks);
  registerSandboxClock(app, context, secrets.of);
  const feed = registerFeed(app, context);
  const stop = async () => {
    await feed.stop();
    await app.close();
    secrets.stop();
  };
  return { app, isPressed, stop };
}

export function startWorkers(context: Context, isPressed: () => boolean = () => false): Running {
  const workers = [
    startProcessing(context, isPressed),
    startRouting(context),
    startTimers(context),
    startSending(context),
    startSweeping(context),
    startFetching(context),
    startPresence(context),
  ];
  return { stop: async () => void (await Promise.all(workers.map((worker) => worker.stop()))) };
}

export async function startServer(context: Context): Promise<{ url: string; stop(): Promise<void> }> {
  const edge = await openEdge(context);
  const url = await edge.app.listen({ port: context.config.port, host: context.config.host });
  const workers = startWorkers(context, edge.isPressed);
  const stop = async () => {
    // First nothing new comes in, then what is under way ends.
    await edge.stop();
    await workers.stop();
  };
  return { url, stop };
}
