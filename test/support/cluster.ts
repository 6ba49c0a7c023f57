/** One throw-away PostgreSQL for the whole run, with a migrated template that every test database is cloned from. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { connectDatabase } from '#server/db/database.ts';
import { removeCluster, startCluster } from '#server/db/embedded.ts';
import { migrate } from '#server/db/migrate.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    socketFolder: string;
  }
}

export const template = 'parley_template';
export const migrations = join(import.meta.dirname, '../../server/db/migrations');

export async function setup(project: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-test-'));
  const cluster = startCluster({ folder, isThrowaway: true });
  const connection = { host: cluster.socketFolder, user: 'parley' };
  const server = connectDatabase({ ...connection, database: 'postgres' });
  await server.rows(`create database ${template}`);
  await server.close();
  const database = connectDatabase({ ...connection, database: template });
  await migrate(database, migrations);
  await database.close();
  project.provide('socketFolder', cluster.socketFolder);
  return () => removeCluster(folder, cluster);
}
