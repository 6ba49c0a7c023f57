/** `npm run schema`: runs the migrations on a throw-away PostgreSQL and writes what came out as a page and as types. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase } from '#server/db/database.ts';
import { removeCluster, startCluster } from '#server/db/embedded.ts';
import { migrate } from '#server/db/migrate.ts';
import { projectFolder } from '#server/project.ts';
import { printSchema } from './print-schema.ts';
import { printTypes } from './print-types.ts';
import { readSchema } from './read-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-schema-'));
const cluster = startCluster({ folder, isThrowaway: true });
try {
  const database = connectDatabase({ host: cluster.socketFolder, user: 'parley', database: 'postgres' });
  await migrate(database, join(projectFolder, 'server/db/migrations'));
  const schema = await readSchema(database);
  await database.close();
  writeFileSync(join(projectFolder, 'server/db/schema.sql'), printSchema(schema));
  writeFileSync(join(projectFolder, 'server/db/types.ts'), printTypes(schema));
} finally {
  removeCluster(folder, cluster);
}
