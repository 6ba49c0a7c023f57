/** Another Parley than the one all browser tests share: with data, ports and a life of its own, so that it may be killed or be live. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export type Product = {
  url: string;
  sandboxUrl: string;
  /** What the start told on the screen. */
  output: string;
  /** As a power cut does it: nobody is asked, nothing is written any more. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

export type ProductWish = { mode: 'sandbox' | 'live'; port: number; data: string };

/** An empty folder for a product's data, and the way to be rid of it. */
export function emptyData(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'parley-e2e-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Started as a newcomer starts it; the phones' port is ten above the console's. */
export async function startProduct({ mode, port, data }: ProductWish): Promise<Product> {
  const ports = { PARLEY_PORT: String(port), PARLEY_SANDBOX_PORT: String(port + 10) };
  const child = spawn(process.execPath, ['--enable-source-maps', join(import.meta.dirname, '../../dist/start.mjs')], {
    // Never the database of whoever runs the tests.
    env: { ...process.env, ...ports, PARLEY_MODE: mode, PARLEY_DATA: data, DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const product: Product = {
    url: `http://localhost:${port}`,
    sandboxUrl: `http://localhost:${port + 10}`,
    output: '',
    kill: () => {
      // In one go: whoever starts them again is killed before it can.
      for (const folder of [data, join(data, 'sandbox')]) process.kill(processOf(folder), 'SIGKILL');
      return ended(child, 'SIGKILL');
    },
    stop: () => ended(child, 'SIGTERM'),
  };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    product.output += text;
  });
  await told(child, product);
  return product;
}

/** The process that works in this folder, as its lock tells. */
const processOf = (folder: string): number => Number(readFileSync(join(folder, 'running'), 'utf8').split(' ')[0]);

const patienceMs = 60_000;

async function told(child: ChildProcess, product: Product): Promise<void> {
  for (let waited = 0; waited < patienceMs; waited += 100) {
    if (product.output.includes('Ctrl+C stops everything')) return;
    if (child.exitCode !== null) throw new Error(`The product ended at once:\n${product.output}`);
    await wait(100);
  }
  await ended(child, 'SIGKILL');
  throw new Error(`The product did not start within ${patienceMs / 1000} s:\n${product.output}`);
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}
