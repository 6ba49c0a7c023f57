/** The sandbox as a program of its own: environment in, one line out when it listens, and a clean stop. */
import { join, resolve } from 'node:path';
import { startSandbox } from './start.ts';
import { FolderInUse } from './store.ts';
import { WrongValue } from './wrong-value.ts';

try {
  const sandbox = await startSandbox({ port: readPort(process.env.PARLEY_SANDBOX_PORT), folder: dataFolder(process.env.PARLEY_DATA) });
  // Whoever started us waits for this.
  process.send?.({ url: sandbox.baseUrl });
  process.stdout.write(`The sandbox listens at ${sandbox.baseUrl}.\n`);
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    if (process.connected) process.disconnect();
    void sandbox.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  // Started by another program, it does not outlive it.
  process.on('disconnect', stop);
} catch (error) {
  const sentence = sentenceOf(error);
  if (sentence === null) throw error;
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return 8090;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new WrongValue(`PARLEY_SANDBOX_PORT is wrong: ${text} is no port.`);
  return port;
}

function dataFolder(text: string | undefined): string {
  return join(text === undefined || text === '' ? resolve('.parley') : resolve(text), 'sandbox');
}

function sentenceOf(error: unknown): string | null {
  if (error instanceof WrongValue || error instanceof FolderInUse) return error.message;
  const { code, port, path } = error as { code?: string; port?: number; path?: string };
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program. Choose another by PARLEY_SANDBOX_PORT.`;
  if (code === 'EACCES' && port !== undefined) return `Port ${port} may not be used by this user. Choose one above 1023.`;
  if (code !== undefined && path !== undefined)
    return `The data folder cannot be used: ${path} (${code}). Give another one by PARLEY_DATA.`;
  return null;
}
