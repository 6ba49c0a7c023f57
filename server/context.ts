/** The one record of dependencies. Nothing in `server/` reads a clock, makes an id, opens a connection or logs but through this. */
import type { Logger } from 'pino';
import type { Graph } from './channels/whatsapp/graph.ts';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import type { Metrics } from './ops/metrics.ts';
import type { Vault } from './ops/vault.ts';

export type Clock = {
  /** Parley's time in milliseconds: the database's, plus the sandbox's offset. Decisions inside a transaction use the scene's `now`. */
  now(): number;
  /** Re-reads database time and offset. */
  adjust(): Promise<void>;
};

export type Context = {
  config: Config;
  db: Database;
  clock: Clock;
  /** A new time-ordered UUID. */
  newId(): string;
  log: Logger;
  /** Meta, or the sandbox that pretends to be it: the same client, another base URL. */
  graph: Graph;
  /** Seals and opens secrets at rest. */
  vault: Vault;
  metrics: Metrics;
};
