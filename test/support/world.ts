/**
 * The whole loop in one process: server, sandbox and a clock that can be moved. Workers do not run by themselves; `settle()` lets each do
 * its rounds until nobody has anything left to do, so a story reads from top to bottom and never waits for time.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Driver, openDriver } from '#sandbox/driver.ts';
import { startSandbox } from '#sandbox/start.ts';
import { sweepOnce } from '#server/agents/presence.ts';
import { type Config, readConfig } from '#server/config.ts';
import type { Context } from '#server/context.ts';
import { processOnce } from '#server/inbound/process.ts';
import { fetchOnce } from '#server/media/fetch.ts';
import { openContext } from '#server/open.ts';
import { invariants } from '#server/ops/invariants.ts';
import { sendOnce } from '#server/outbox/send.ts';
import { sweepUnfinished } from '#server/outbox/sweep.ts';
import { type Edge, openEdge } from '#server/parts.ts';
import { routeOnce } from '#server/routing/dispatch.ts';
import { fireOnce } from '#server/timers/fire.ts';
import { seed } from '../../tools/seed.ts';
import { cloneDatabase } from './database.ts';
import { type Agent, openAgent } from './world-agent.ts';

export type World = {
  sandbox: Driver;
  context(): Context;
  /** One of the demo company's people, signed in; an agent is connected by an open event stream. */
  agent(name: string): Promise<Agent>;
  settle(): Promise<void>;
  /** The server is stopped and started again on the same data. */
  restart(): Promise<void>;
  /** Invariants of `server/ops/invariants.ts` that do not hold. */
  broken(): Promise<string[]>;
};

type Server = { context: Context; edge: Edge; url: string; close(): Promise<void> };

export async function openWorld(): Promise<World> {
  const { connection, drop } = await cloneDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'parley-world-'));
  const sandbox = await startSandbox({ port: 0, folder: join(folder, 'sandbox') });
  const driver = openDriver(sandbox.baseUrl);
  await driver.settings({ sentAfterMs: 0, deliveredAfterMs: 0, readAfterMs: 0 });
  const config: Config = {
    ...readConfig({ PARLEY_LOG_LEVEL: 'fatal', PARLEY_DATA: folder, PARLEY_PORT: '0', PARLEY_GRAPH_URL: sandbox.baseUrl }, folder),
    databaseUrl: `postgresql://parley@localhost/${connection.database}?host=${connection.host}`,
  };
  let server = await startServer(config, driver);
  const agents: Agent[] = [];
  onTestFinished(async () => {
    for (const agent of agents) agent.leave();
    await server.close();
    await sandbox.stop();
    await drop();
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    sandbox: driver,
    context: () => server.context,
    agent: async (name) => {
      const agent = await openAgent({ url: () => server.url, name });
      agents.push(agent);
      return agent;
    },
    settle: () => settle(() => server.context, driver),
    restart: async () => {
      await server.close();
      server = await startServer(config, driver);
    },
    broken: async () => {
      const found = await Promise.all(invariants.map(async ({ id, sql }) => ((await server.context.db.rows(sql)).length > 0 ? [id] : [])));
      return found.flat();
    },
  };
}

async function startServer(config: Config, driver: Driver): Promise<Server> {
  const { context, close } = await openContext(config);
  await seed(context, await driver.connection());
  const edge = await openEdge(context);
  const url = await edge.app.listen({ port: 0, host: '127.0.0.1' });
  const { appId } = await driver.connection();
  await driver.connect(`${url}/webhooks/whatsapp/${appId}`);
  return {
    context,
    edge,
    url,
    close: async () => {
      await edge.stop();
      await close();
    },
  };
}

/** Everything that can happen without time passing has happened when this ends. */
async function settle(context: () => Context, driver: Driver): Promise<void> {
  const workers = [processOnce, fireOnce, sweepOnce, sweepUnfinished, routeOnce, sendOnce, fetchOnce];
  for (let round = 0; round < 200; round += 1) {
    await driver.settle();
    let done = 0;
    for (const work of workers) done += await work(context());
    if (done === 0) return;
  }
  throw new Error('The world does not come to rest.');
}
