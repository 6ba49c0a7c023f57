/** The limit: the same streams on a bare server, which writes a ready text of the same size to twenty of them, and does nothing else. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type Told = { perSecond: number; seconds: number; each: number; bytes: number };
export type Bare = { port: number } | 'told';

const streams: http.ServerResponse[] = [];
const nowMs = () => performance.timeOrigin + performance.now();

const server = http.createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('event: hello\nid: 0\ndata: {}\n\n');
  streams.push(response);
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port } satisfies Bare));

function tell({ perSecond, seconds, each, bytes }: Told): void {
  const padding = 'x'.repeat(bytes);
  const groups = streams.length / each;
  const began = nowMs();
  let told = 0;
  const timer = setInterval(() => {
    const due = Math.min(perSecond * seconds, ((nowMs() - began) / 1000) * perSecond);
    for (; told < due; told += 1) {
      const text = Buffer.from(`event: change\nid: ${told}\ndata: [{"traceId":"bench-${nowMs().toFixed(3)}","x":"${padding}"}]\n\n`);
      const group = told % groups;
      for (let place = 0; place < each; place += 1) streams[group + place * groups]?.write(text);
    }
    if (told < perSecond * seconds) return;
    clearInterval(timer);
    process.send?.('told' satisfies Bare);
  }, 2);
}

process.on('message', (told: Told) => tell(told));
