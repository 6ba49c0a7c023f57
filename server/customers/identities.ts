/** Who holds which identity, for many at once. */
import type { Identity } from '#engine/customer/identify.ts';
import type { Db } from '../db/database.ts';

export const identityKey = ({ kind, scope, value }: Identity): string => `${kind} ${scope} ${value}`;

/** The holder's customer id by `identityKey`, of those that have one. */
export async function findHolders(db: Db, identities: readonly Identity[]): Promise<Map<string, string>> {
  const wanted = [...new Map(identities.map((identity) => [identityKey(identity), identity])).values()];
  if (wanted.length === 0) return new Map();
  const rows = await db.rows<Identity & { customerId: string }>(
    `select i.kind, i.scope, i.value, i.customer_id as "customerId"
     from unnest($1::text[], $2::text[], $3::text[]) as n (kind, scope, value)
     join customer_identities i on i.kind = n.kind and i.scope = n.scope and i.value = n.value and i.ended_at is null`,
    [wanted.map(({ kind }) => kind), wanted.map(({ scope }) => scope), wanted.map(({ value }) => value)],
  );
  return new Map(rows.map((row) => [identityKey(row), row.customerId]));
}
