/** Writers of customers, identities and agents' states: each table once per batch. */
import type { SceneEventOf } from '#engine/events.ts';
import { type Db, iso } from '../db/database.ts';

export async function createCustomers(db: Db, events: SceneEventOf<'customer.created'>[]) {
  await db.rows('insert into customers (id, name, created_at) select * from unnest($1::uuid[], $2::text[], $3::timestamptz[])', [
    events.map((event) => event.customerId),
    events.map((event) => event.name),
    events.map((event) => iso(event.at)),
  ]);
}

export async function renameCustomers(db: Db, events: SceneEventOf<'customer.renamed'>[]) {
  const last = new Map(events.map((event) => [event.customerId, event.name]));
  await db.rows('update customers set name = new.name from unnest($1::uuid[], $2::text[]) as new (id, name) where customers.id = new.id', [
    [...last.keys()],
    [...last.values()],
  ]);
}

export async function addIdentities(db: Db, events: SceneEventOf<'identity.added'>[]) {
  await db.rows(
    `insert into customer_identities (customer_id, kind, scope, value, created_at)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])`,
    [...identityColumns(events), events.map((event) => iso(event.at))],
  );
}

export async function endIdentities(db: Db, events: SceneEventOf<'identity.ended'>[]) {
  await db.rows(
    `update customer_identities i set ended_at = gone.at
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) as gone (customer_id, kind, scope, value, at)
     where (i.customer_id, i.kind, i.scope, i.value) = (gone.customer_id, gone.kind, gone.scope, gone.value) and i.ended_at is null`,
    [...identityColumns(events), events.map((event) => iso(event.at))],
  );
}

function identityColumns(events: (SceneEventOf<'identity.added'> | SceneEventOf<'identity.ended'>)[]): string[][] {
  return [events.map((e) => e.customerId), events.map((e) => e.kind), events.map((e) => e.scope), events.map((e) => e.value)];
}
