/** The one record of dependencies. Nothing in `server/` reads a clock, makes an id, opens a connection or logs but through this. */
import type { Logger } from 'pino';
import type { Graph } from './channels/whatsapp/graph.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import type { Metrics } from './ops/metrics.ts';
import type { Vault } from './ops/vault.ts';

export type Context = {
  config: Config;
  db: Database;
  clock: Clock;
  /** A new time-ordered UUID. */
  newId(): string;
  log: Logger;
  metrics: Metrics;
  /** Meta, or the sandbox that pretends to be it: the same client, another base URL. */
  graph: Graph;
  /** Seals and opens secrets at rest. */
  vault: Vault;
  /** Keys the hashes of addresses and accounts (sign-in budgets, known devices); a file of the data folder. */
  hashKey: Buffer;
};
