/** Writers of customers and their identities: each table once per batch. */
import type { SceneEventOf } from '#engine/events.ts';
import { type Db, iso } from '../db/database.ts';
import type { Batch } from './batch.ts';

export async function writeCustomers(db: Db, batch: Batch): Promise<void> {
  const created = batch.of('customer.created');
  // The last name wins, also over the one of a customer created in the same batch.
  const renamed = new Map(batch.of('customer.renamed').map((event) => [event.customerId, event.name]));
  if (created.length > 0) {
    await db.rows('insert into customers (id, name, created_at) select * from unnest($1::uuid[], $2::text[], $3::timestamptz[])', [
      created.map((event) => event.customerId),
      created.map((event) => renamed.get(event.customerId) ?? event.name),
      created.map((event) => iso(event.at)),
    ]);
    for (const { customerId } of created) renamed.delete(customerId);
  }
  if (renamed.size === 0) return;
  await db.rows('update customers c set name = n.name from unnest($1::uuid[], $2::text[]) as n (id, name) where c.id = n.id', [
    [...renamed.keys()],
    [...renamed.values()],
  ]);
  // A case's row shows its customer's name, so its readers must know the newer row from the older.
  await db.rows('update cases set version = version + 1 where customer_id = any($1::uuid[])', [[...renamed.keys()]]);
}

export async function writeIdentities(db: Db, batch: Batch): Promise<void> {
  const ended = batch.of('identity.ended');
  if (ended.length > 0) await db.rows(endIdentities, identityColumns(ended));
  // What was added and ended again in one batch was never there.
  const last = new Map(batch.of('identity.added', 'identity.ended').map((event) => [identityKeyOf(event), event]));
  const added = [...last.values()].filter((event) => event.type === 'identity.added');
  if (added.length > 0) await db.rows(addIdentities, identityColumns(added));
}

const identityKeyOf = ({ customerId, kind, scope, value }: SceneEventOf<'identity.added' | 'identity.ended'>): string =>
  JSON.stringify([customerId, kind, scope, value]);

/** In one order for everybody, so that two batches with the same strangers wait for each other instead of in a circle. */
const addIdentities = `
  insert into customer_identities (customer_id, kind, scope, value, created_at)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) as n (customer_id, kind, scope, value, at)
  order by kind, scope, value`;

const endIdentities = `
  update customer_identities i set ended_at = n.at
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) as n (customer_id, kind, scope, value, at)
  where (i.customer_id, i.kind, i.scope, i.value) = (n.customer_id, n.kind, n.scope, n.value) and i.ended_at is null`;

function identityColumns(events: readonly SceneEventOf<'identity.added' | 'identity.ended'>[]): string[][] {
  return [
    events.map((event) => event.customerId),
    events.map((event) => event.kind),
    events.map((event) => event.scope),
    events.map((event) => event.value),
    events.map((event) => iso(event.at)),
  ];
}
