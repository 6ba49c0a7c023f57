/** A database of one's own in about 60 ms, closed and dropped when the test (or, in `beforeAll`, the file) is over. */
import { randomBytes } from 'node:crypto';
import { inject, onTestFinished } from 'vitest';
import { connectDatabase, type Database } from '#server/db/database.ts';
import { template } from './cluster.ts';

export async function freshDatabase(): Promise<Database> {
  const { database, drop } = await cloneDatabase();
  onTestFinished(drop);
  return database;
}

/** For `beforeAll`: the caller drops it in `afterAll`. */
export async function cloneDatabase(): Promise<{
  database: Database;
  connection: { host: string; user: string; database: string };
  drop(): Promise<void>;
}> {
  const place = { host: inject('socketFolder'), user: 'parley' };
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(`create database ${name} template ${template}`);
  const connection = { ...place, database: name };
  const database = connectDatabase(connection);
  const drop = async () => {
    await database.close();
    await onServer(`drop database ${name} with (force)`);
  };
  return { database, connection, drop };

  async function onServer(sql: string) {
    const server = connectDatabase({ ...place, database: 'postgres', max: 1 });
    await server.rows(sql);
    await server.close();
  }
}
