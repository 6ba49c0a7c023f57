/** Items set aside one by one, with a reason and never with what they say. */
import type { Db } from '../db/database.ts';

export type StuckReason = 'not-ours' | 'unreadable' | 'too-deep' | 'failed';
export type SetAside = { inboundId: number; position: string; reason: StuckReason; detail: string };

/** An item that comes again (its webhook was tried again, or replayed in vain) keeps its row. */
export async function setAside(db: Db, items: readonly SetAside[], newId: () => string): Promise<void> {
  if (items.length === 0) return;
  await db.rows(
    `insert into stuck_items (id, inbound_id, position, reason, detail, at)
     select id, inbound_id, position, reason, detail, parley_now()
     from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[]) as n (id, inbound_id, position, reason, detail)
     on conflict (inbound_id, position) do update set reason = excluded.reason, detail = excluded.detail`,
    [
      items.map(() => newId()),
      items.map((item) => item.inboundId),
      items.map((item) => item.position),
      items.map((item) => item.reason),
      items.map((item) => item.detail),
    ],
  );
}
