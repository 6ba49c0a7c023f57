/** Config → context: opens everything the parts work with, and closes it again. */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { connectGraph } from './channels/whatsapp/graph.ts';
import { openClock } from './clock.ts';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import { connectDatabase } from './db/database.ts';
import { startCluster } from './db/embedded.ts';
import { listenForWakes } from './db/listen.ts';
import { migrate } from './db/migrate.ts';
import { reach } from './db/reach.ts';
import { lockFolder } from './ops/folder.ts';
import { openLog } from './ops/log.ts';
import { openMetrics } from './ops/metrics.ts';
import { openVault } from './ops/vault.ts';
import { projectFolder } from './project.ts';

const migrationsFolder = join(projectFolder, 'server/db/migrations');

/** Whatever was opened is closed again in the opposite order, also when a later step fails. */
export async function openContext(config: Config): Promise<{ context: Context; close(): Promise<void> }> {
  const steps: (() => unknown)[] = [];
  const close = async () => {
    for (let step = steps.pop(); step; step = steps.pop()) await step();
  };
  try {
    return { context: await open(config, steps), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(config: Config, steps: (() => unknown)[]): Promise<Context> {
  const { dataFolder } = config;
  const log = openLog(config.logLevel);
  const lock = lockFolder(dataFolder);
  steps.push(lock.release);
  const cluster = config.databaseUrl === undefined ? startCluster({ folder: dataFolder }) : undefined;
  if (cluster) steps.push(cluster.stop);
  cluster?.watch((outcome) => log.warn({ part: 'database', outcome }, 'The embedded PostgreSQL was gone; it is started again.'));
  if (config.databaseUrl !== undefined) await reach(config.databaseUrl);
  const db = connectDatabase(
    cluster ? { host: cluster.socketFolder, user: 'parley', database: 'postgres' } : { connectionString: config.databaseUrl },
  );
  steps.push(db.close);
  await migrate(db, migrationsFolder);
  const clock = await openClock(db, (err) => log.warn({ err, part: 'clock' }, 'The clock could not be read.'));
  steps.push(clock.stop);
  const listening = await listenForWakes(db, (err) => log.warn({ err, part: 'listen' }, 'Wake-ups of other nodes are lost; trying again.'));
  steps.push(listening.stop);
  const hashKey = await readHashKey(join(dataFolder, 'hash.key'));
  const vault = await openVault(join(dataFolder, 'secrets.key'));
  const graph = connectGraph({ baseUrl: config.graphUrl });
  steps.push(graph.close);
  return { config, db, clock, newId: uuidv7, log, metrics: openMetrics(), hashKey, vault, graph };
}

/** Made at the first start; whoever comes second reads what the first wrote. */
async function readHashKey(file: string): Promise<Buffer> {
  await writeFile(file, randomBytes(32), { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return readFile(file);
}
