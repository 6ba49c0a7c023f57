/** The tables as Kysely types: `server/db/types.ts`. Instants are read as milliseconds and written as ISO text, as `server/db/database.ts` does. */
import type { Column, Schema, Table } from './read-schema.ts';

const head = `// Generated from server/db/migrations/ by \`npm run schema\`.
import type { ColumnType, GeneratedAlways } from 'kysely';

/** Read as milliseconds since 1970, written as ISO text. */
type Instant = ColumnType<number, string, string>;
/** Shaped by Meta or by the author of a script; written as JSON text. */
type Json = ColumnType<unknown, string, string>;
/** May be left out of an insert. */
type WithDefault<T> = T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;
`;

export function printTypes({ tables }: Schema): string {
  return [head, 'export type Tables = {', ...tables.map(printTable), '};', ''].join('\n');
}

function printTable(table: Table): string {
  const columns = table.columns.map((column) => `    ${column.name}: ${typeOf(column, table)};`);
  return [`  ${table.name}: {`, ...columns, '  };'].join('\n');
}

function typeOf(column: Column, table: Table): string {
  const plain = choices(column, table) ?? plainType(column.type);
  if (column.isIdentity) return `GeneratedAlways<${plain}>`;
  const type = column.isRequired ? plain : `${plain} | null`;
  return column.default === null ? type : `WithDefault<${type}>`;
}

const plainTypes: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  'text[]': 'string[]',
  xid8: 'string',
  pg_snapshot: 'string',
  integer: 'number',
  bigint: 'number',
  'double precision': 'number',
  boolean: 'boolean',
  bytea: 'Buffer',
  jsonb: 'Json',
  'timestamp with time zone': 'Instant',
};

function plainType(type: string): string {
  const plain = plainTypes[type];
  if (plain === undefined) throw new Error(`Columns of type ${type} have no TypeScript type yet: add it to plainTypes.`);
  return plain;
}

/** A check like `state in ('live', 'over')` makes a union. */
function choices({ name }: Column, { constraints }: Table): string | undefined {
  for (const { definition } of constraints) {
    const list = new RegExp(`^CHECK \\(${name} = ANY \\(ARRAY\\[([^\\]]*)\\]\\)\\)$`).exec(definition)?.[1];
    if (list) return [...list.matchAll(/'[^']*'/g)].join(' | ');
    const only = new RegExp(`^CHECK \\(${name} = ('[^']*')::text\\)$`).exec(definition)?.[1];
    if (only) return only;
  }
  return undefined;
}
