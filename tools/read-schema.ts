/** What the database's own catalog says of the schema: tables in the order in which they were made, functions by name. */
import type { Db } from '#server/db/database.ts';

export type Column = {
  name: string;
  type: string;
  isRequired: boolean;
  default: string | null;
  isIdentity: boolean;
};
export type Table = {
  name: string;
  options: string[] | null;
  columns: Column[];
  /** Primary key first, then unique, references and checks, each as PostgreSQL writes it. */
  constraints: { name: string; definition: string }[];
  /** Those that no constraint brings along. */
  indexes: string[];
  triggers: string[];
};
export type Schema = { tables: Table[]; functions: string[] };

export async function readSchema(db: Db): Promise<Schema> {
  const tables = await db.rows<Table>(
    `select t.relname as name, t.reloptions as options,
       (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'isRequired', a.attnotnull,
           'default', pg_get_expr(d.adbin, d.adrelid), 'isIdentity', a.attidentity <> '') order by a.attnum)
         from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
         where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped) as columns,
       (select coalesce(json_agg(json_build_object('name', c.conname, 'definition', pg_get_constraintdef(c.oid, true))
           order by position(c.contype::text in 'pufc'), c.conname), '[]')
         from pg_constraint c where c.conrelid = t.oid and c.contype in ('p', 'u', 'f', 'c')) as constraints,
       array(select pg_get_indexdef(i.indexrelid, 0, true) from pg_index i join pg_class x on x.oid = i.indexrelid
         where i.indrelid = t.oid and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
         order by x.relname) as indexes,
       array(select pg_get_triggerdef(g.oid, true) from pg_trigger g where g.tgrelid = t.oid and not g.tgisinternal
         order by g.tgname) as triggers
     from pg_class t join pg_namespace s on s.oid = t.relnamespace
     where s.nspname = 'public' and t.relkind = 'r' order by t.oid`,
  );
  const functions = await db.rows<{ definition: string }>(
    `select pg_get_functiondef(p.oid) as definition from pg_proc p join pg_namespace s on s.oid = p.pronamespace
     where s.nspname = 'public' order by p.proname`,
  );
  return { tables, functions: functions.map(({ definition }) => definition.trim()) };
}
