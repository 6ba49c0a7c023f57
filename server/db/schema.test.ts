import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freshDatabase } from '../../test/support/database.ts';
import { printSchema } from '../../tools/print-schema.ts';
import { printTypes } from '../../tools/print-types.ts';
import { readSchema } from '../../tools/read-schema.ts';

const here = (name: string) => readFile(join(import.meta.dirname, name), 'utf8');

test('the page and the types say what the migrations make; `npm run schema` writes them anew', async () => {
  const schema = await readSchema(await freshDatabase());
  expect(await here('schema.sql')).toBe(printSchema(schema));
  expect(await here('types.ts')).toBe(printTypes(schema));
});
