/**
 * The server as `npm start` runs it: in sandbox mode with the demo company, and known to the sandbox as Meta knows an app. It tells its
 * parent when it is ready, and does not outlive it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type Config, readConfig } from '#server/config.ts';
import type { Context } from '#server/context.ts';
import { openContext } from '#server/open.ts';
import { startServer } from '#server/parts.ts';
import { printSetupLink } from '#server/people/setup.ts';
import { projectFolder } from '#server/project.ts';
import { orExplain, StartProblem } from '#server/start-problem.ts';
import { onStopSignals } from '#server/stop.ts';
import { type Connection, seed } from './seed.ts';

/** What the parent is told. */
export type ServerReady = { setupLink: string | null };

type Stops = (() => Promise<void>)[];
/** A start that is told to stop comes to the end of its step first, so that everything it opened is closed. */
const longestStepMs = 10_000;

await orExplain(async () => {
  const stops: Stops = [];
  const stopping = onStopSignals(async () => {
    await Promise.race([starting.catch(() => undefined), wait(longestStepMs)]);
    await undo(stops);
  });
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // To listen for that must not keep a process alive that has failed to start.
  process.channel?.unref();
  const starting = start(stops, () => stopping.isEnding);
  try {
    const ready = await starting;
    if (ready) process.send?.(ready);
  } catch (error) {
    if (stopping.isEnding) return;
    await undo(stops);
    throw error;
  }
});

async function undo(stops: Stops): Promise<void> {
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
}

/** Puts how to undo each step on `stops` as soon as it is taken. Null: it was told to stop on the way. */
async function start(stops: Stops, isEnding: () => boolean): Promise<ServerReady | null> {
  const config = readConfig(process.env, projectFolder);
  const { context, close } = await openContext(config);
  stops.push(close);
  const connection = config.isSandbox ? await readConnection(config) : null;
  if (connection) await introduce(context, connection);
  if (isEnding()) return null;
  const server = await startServer(context);
  stops.push(server.stop);
  if (connection) await subscribe(config, connection, server.url);
  return { setupLink: await printSetupLink(context) };
}

/** It may just be starting again. */
async function readConnection(config: Config): Promise<Connection> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answer = await fetch(`${sandboxUrl(config)}/control/connection`).catch(() => undefined);
    if (answer?.ok) return (await answer.json()) as Connection;
    await wait(50);
  }
  throw new StartProblem('The sandbox did not answer within 15 seconds.');
}

function sandboxUrl({ sandboxPort }: Config): string {
  return `http://127.0.0.1:${sandboxPort}`;
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
async function subscribe(config: Config, { appId, appSecret, verifyToken }: Connection, serverUrl: string): Promise<void> {
  const callback = new URL(`/webhooks/whatsapp/${appId}`, serverUrl.replace('0.0.0.0', '127.0.0.1').replace('[::]', '127.0.0.1'));
  const answer = await fetch(`${sandboxUrl(config)}/v26.0/${appId}/subscriptions`, {
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
