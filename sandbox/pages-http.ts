/** Serves the built pages; every path that is no file is the one page, which reads the address itself. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Nothing but our own files; pictures a person is about to send are blobs. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export type ServePage = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

export async function servePages(app: FastifyInstance): Promise<ServePage> {
  const folder = builtPages();
  if (folder === null) return (_, reply) => reply.code(503).type('text/plain').send('The pages are not built yet: npm run build.\n');
  await app.register(fastifyStatic, { root: folder, serve: false, cacheControl: false });
  return (request, reply) => {
    const path = decodeURI(request.url.split('?')[0] ?? '/').slice(1);
    const isFile = /\.\w+$/.test(path) && !path.split('/').includes('..') && existsSync(join(folder, path));
    reply.header('content-security-policy', policy).header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
    // Built files carry a hash in their name.
    if (isFile)
      return reply.header('cache-control', path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache').sendFile(path);
    return reply.header('cache-control', 'no-cache').sendFile('index.html');
  };
}

/** `dist/sandbox` of the project, whether this runs from its sources or from a bundle inside `dist`. */
function builtPages(): string | null {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (!existsSync(join(folder, 'package.json'))) continue;
    const pages = join(folder, 'dist/sandbox');
    return existsSync(join(pages, 'index.html')) ? pages : null;
  }
  return null;
}
