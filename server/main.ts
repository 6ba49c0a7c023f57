/** Config → context → parts → stop cleanly; nothing else. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uuidv7 } from 'uuidv7';
import { connectGraph } from './channels/whatsapp/graph.ts';
import { openClock } from './clock.ts';
import { type Config, readConfig } from './config.ts';
import type { Context } from './context.ts';
import { connectDatabase } from './db/database.ts';
import { startCluster } from './db/embedded.ts';
import { listenForWakes } from './db/listen.ts';
import { migrate } from './db/migrate.ts';
import { openApp } from './http/app.ts';
import { handlers } from './http/handlers.ts';
import { openAppSecrets } from './inbound/app-secrets.ts';
import { registerWebhooks } from './inbound/receive.ts';
import { openStore } from './inbound/store.ts';
import { openLog } from './ops/log.ts';
import { openMetrics } from './ops/metrics.ts';
import { openVault } from './ops/vault.ts';

const migrationsFolder = fileURLToPath(new URL('./db/migrations', import.meta.url));

export async function openContext(config: Config): Promise<{ context: Context; close(): Promise<void> }> {
  const log = openLog(config.logLevel);
  await mkdir(config.dataFolder, { recursive: true });
  const cluster = config.databaseUrl === undefined ? startCluster({ folder: config.dataFolder }) : undefined;
  const db = connectDatabase(
    cluster ? { host: cluster.socketFolder, user: 'parley', database: 'postgres' } : { connectionString: config.databaseUrl },
  );
  await migrate(db, migrationsFolder);
  const clock = await openClock(db, (err) => log.warn({ err, part: 'clock' }, 'The clock could not be read.'));
  const listening = await listenForWakes(db, (err) => log.warn({ err, part: 'listen' }, 'Wake-ups of other nodes are lost; trying again.'));
  const hashKey = await readHashKey(join(config.dataFolder, 'hash.key'));
  const vault = await openVault(join(config.dataFolder, 'secrets.key'));
  const graph = connectGraph({ baseUrl: config.graphUrl });
  const context: Context = { config, db, clock, newId: uuidv7, log, metrics: openMetrics(), hashKey, vault, graph };
  const close = async () => {
    clock.stop();
    await listening.stop();
    await db.close();
    cluster?.stop();
  };
  return { context, close };
}

export async function startServer(context: Context): Promise<{ url: string; stop(): Promise<void> }> {
  const app = await openApp(context, handlers);
  const secrets = await openAppSecrets(context);
  registerWebhooks(app, {
    secretsOf: secrets.of,
    store: openStore(context.db).store,
    now: context.clock.now,
    newId: context.newId,
    refused: (reason) => context.metrics.webhooks.inc({ outcome: reason }),
  });
  const url = await app.listen({ port: context.config.port, host: context.config.host });
  const stop = async () => {
    await app.close();
    secrets.stop();
  };
  return { url, stop };
}

/** Made at the first start; whoever comes second reads what the first wrote. */
async function readHashKey(file: string): Promise<Buffer> {
  await writeFile(file, randomBytes(32), { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return readFile(file);
}

async function run(): Promise<void> {
  const { context, close } = await openContext(readConfig(process.env, process.cwd()));
  const { stop } = await startServer(context);
  context.log.info({ port: context.config.port }, 'Parley listens.');
  const end = async () => {
    await stop();
    await close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run();
