/** Whoever sends a body drop by drop is cut off; Node's own limit is one for all requests, and uploads need more of it than commands. */
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Uploads take the time that a slow network needs. */
    isUnhurried?: boolean;
  }
}

export function hurryBodies(app: FastifyInstance, { bodyMs }: { bodyMs: number }): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  const calm = (request: FastifyRequest) => clearTimeout(timers.get(request));
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    if (request.method === 'GET' || request.routeOptions.config.isUnhurried) return done();
    timers.set(
      request,
      setTimeout(() => request.raw.destroy(), bodyMs),
    );
    request.raw.once('close', () => calm(request));
    done();
  });
  app.addHook('preValidation', (request, _reply, done) => {
    calm(request);
    done();
  });
}
