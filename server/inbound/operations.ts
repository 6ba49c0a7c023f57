/** What was set aside, shown to those who may see it, and tried again after somebody has put right what was wrong. */
import { z } from 'zod';
import type { StuckItem } from '#contract/inbound.ts';
import { isRest, isWithin, wantedAt } from '../channels/whatsapp/read.ts';
import { type Db, iso } from '../db/database.ts';
import type { Handlers } from '../http/call.ts';
import { Refusal } from '../refusal.ts';
import { attempt, nameOf } from './process.ts';
import { sortItems, type Webhook } from './sort.ts';
import { type SetAside, setAside } from './stuck.ts';

export const inboundHandlers = {
  listStuckItems: async ({ db }, { cursor, limit }) => {
    const before = cursor === undefined ? null : z.uuid().safeParse(cursor);
    if (before && !before.success) throw new Refusal('invalid-input', { problems: 'cursor: not a cursor of this list' });
    const rows = await selectStuck(db, { before: before?.data ?? null, limit: limit + 1 });
    return { rows: rows.slice(0, limit), next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null };
  },
  replayStuckItem: async ({ db, context }, { itemId }) => {
    await db.transact((inside) => replay(inside, itemId, context.newId));
    return {};
  },
} satisfies Handlers;

type Row = Omit<StuckItem, 'at' | 'resolvedAt'> & { at: number; resolvedAt: number | null };

/** Newest first: ids are time-ordered. */
async function selectStuck(db: Db, page: { before: string | null; limit: number }): Promise<StuckItem[]> {
  const rows = await db.rows<Row>(
    `select s.id, s.at, s.reason, s.detail, i.trace_id as "traceId", s.resolved_at as "resolvedAt"
     from stuck_items s join inbound i on i.id = s.inbound_id
     where $1::uuid is null or s.id < $1 order by s.id desc limit $2`,
    [page.before, page.limit],
  );
  return rows.map((row) => ({ ...row, at: iso(row.at), resolvedAt: row.resolvedAt === null ? null : iso(row.resolvedAt) }));
}

/** What is still foreign, unreadable or failing stays, with today's reason. */
async function replay(db: Db, itemId: string, newId: () => string): Promise<void> {
  const [stuck] = await db.rows<Webhook & { position: string; isResolved: boolean }>(
    `select s.position, s.resolved_at is not null as "isResolved", i.id as "inboundId", i.meta_app_id as "metaAppId",
       i.received_at as "receivedAt", i.body, i.trace_id as "traceId"
     from stuck_items s join inbound i on i.id = s.inbound_id where s.id = $1 for update of s`,
    [itemId],
  );
  if (!stuck) throw new Refusal('not-found');
  if (stuck.isResolved) return;
  const { position } = stuck;
  const wanted = wantedAt(position);
  // What was set aside as a whole may have parts by now; and of very many the rest stands behind them.
  const isMeant = (item: { position: string }) => 'from' in wanted || isRest(item.position) || isWithin(item.position, position);
  const sorted = await sortItems(db, [{ ...stuck, wanted }], newId);
  const failures = await attempt(db, sorted.ours.filter(isMeant), newId);
  const still: SetAside[] = [
    ...sorted.aside.filter(isMeant),
    ...failures.map(({ item, error }): SetAside => {
      const detail = `Processing failed again (${nameOf(error)}).`;
      return { inboundId: stuck.inboundId, position: item.position, reason: 'failed', detail };
    }),
  ];
  await setAside(db, still, newId);
  if (still.some((item) => item.position === position)) return;
  await db.rows('update stuck_items set resolved_at = parley_now() where id = $1', [itemId]);
}
