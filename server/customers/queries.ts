/** A customer's card: who they are on WhatsApp and what was talked about before. */

import type { Language } from '#contract/basics.ts';
import type { Customer } from '#contract/customers.ts';
import { type Scope, scopeValues, visibleSql } from '../cases/visibility.ts';
import { type Db, iso } from '../db/database.ts';
import { numberShown } from './number.ts';

type Row = { id: string; name: string; language: Language | null; firstSeenAt: number; identities: Identity[] };
type Identity = { kind: 'phone' | 'bsuid' | 'username'; value: string };

/** Earlier cases the card shows. */
const mostCases = 50;

/** Newest first, only those the person may see; none at all = the customer does not exist for them. */
export async function selectVisibleCases(db: Db, scope: Scope, customerId: string): Promise<string[]> {
  const rows = await db.rows<{ id: string }>(
    `select c.id from cases c where c.customer_id = $6 and ${visibleSql} order by c.opened_at desc, c.id desc limit ${mostCases}`,
    [...scopeValues(scope), customerId],
  );
  return rows.map((row) => row.id);
}

/** Who they are by now, if they turned out to be the same person as another: links from before lead there. */
export async function standingId(db: Db, customerId: string): Promise<string> {
  const [row] = await db.rows<{ id: string }>(
    `with recursive way as (
       select id, joined_into from customers where id = $1
       union all select u.id, u.joined_into from way join customers u on u.id = way.joined_into)
     select id from way where joined_into is null`,
    [customerId],
  );
  return row?.id ?? customerId;
}

export async function selectCustomer(db: Db, customerId: string, isMasked: boolean): Promise<Customer> {
  const [row] = await db.rows<Row>(
    `select u.id, u.name, u.language, u.created_at as "firstSeenAt", coalesce((
       select jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value) order by i.id)
       from customer_identities i where i.customer_id = u.id and i.ended_at is null), '[]') as identities
     from customers u where u.id = $1`,
    [customerId],
  );
  if (!row) throw new Error('A customer whose case was just read is gone.');
  const { id, name, language, firstSeenAt, identities } = row;
  return { id, name, language, firstSeenAt: iso(firstSeenAt), identities: identities.map((identity) => shown(identity, isMasked)) };
}

/** The permission is about numbers; other identities tell nobody whom to call. */
function shown({ kind, value }: Identity, isMasked: boolean): Customer['identities'][number] {
  return kind === 'phone' ? { kind, value: numberShown(value, isMasked), isMasked } : { kind, value, isMasked: false };
}
