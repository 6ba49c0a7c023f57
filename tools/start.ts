/**
 * `npm start`: the sandbox and the server as programs of their own, the demo company, three addresses. What ends by itself is started
 * again; Ctrl+C stops all of it.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, readConfig } from '#server/config.ts';
import { stopLeftCluster } from '#server/db/embedded.ts';
import { FolderProblem, lockFolder } from '#server/ops/folder.ts';
import { projectFolder } from '#server/project.ts';
import { orExplain, StartProblem } from '#server/start-problem.ts';
import { onStopSignals } from '#server/stop.ts';
import { keepRunning, type Part } from './keep-running.ts';
import type { ServerReady } from './start-server.ts';

await orExplain(async () => {
  const stops: (() => unknown)[] = [];
  const ending = new AbortController();
  const end = async () => {
    ending.abort();
    for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
  };
  const stopping = onStopSignals(end);
  try {
    await start({ stops, ending, end });
  } catch (error) {
    // Ctrl+C in the middle of the start ends what was starting.
    if (stopping.isEnding) return;
    await end();
    throw error;
  }
});

type Life = { stops: (() => unknown)[]; ending: AbortController; end(): Promise<void> };

/** Puts how to undo each step on `stops` as soon as it is taken. */
async function start({ stops, ending, end }: Life): Promise<void> {
  const config = readConfig(process.env, projectFolder);
  await checkPlace(config);
  const onGivenUp = (sentence: string) => {
    say(sentence);
    void end().finally(() => process.exit(1));
  };
  if (config.isSandbox) {
    const sandbox = keepRunning(sandboxPart(config), { say, onGivenUp, stopping: ending });
    stops.push(sandbox.stop);
    await sandbox.ready;
  }
  const onAgain = ({ setupLink }: ServerReady) => say(linkLines(setupLink).join('\n'));
  const server = keepRunning<ServerReady>(serverPart(config), { say, onGivenUp, onAgain, stopping: ending });
  stops.push(server.stop);
  const { setupLink } = await server.ready;
  // Before the server in the order of things: a server that was killed has left its database running.
  stops.splice(-1, 0, () => stopDatabase(config));
  tell(config, setupLink);
}

/** What would end a start in the middle is better known before anything has begun. */
async function checkPlace({ dataFolder, port, host, isSandbox, sandboxPort }: Config): Promise<void> {
  if (port === 0 || (isSandbox && sandboxPort === 0)) throw new StartProblem('PARLEY_PORT and PARLEY_SANDBOX_PORT must not be 0 here.');
  lockFolder(dataFolder).release();
  await tryPort(port, host);
  if (isSandbox) await tryPort(sandboxPort, '127.0.0.1');
}

async function tryPort(port: number, host: string): Promise<void> {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

function say(sentence: string): void {
  if (sentence !== '') process.stderr.write(`${sentence}\n`);
}

/** Nothing is left to stop after a clean end, and another server that has taken over the folder keeps its database. */
function stopDatabase({ databaseUrl, dataFolder }: Config): void {
  if (databaseUrl !== undefined) return;
  try {
    const lock = lockFolder(dataFolder);
    stopLeftCluster(dataFolder);
    lock.release();
  } catch (error) {
    if (!(error instanceof FolderProblem)) throw error;
  }
}

function sandboxPart(config: Config): Part {
  const env = { ...process.env, PARLEY_DATA: config.dataFolder, PARLEY_SANDBOX_PORT: String(config.sandboxPort) };
  return { name: 'The sandbox', program: program('sandbox', 'sandbox/main.ts'), env, output: 'ignore', patienceMs: 15_000 };
}

function serverPart(config: Config): Part {
  const env = { PARLEY_LOG_LEVEL: 'warn', ...process.env, PARLEY_DATA: config.dataFolder };
  return { name: 'The server', program: program('start-server', 'tools/start-server.ts'), env, output: 'inherit' };
}

/** From the bundle its bundle, from the sources its source. */
function program(bundle: string, source: string): string[] {
  const here = dirname(fileURLToPath(import.meta.url));
  return [...process.execArgv, here.endsWith('dist') ? join(here, `${bundle}.mjs`) : join(projectFolder, source)];
}

function linkLines(setupLink: string | null): string[] {
  return setupLink === null ? [] : ['  Create the administrator (this link works once):', `  ${setupLink}`, ''];
}

function tell(config: Config, setupLink: string | null): void {
  const lines = [
    '',
    config.isSandbox ? 'Parley is running with a sandbox: a pretend WhatsApp, no account at Meta needed.' : 'Parley is running.',
    '',
    `  Console         ${config.publicUrl}`,
    ...(config.isSandbox ? [`  Sandbox phones  http://localhost:${config.sandboxPort}`] : []),
    `  API docs        ${config.publicUrl}/api/docs`,
    '',
    ...linkLines(setupLink),
    `Data is in ${config.dataFolder}. Ctrl+C stops everything.`,
    '',
  ];
  console.log(lines.join('\n'));
}
