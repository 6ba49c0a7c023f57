/**
 * Where a reader stands in the log (decision 0013): transaction, then id. Cursors of clients name it together with the feed's epoch,
 * so that one from before a restored backup is known to be foreign.
 */
import type { Db } from '../db/database.ts';

/** Transaction numbers are 64-bit; a double counts them exactly for the first nine quadrillion. */
export type Position = { xid: number; id: number };

export const isAfter = (a: Position, b: Position): boolean => a.xid > b.xid || (a.xid === b.xid && a.id > b.id);

/** Everything below `position` is final; whatever commits later stands above it. */
export type Horizon = { epoch: string; position: Position };

export async function readHorizon(db: Db): Promise<Horizon> {
  const [row] = await db.rows<{ epoch: string; xid: string }>(
    `select coalesce((select feed_epoch::text from organisation), 'none') as epoch, pg_snapshot_xmin(pg_current_snapshot())::text as xid`,
  );
  if (!row) throw new Error('The database told no horizon.');
  return { epoch: row.epoch, position: { xid: Number(row.xid), id: 0 } };
}

export const writeCursor = (epoch: string, { xid, id }: Position): string => `${epoch}.${xid}.${id}`;

const cursorShape = /^([a-z0-9-]{4,36})\.(\d{1,15})\.(\d{1,15})$/;

/** Undefined = not a place of this feed's past: nothing can be resumed from it (T61). */
export function readCursor(cursor: string, { epoch, position }: Horizon): Position | undefined {
  const [, givenEpoch, xid, id] = cursorShape.exec(cursor) ?? [];
  if (givenEpoch !== epoch) return undefined;
  const given = { xid: Number(xid), id: Number(id) };
  return isAfter(given, position) ? undefined : given;
}
