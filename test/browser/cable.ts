/** The line between a browser and the server, which a test may cut: every byte goes through it, as the event stream's do. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type Cable = {
  /** What the browser calls the server while it goes through the cable. */
  url: string;
  /** The server still hears; nobody hears it. */
  muffle(): void;
  cut(): void;
  mend(): void;
  /** The first line of each request that went through. */
  asked(): string[];
  remove(): Promise<void>;
};

export async function layCable(port: number, serverPort: number): Promise<Cable> {
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  const state = { isCut: false, isMuffled: false };
  const server = createServer((near) => {
    if (state.isCut) return void near.destroy();
    const far = connect(serverPort, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far);
    near.on('data', (bytes: Buffer) => asked.push(...(bytes.toString('latin1').match(/^[A-Z]+ \/\S* HTTP\/1\.1/gm) ?? [])));
    far.on('data', (bytes) => state.isMuffled || near.write(bytes));
    return undefined;
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    state.isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://localhost:${port}`,
    muffle: () => {
      state.isMuffled = true;
    },
    cut,
    asked: () => asked,
    mend: () => Object.assign(state, { isCut: false, isMuffled: false }) && undefined,
    remove: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
