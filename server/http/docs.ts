/** The API, described twice from one source: for programs at `/api/v1/openapi.json`, for people at `/api/docs`. */
import type { FastifyInstance } from 'fastify';
import { docsPage, docsPath, stylePath } from './docs-page.ts';
import { docsStyle } from './docs-style.ts';
import { describeApi, type OpenApi } from './openapi.ts';

const openapiPath = '/api/v1/openapi.json';

export function registerDocs(app: FastifyInstance, { publicUrl }: { publicUrl: string }): void {
  // Made at the first asking: most starts are never asked.
  const api = once(describeApi);
  const text = once(() => JSON.stringify(api(), null, 1));
  const page = once(() => docsPage(api(), publicUrl));
  app.get(openapiPath, (_, reply) => reply.type('application/json; charset=utf-8').header('cache-control', 'no-cache').send(text()));
  app.get(docsPath, (_, reply) => reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page()));
  app.get(stylePath, (_, reply) => reply.type('text/css; charset=utf-8').header('cache-control', 'no-cache').send(docsStyle));
}

function once<T extends OpenApi | string>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
