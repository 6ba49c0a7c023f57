/**
 * Whether an agent can be reached: an open event stream says so with each beat. A connection counts until its grace is over, so a
 * reload or a short cut changes nothing; routing sees `connected_until` only as "there is one".
 */
import { graceMs } from '#engine/agent/capacity.ts';
import { loseConnection } from '#engine/agent/state.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import { type Running, startLoop } from '../work/loop.ts';
import { insertHistory } from './queries.ts';
import { settleAgent } from './settle.ts';

/** Each beat of an open stream. Only the first one after a loss changes what routing knows, and is kept in the history. */
export async function agentConnected(context: { db: Db }, personId: string): Promise<void> {
  await context.db.transact(async (db) => {
    const [agent] = await db.rows<{ wasConnected: boolean }>(
      `select connected_until is not null as "wasConnected" from agents where person_id = $1 for no key update`,
      [personId],
    );
    if (!agent) return;
    await db.rows(`update agents set connected_until = parley_now() + $2 * interval '1 millisecond' where person_id = $1`, [
      personId,
      graceMs,
    ]);
    if (agent.wasConnected) return;
    await insertHistory(db, personId);
    db.wake('routing');
  });
}

/**
 * The sandbox moved Parley's clock, but a connection lives in real time: it keeps the grace it had. To be called in the
 * transaction that moves the clock.
 */
export async function keepConnections(db: Db, movedByMs: number): Promise<void> {
  await db.rows(`update agents set connected_until = connected_until + $1 * interval '1 millisecond' where connected_until is not null`, [
    movedByMs,
  ]);
}

const sweepEveryMs = 1_000;

/** Woken when the clock is moved, else by the poll: agents are few, and the grace is long beside a second. */
export function startPresence(context: Pick<Context, 'db' | 'log' | 'newId'>): Running {
  return startLoop(context, { part: 'presence', topic: 'clock', pollMs: sweepEveryMs, once: () => sweepOnce(context) });
}

/** Agents whose grace is over go offline, each in a transaction of their own. Gives how many did. */
export async function sweepOnce(context: Pick<Context, 'db' | 'newId'>): Promise<number> {
  const lost = await context.db.rows<{ personId: string }>(
    'select person_id as "personId" from agents where connected_until < parley_now() order by person_id',
  );
  for (const { personId } of lost) await takeOffline(context, personId);
  return lost.length;
}

async function takeOffline(context: Pick<Context, 'db' | 'newId'>, personId: string): Promise<void> {
  const settling = { personId, traceId: context.newId(), actorId: null };
  await settleAgent(context, settling, async ({ agent, held, at }, db) => {
    // They may have come back while we waited for their cases.
    if (!agent.isConnectionLost) return [];
    await db.rows('update agents set connected_until = null where person_id = $1', [personId]);
    const events = loseConnection(agent, { held, at });
    if (events.length === 0) await insertHistory(db, personId);
    return events;
  });
}
