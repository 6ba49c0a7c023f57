/** The schema on one page, to be read: `server/db/schema.sql`. */
import type { Column, Schema, Table } from './read-schema.ts';

export function printSchema({ tables, functions }: Schema): string {
  const page = [
    '-- Generated from server/db/migrations/ by `npm run schema`. To be read, not run: the migrations make the schema and say why.',
    ...tables.map(printTable),
    ...functions.map((definition) => `${shorten(definition)};`),
  ];
  return `${page.join('\n\n')}\n`;
}

function printTable({ name, options, columns, constraints, indexes, triggers }: Table): string {
  const width = Math.max(...columns.map((column) => column.name.length));
  const parts = [...columns.map((column) => printColumn(column, width)), ...constraints.map(({ definition }) => shorten(definition))];
  const tail = options ? ` with (${options.map((option) => option.replace('=', ' = ')).join(', ')})` : '';
  const others = [...indexes, ...triggers].map((definition) => `${shorten(definition)};`);
  return [`create table ${name} (`, `${parts.map((part) => `  ${part}`).join(',\n')}`, `)${tail};`, ...others].join('\n');
}

function printColumn(column: Column, width: number): string {
  const words = [column.name.padEnd(width), typeNames[column.type] ?? column.type];
  if (column.isRequired) words.push('not null');
  if (column.isIdentity) words.push('generated always as identity');
  if (column.default !== null) words.push(`default ${shorten(column.default)}`);
  return words.join(' ');
}

const typeNames: Record<string, string> = { 'timestamp with time zone': 'timestamptz' };

/** PostgreSQL writes `state = ANY (ARRAY['a'::text, 'b'::text])` where a person wrote `state in ('a', 'b')`. */
function shorten(definition: string): string {
  return lowerKeywords(definition)
    .replaceAll(/ = any \(array\[([^\]]*)\]\)/g, ' in ($1)')
    .replaceAll(/('[^']*')::(text|jsonb|interval)\b/g, '$1')
    .replaceAll(' using btree ', ' ')
    .replaceAll('public.', '');
}

const lowerKeywords = (sql: string) =>
  sql.replaceAll(/'[^']*'|\b[A-Z]{2,}\b/g, (word) => (word.startsWith("'") ? word : word.toLowerCase()));
