/**
 * Forward-only migrations: numbered plain SQL, each in its own transaction together with the row that says it ran, under one
 * advisory lock. PostgreSQL's schema changes are transactional, so a kill leaves either the old or the new schema.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { StartProblem } from '../start-problem.ts';
import type { Database } from './database.ts';

export class MigrationProblem extends StartProblem {}

type Migration = { version: number; name: string; sql: string; sha256: string };
type Applied = { version: number; sha256: string };

/** Any number will do; it only has to be the same on every node. */
const lockKey = 7_275_394;

/** Brings the schema up to date; answers how many migrations ran. */
export async function migrate(database: Database, folder: string): Promise<number> {
  const client = await database.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    await client.query(
      'create table if not exists schema_migrations (version integer primary key, name text not null, sha256 text not null, applied_at timestamptz not null default clock_timestamp())',
    );
    const { rows: applied } = await client.query<Applied>('select version, sha256 from schema_migrations order by version');
    const pending = whatIsMissing(readMigrations(folder), applied);
    for (const migration of pending) await run(client, migration);
    return pending.length;
  } finally {
    // Closing the connection gives the lock back, whatever state it is in.
    client.release(true);
  }
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name), 'utf8');
      return { version: Number(name.slice(0, 4)), name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    });
}

function whatIsMissing(known: Migration[], applied: Applied[]): Migration[] {
  const hashes = new Map(applied.map(({ version, sha256 }) => [version, sha256]));
  const newest = Math.max(0, ...applied.map(({ version }) => version));
  if (newest > Math.max(0, ...known.map(({ version }) => version))) {
    throw new MigrationProblem(`The database has schema ${newest}, which is newer than this Parley. Start the newer release.`);
  }
  for (const { version, name, sha256 } of known) {
    const before = hashes.get(version);
    if (before !== undefined && before !== sha256) {
      throw new MigrationProblem(`Migration ${name} was changed after it had run here. Migrations only ever grow by new files.`);
    }
  }
  return known.filter(({ version }) => !hashes.has(version));
}

async function run(client: pg.PoolClient, { version, name, sql, sha256 }: Migration) {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query('insert into schema_migrations (version, name, sha256) values ($1, $2, $3)', [version, name, sha256]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw new MigrationProblem(`Migration ${name} failed; nothing of it was kept.`, { cause });
  }
}
