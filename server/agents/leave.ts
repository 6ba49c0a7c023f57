/** An agent goes, and says so: their cases are settled now, not when the grace of their connection is over. */
import { signOff } from '#engine/agent/leave.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import { insertHistory, selectHeldCases } from './queries.ts';
import { type Settling, settleAgent } from './settle.ts';

export async function leaveWork(context: Pick<Context, 'db' | 'newId'>, settling: Settling): Promise<void> {
  const { personId } = settling;
  await settleAgent(context, settling, async ({ agent, held, at }, db) => {
    await db.rows('update agents set connected_until = null where person_id = $1', [personId]);
    const events = signOff(agent, { held, at });
    if (events.length === 0) await insertHistory(db, personId);
    return events;
  });
}

export type Leaving = { goingBack: number; staying: number };

/** What `leaveWork` would do: offers, and cases whose customers wait, are for others; the rest stays. */
export async function selectLeaving(db: Db, personId: string): Promise<Leaving> {
  const held = await selectHeldCases(db, personId);
  const goingBack = held.filter((each) => each.isCustomerWaiting).length;
  return { goingBack, staying: held.length - goingBack };
}
