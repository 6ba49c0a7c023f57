/** A stop cuts nobody off in the middle: whoever has been let in is answered before connections, and after them the database, are closed. */
import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { feedPath } from '#contract/events.ts';

/** Longer than any command takes. An upload over a slow network is cut, and its sender tries again. */
const longestMs = 5_000;

export function finishRequests(app: FastifyInstance, atMostMs = longestMs): void {
  const open = new Set<ServerResponse>();
  let isEmpty = () => {};
  app.addHook('onRequest', ({ routeOptions }, { raw }, done) => {
    // Event streams never end by themselves; the feed says goodbye to them.
    if (routeOptions.url !== feedPath) {
      open.add(raw);
      const over = () => {
        open.delete(raw);
        if (open.size === 0) isEmpty();
      };
      // Answered, or its reader has gone.
      raw.once('finish', over).once('close', over);
    }
    done();
  });
  app.addHook('preClose', async () => {
    if (open.size === 0) return;
    await new Promise<void>((resolve) => {
      isEmpty = resolve;
      setTimeout(resolve, atMostMs).unref();
    });
  });
}
