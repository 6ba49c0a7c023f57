/** Whoever sends a body drop by drop is cut off; Node's own limit is one for all requests, and uploads need more of it than commands. */
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Uploads take the time that a slow network needs. */
    isUnhurried?: boolean;
  }
}

/** T08, T59: this holds for requests of every method, and for those that were answered before their body was there. */
export function hurryBodies(app: FastifyInstance, { bodyMs }: { bodyMs: number }): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (hasBody(request) && !request.routeOptions.config.isUnhurried) {
      const { raw } = request;
      const late = setTimeout(() => raw.complete || raw.destroy(), bodyMs).unref();
      raw.once('end', () => clearTimeout(late));
    }
    done();
  });
}

const hasBody = ({ headers }: FastifyRequest) => Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;
