import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freshDatabase } from '../../test/support/database.ts';
import { migrate } from './migrate.ts';

const project = join(import.meta.dirname, 'migrations');

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-migrations-'));
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(folder, name), sql);
  return folder;
}

test('a database that is up to date is left alone, by many nodes at once', async () => {
  const db = await freshDatabase();
  expect(await Promise.all([migrate(db, project), migrate(db, project), migrate(db, project)])).toEqual([0, 0, 0]);
});

test('F23: a migration that fails leaves nothing behind and says so', async () => {
  const db = await freshDatabase();
  await db.rows('drop table schema_migrations');
  const folder = folderWith({ '0001-good.sql': 'create table good (a int)', '0002-bad.sql': 'create table half (a int); select 1/0' });
  await expect(migrate(db, folder)).rejects.toThrow('0002-bad.sql failed');
  expect(await db.rows("select to_regclass('good') is not null as good, to_regclass('half') is not null as half")).toEqual([
    { good: true, half: false },
  ]);
});

test('F23: an older release refuses a newer schema', async () => {
  const db = await freshDatabase();
  await db.rows("insert into schema_migrations (version, name, sha256) values (9000, 'from the future', '')");
  await expect(migrate(db, project)).rejects.toThrow('newer than this Parley');
});

test('a migration that was changed after it ran is refused', async () => {
  const db = await freshDatabase();
  await db.rows("update schema_migrations set sha256 = 'other' where version = 1");
  await expect(migrate(db, project)).rejects.toThrow('was changed');
});
