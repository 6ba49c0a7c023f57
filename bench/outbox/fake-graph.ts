/** Meta's throughput per number, counted per second as Meta says it does, and a memory of when each message arrived. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';

export type Arrival = { phoneNumberId: string; at: number; isTaken: boolean };
export type CountingGraph = {
  url: string;
  /** By our own message id, every arrival of it. */
  arrivals: Map<string, Arrival[]>;
  /** Resolves when so many messages have been taken in all. */
  taken(count: number, withinMs: number): Promise<void>;
  takenSoFar(): number;
  stop(): void;
};

export const nowMs = (): number => performance.timeOrigin + performance.now();

export async function openCountingGraph(limitOf: (phoneNumberId: string) => number): Promise<CountingGraph> {
  const arrivals = new Map<string, Arrival[]>();
  const seconds = new Map<string, { second: number; count: number }>();
  let takenCount = 0;
  let watch: () => void = () => undefined;

  function isTaken(phoneNumberId: string, at: number): boolean {
    const second = Math.floor(at / 1000);
    const known = seconds.get(phoneNumberId);
    const current = known?.second === second ? known : { second, count: 0 };
    seconds.set(phoneNumberId, current);
    if (current.count >= limitOf(phoneNumberId)) return false;
    current.count += 1;
    return true;
  }

  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const phoneNumberId = request.url?.split('/')[2] ?? '';
      const { biz_opaque_callback_data: messageId } = JSON.parse(Buffer.concat(parts).toString()) as { biz_opaque_callback_data: string };
      const arrival = { phoneNumberId, at: nowMs(), isTaken: false };
      arrival.isTaken = isTaken(phoneNumberId, arrival.at);
      arrivals.set(messageId, [...(arrivals.get(messageId) ?? []), arrival]);
      const body = arrival.isTaken ? { messages: [{ id: `wamid.${messageId}` }] } : { error: { code: 130_429, message: 'Rate limit hit' } };
      response.writeHead(arrival.isTaken ? 200 : 400, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (arrival.isTaken) takenCount += 1;
      watch();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    taken: (count, withinMs) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`Only ${takenCount} of ${count} messages arrived within ${withinMs} ms.`)),
          withinMs,
        );
        watch = () => {
          if (takenCount < count) return;
          clearTimeout(timer);
          resolve();
        };
        watch();
      }),
    takenSoFar: () => takenCount,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
