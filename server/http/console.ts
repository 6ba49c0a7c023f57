/** The console's built files. Hashed names never change, so they are kept for ever; the page that names them is asked for each time. */
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Language } from '#contract/basics.ts';
import { Refusal } from '../refusal.ts';

/** Addresses of programs: a wrong one is told so, never answered with the console's page. */
const reserved = /^\/(api|webhooks|sandbox|healthz|readyz|metrics)(\/|$)/;

export function registerConsole(app: FastifyInstance, { folder }: { folder: string }): void {
  void app.register(fastifyStatic, {
    root: folder,
    // The build may come after the start.
    suppressWarning: true,
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = path.startsWith(join(folder, 'assets') + sep);
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.get('/', (request, reply) => sendPage(folder, request, reply));
  app.setNotFoundHandler((request, reply) => {
    if (!isForPeople(request)) throw new Refusal('not-found');
    return sendPage(folder, request, reply);
  });
}

/** The console's own routes live in the browser: whatever a person opens is the one page. */
function isForPeople({ method, url, headers }: FastifyRequest): boolean {
  const isRead = method === 'GET' || method === 'HEAD';
  return isRead && !reserved.test(url.split('?')[0] ?? '') && (headers.accept ?? '').includes('text/html');
}

function sendPage(folder: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (existsSync(join(folder, 'index.html'))) return reply.sendFile('index.html');
  return reply.code(503).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(notBuilt[request.language]);
}

const page = (language: Language, sentence: string) =>
  `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>Parley</title><p>${sentence}</p></html>`;
const notBuilt: Record<Language, string> = {
  ko: page('ko', '콘솔이 아직 빌드되지 않았습니다. <code>npm run build</code> 또는 <code>npm start</code>를 실행한 뒤 새로 고침하세요.'),
  en: page('en', 'The console has not been built yet: run <code>npm run build</code> or <code>npm start</code>, then reload.'),
};
