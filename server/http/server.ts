/** The socket side of the edge: how many may connect, how long a request may take, and webhooks before all that only browsers need. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { BlockList, isIP, type Socket } from 'node:net';
import type { Take } from '../inbound/receive.ts';

const headersMs = 10_000;
/** How often Node looks for those who are late; its own half a minute would make forty seconds of ten. */
const lookMs = 2_000;
/** An upload may take so long; commands have less (`hurry.ts`). */
const uploadMs = 120_000;
/** T08, T62: an office of hundreds behind one address is a handful of connections each; this is far above it and far below what a machine holds. */
const mostPerAddress = 2_000;
const mostInAll = 20_000;

export type Doors = { webhooks?: Take | undefined; trustedProxies: readonly string[]; perAddress?: number };

export function openServer(others: RequestListener, { webhooks, trustedProxies, perAddress = mostPerAddress }: Doors): Server {
  const server = createServer(
    { headersTimeout: headersMs, requestTimeout: uploadMs, connectionsCheckingInterval: lookMs },
    (request, response) => {
      if (!webhooks?.(request, response)) others(request, response);
    },
  );
  server.maxConnections = mostInAll;
  limitConnections(server, { perAddress, isExempt: isListed(trustedProxies) });
  return server;
}

/** Whoever holds too many connections gets no more until some are closed. A proxy carries everybody's, so it is not counted. */
function limitConnections(server: Server, { perAddress, isExempt }: { perAddress: number; isExempt(address: string): boolean }): void {
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (isExempt(address)) return;
    const count = (open.get(address) ?? 0) + 1;
    if (count > perAddress) return void socket.destroy();
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
}

/** Addresses and networks as PARLEY_TRUSTED_PROXIES names them. */
function isListed(addresses: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of addresses) {
    const [address = '', bits] = entry.split('/', 2);
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
