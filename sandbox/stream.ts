/** What changes, as server-sent events: one stream per browser, its own, not the console's feed. Whoever connects reads the state anew. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Hub } from './hub.ts';

export type Streams = { open(request: FastifyRequest, reply: FastifyReply): FastifyReply; stop(): void };

const beatMs = 15_000;
/** A reader that is so far behind is better off starting anew. */
const mostWaitingBytes = 4 * 1024 * 1024;

export function openStreams(hub: Hub): Streams {
  const ends = new Set<() => void>();
  return {
    open: (request, reply) => {
      const { raw } = reply.hijack();
      raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
      const write = (text: string) => {
        if (raw.writableLength > mostWaitingBytes) end();
        else raw.write(text);
      };
      const forget = hub.onTold((told) => write(`data: ${JSON.stringify(told)}\n\n`));
      const beat = setInterval(() => write(': here\n\n'), beatMs);
      const end = () => {
        forget();
        clearInterval(beat);
        ends.delete(end);
        raw.destroy();
      };
      ends.add(end);
      request.raw.on('close', end);
      write('retry: 1000\nevent: ready\ndata: {}\n\n');
      return reply;
    },
    stop: () => {
      for (const end of [...ends]) end();
    },
  };
}
