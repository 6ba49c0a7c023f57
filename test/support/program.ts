/** `npm start` as a process of its own, as it is built, on a folder, a database and ports of the test's own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { projectFolder } from '#server/project.ts';
import { cloneDatabase } from './database.ts';

export type Place = { folder: string; env: Record<string, string> };
export type Program = {
  /** Resolves once it has said so, on whichever channel; rejects when it ends before. */
  says(text: string): Promise<void>;
  /** Everything it has said so far. */
  said(): string;
  /** Its exit code, and what it said until then. */
  ended: Promise<{ code: number | null; said: string }>;
  signal(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void;
  /** Ctrl+C reaches every process of the group. */
  interrupt(): void;
};

/** A folder and two free ports; with `isLive` no sandbox. */
export async function openPlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-start-'));
  const { connection, drop } = await cloneDatabase();
  onTestFinished(async () => {
    await drop();
    rmSync(folder, { recursive: true, force: true });
  });
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const databaseUrl = `postgresql://parley@localhost/${connection.database}?host=${connection.host}`;
  const env = { PARLEY_DATA: folder, PARLEY_PORT: String(port), PARLEY_SANDBOX_PORT: String(sandboxPort), DATABASE_URL: databaseUrl };
  return { folder, env };
}

/** Bundled afresh for the tests of a file: from the sources each process would take a second to begin. */
export function bundlePrograms(): { folder: string; remove(): void } {
  // Inside the project, so that packages and migrations are found; packages themselves are never looked through.
  const folder = mkdtempSync(join(projectFolder, 'node_modules/.parley-test-'));
  const script = `import('./tools/bundle.mjs').then(({ bundle }) => bundle(${JSON.stringify(join(folder, 'dist'))}))`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: projectFolder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The programs could not be bundled:\n${stderr}`);
  return { folder: join(folder, 'dist'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function startProgram(folder: string, env: Record<string, string>): Program {
  const child = spawn(process.execPath, ['--enable-source-maps', join(folder, 'start.mjs')], {
    cwd: projectFolder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a terminal makes one.
    detached: true,
  });
  let said = '';
  const waiting = new Set<() => void>();
  for (const channel of [child.stdout, child.stderr]) {
    channel.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      for (const look of [...waiting]) look();
    });
  }
  const ended = new Promise<{ code: number | null; said: string }>((resolve) => child.once('close', (code) => resolve({ code, said })));
  onTestFinished(() => stopped(child, ended));
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!said.includes(text)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      void ended.then(() => reject(new Error(`It ended without saying “${text}”, but:\n${said}`)));
    });
  return {
    says,
    said: () => said,
    ended,
    signal: (signal) => void child.kill(signal),
    interrupt: () => void process.kill(-(child.pid ?? 0), 'SIGINT'),
  };
}

async function stopped(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  await ended;
}

/** The process that works in this folder, as its lock tells. */
export const processOf = (folder: string): number => Number(readFileSync(join(folder, 'running'), 'utf8').split(' ')[0]);

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
