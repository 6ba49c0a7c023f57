import { type AddressInfo, createServer } from 'node:net';
import { expect, inject, onTestFinished, test } from 'vitest';
import { reach } from './reach.ts';

test('a database that lets us in is no problem', async () => {
  await reach(`postgresql://parley@localhost/postgres?host=${inject('socketFolder')}`);
});

test.each(['postgres://parley@127.0.0.1:1/parley', 'postgres://parley@no.such.host.invalid/parley'])(
  '%s is told of at once',
  async (url) => {
    await expect(reach(url)).rejects.toThrow(`DATABASE_URL: the database at ${new URL(url).host} does not answer, or does not let us in.`);
  },
);

test('a database that does not exist is told of, too', async () => {
  const url = `postgresql://parley@localhost/nobody_made_this?host=${inject('socketFolder')}`;
  await expect(reach(url)).rejects.toThrow('DATABASE_URL: the database at localhost does not answer, or does not let us in.');
});

test('whoever takes the call and says nothing is not waited for', async () => {
  const silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  onTestFinished(() => void silent.close());
  const { port } = silent.address() as AddressInfo;
  await expect(reach(`postgres://parley@127.0.0.1:${port}/parley`, 50)).rejects.toThrow(`127.0.0.1:${port} does not answer`);
});
