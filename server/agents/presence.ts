/**
 * Whether an agent can be reached: an open event stream says so with each beat. A connection counts until its grace is over, so a
 * reload or a short cut changes nothing; routing sees `connected_until` only as "there is one".
 */
import { graceMs } from '#engine/agent/capacity.ts';
import type { Db } from '../db/database.ts';

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
    await db.rows(
      `insert into agent_history (person_id, state, capacity, load, is_connected, idle_since, skills)
       select a.person_id, a.state, a.capacity, a.load, true, a.idle_since,
         coalesce((select jsonb_object_agg(s.skill_id, s.proficiency) from agent_skills s where s.person_id = a.person_id), '{}')
       from agents a where a.person_id = $1`,
      [personId],
    );
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
