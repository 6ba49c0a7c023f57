/** The product as it runs for real, in processes that can be killed: server, its embedded PostgreSQL, sandbox. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readConfig } from '#server/config.ts';
import { connectDatabase, type Database } from '#server/db/database.ts';
import { openContext } from '#server/open.ts';
import { projectFolder } from '#server/project.ts';
import { type Connection, seed } from '../../tools/seed.ts';

export type Part = 'server' | 'postgres' | 'sandbox';
export type System = {
  folder: string;
  serverUrl: string;
  sandboxUrl: string;
  connection: Connection;
  /** SIGKILL, no goodbye. */
  kill(part: Part): void;
  /** Starts again what was killed and waits until it answers. */
  revive(): Promise<void>;
  database(): Database;
  stop(): Promise<void>;
};

export async function startSystem({ port, sandboxPort }: { port: number; sandboxPort: number }): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-soak-'));
  const env = {
    ...process.env,
    PARLEY_DATA: folder,
    PARLEY_PORT: String(port),
    PARLEY_SANDBOX_PORT: String(sandboxPort),
    PARLEY_LOG_LEVEL: process.env.PARLEY_LOG_LEVEL ?? 'fatal',
  };
  const [serverUrl, sandboxUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${sandboxPort}`];
  const processes: Partial<Record<'server' | 'sandbox', ChildProcess>> = {};
  const start = (name: 'server' | 'sandbox') => {
    processes[name] = spawn(process.execPath, [join(projectFolder, `dist/${name}.mjs`)], {
      cwd: projectFolder,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  };
  const isRunning = (name: 'server' | 'sandbox') => {
    const child = processes[name];
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  };

  async function revive(): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      for (const name of ['sandbox', 'server'] as const) if (!isRunning(name)) start(name);
      if ((await answers(`${sandboxUrl}/control/connection`)) && (await answers(`${serverUrl}/readyz`))) return;
      await wait(100);
    }
    throw new Error('The system did not come back within 60 s.');
  }

  start('sandbox');
  await until(() => answers(`${sandboxUrl}/control/connection`));
  const connection = (await (await fetch(`${sandboxUrl}/control/connection`)).json()) as Connection;
  const { context, close } = await openContext(readConfig(env, projectFolder));
  await seed(context, connection);
  await close();
  await revive();
  await subscribe({ serverUrl, sandboxUrl, connection });

  return {
    folder,
    serverUrl,
    sandboxUrl,
    connection,
    kill: (part) => {
      if (part === 'postgres') for (const pid of postgresProcesses(folder)) process.kill(pid, 'SIGKILL');
      else processes[part]?.kill('SIGKILL');
    },
    revive,
    database: () => connectDatabase({ host: socketFolder(folder), user: 'parley', database: 'postgres', max: 2 }),
    stop: async () => {
      for (const name of ['server', 'sandbox'] as const) {
        const child = processes[name];
        if (!child || !isRunning(name)) continue;
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (await isTrue()) return;
    await wait(50);
  }
  throw new Error('The sandbox did not answer within 30 s.');
}

async function answers(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
  return answer?.ok === true;
}

type Ends = { serverUrl: string; sandboxUrl: string; connection: Connection };

async function subscribe({ serverUrl, sandboxUrl, connection }: Ends): Promise<void> {
  const { appId, appSecret, verifyToken } = connection;
  const answer = await fetch(`${sandboxUrl}/v26.0/${appId}/subscriptions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      object: 'whatsapp_business_account',
      callback_url: `${serverUrl}/webhooks/whatsapp/${appId}`,
      verify_token: verifyToken,
      fields: 'messages',
      access_token: `${appId}|${appSecret}`,
    }),
  });
  if (!answer.ok) throw new Error(`The sandbox did not accept the webhook address (status ${answer.status}).`);
}

const pidFile = (folder: string) => join(folder, 'postgres/postmaster.pid');

/** The postmaster and every process it made. */
function postgresProcesses(folder: string): number[] {
  if (!existsSync(pidFile(folder))) return [];
  const postmaster = Number(readFileSync(pidFile(folder), 'utf8').split('\n')[0]);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => existsSync(`/proc/${pid}/stat`) && parentOf(pid) === postmaster);
  return [postmaster, ...children.map(Number)].filter((pid) => existsSync(`/proc/${pid}`));
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
  } catch {
    return undefined;
  }
}

/** The fifth line of the pid file names the socket's folder. */
const socketFolder = (folder: string): string => readFileSync(pidFile(folder), 'utf8').split('\n')[4] ?? '';
