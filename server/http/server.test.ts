import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openServer } from './server.ts';

async function open(trustedProxies: string[]): Promise<Server> {
  const server = openServer((_request, response) => response.end('served'), { trustedProxies, perAddress: 2 });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close().closeAllConnections());
  return server;
}

/** Connects, asks once, and tells what was heard first; the connection stays. */
const visit = (server: Server): Promise<{ socket: Socket; heard: string }> =>
  new Promise((done) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    socket.once('data', (chunk) => done({ socket, heard: String(chunk).slice(0, 12) }));
    socket.on('error', () => undefined).once('close', () => done({ socket, heard: '' }));
  });

test('T08, T62: an address holds so many connections and no more, until some are closed', async () => {
  const server = await open([]);
  const first = await visit(server);
  expect([first.heard, (await visit(server)).heard, (await visit(server)).heard]).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', '']);
  await new Promise((gone) => first.socket.once('close', gone).destroy());
  await expect.poll(async () => (await visit(server)).heard).toBe('HTTP/1.1 200');
});

test('a trusted proxy carries everybody’s connections', async () => {
  const server = await open(['10.0.0.5', '127.0.0.0/8']);
  const heard = await Promise.all([1, 2, 3, 4].map(async () => (await visit(server)).heard));
  expect(heard).toEqual(Array(4).fill('HTTP/1.1 200'));
});
