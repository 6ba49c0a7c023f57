/** `npm start`: the sandbox as a program of its own, the server in this one, the demo company, three addresses. Ctrl+C stops all of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Config, readConfig } from '#server/config.ts';
import type { Context } from '#server/context.ts';
import { openContext } from '#server/open.ts';
import { startServer } from '#server/parts.ts';
import { printSetupLink } from '#server/people/setup.ts';
import { projectFolder } from '#server/project.ts';
import { orExplain, StartProblem } from '#server/start-problem.ts';
import { onStopSignals } from '#server/stop.ts';
import { type Connection, seed } from './seed.ts';

type Sandbox = { connection: Connection; url: string };

await orExplain(async () => {
  const stops: (() => Promise<void>)[] = [];
  const end = async () => {
    for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
  };
  const stopping = onStopSignals(end);
  try {
    await start(stops);
  } catch (error) {
    // Ctrl+C in the middle of the start cuts off whatever was under way.
    if (stopping.isEnding) return;
    await end();
    throw error;
  }
});

/** Puts how to undo each step on `stops` as soon as it is taken. */
async function start(stops: (() => Promise<void>)[]): Promise<void> {
  const config = readConfig({ PARLEY_LOG_LEVEL: 'warn', ...process.env }, projectFolder);
  const { context, close } = await openContext(config);
  stops.push(close);
  const sandbox = config.isSandbox ? await startSandbox(config, stops) : undefined;
  if (sandbox) await introduce(context, sandbox.connection);
  const server = await startServer(context);
  stops.push(server.stop);
  if (sandbox) await subscribe(sandbox, server.url);
  tell(config, sandbox ? null : await printSetupLink(context));
}

/** From the bundle its bundle, from the sources its source. */
function sandboxProgram(): string[] {
  const here = dirname(fileURLToPath(import.meta.url));
  return here.endsWith('dist') ? [join(here, 'sandbox.mjs')] : ['--import', 'tsx', join(projectFolder, 'sandbox/main.ts')];
}

async function startSandbox(config: Config, stops: (() => Promise<void>)[]): Promise<Sandbox> {
  const child = spawn(process.execPath, sandboxProgram(), {
    cwd: projectFolder,
    env: { ...process.env, PARLEY_DATA: config.dataFolder, PARLEY_SANDBOX_PORT: String(config.sandboxPort) },
    // The channel tells the sandbox when we are gone, however that came about.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  stops.push(() => ended(child));
  const url = `http://127.0.0.1:${config.sandboxPort}`;
  return { connection: await readConnection(child, url), url };
}

async function readConnection(child: ChildProcess, url: string): Promise<Connection> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) throw new StartProblem('The sandbox did not start; see the line above.');
    const answer = await fetch(`${url}/control/connection`).catch(() => undefined);
    if (answer?.ok && child.exitCode === null) return (await answer.json()) as Connection;
    await wait(50);
  }
  child.kill();
  throw new StartProblem('The sandbox did not answer within 15 seconds.');
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

/** The server knows the sandbox it was seeded with; another one's webhooks would be refused without a word. */
async function introduce(context: Context, connection: Connection): Promise<void> {
  if (await seed(context, connection)) return;
  const known = await context.db.rows('select from meta_apps where id = $1', [connection.appId]);
  if (known.length > 0) return;
  throw new StartProblem(
    `The database was set up with another sandbox. Remove the data folder (${context.config.dataFolder}) to begin anew, or put its folder “sandbox” back.`,
  );
}

/** As with Meta: the app names its callback, Meta asks it for the verify token, then posts there. */
async function subscribe({ connection, url }: Sandbox, serverUrl: string): Promise<void> {
  const { appId, appSecret, verifyToken } = connection;
  const callback = new URL(`/webhooks/whatsapp/${appId}`, serverUrl.replace('0.0.0.0', '127.0.0.1').replace('[::]', '127.0.0.1'));
  const answer = await fetch(`${url}/v26.0/${appId}/subscriptions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      object: 'whatsapp_business_account',
      callback_url: callback.href,
      verify_token: verifyToken,
      fields: 'messages',
      access_token: `${appId}|${appSecret}`,
    }),
  });
  if (!answer.ok) throw new StartProblem(`The sandbox did not accept the webhook address ${callback.href} (status ${answer.status}).`);
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
    ...(setupLink ? ['  Create the administrator (this link works once):', `  ${setupLink}`, ''] : []),
    `Data is in ${config.dataFolder}. Ctrl+C stops everything.`,
    '',
  ];
  console.log(lines.join('\n'));
}
