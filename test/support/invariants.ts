import type { Db } from '#server/db/database.ts';
import { invariants } from '#server/ops/invariants.ts';

/** The ids of the promises this database breaks: none, ever. */
export async function brokenInvariants(db: Db): Promise<string[]> {
  const broken: string[] = [];
  for (const { id, sql } of invariants) if ((await db.rows(sql)).length > 0) broken.push(id);
  return broken;
}
