/** Changes of an agent that touch the cases they hold: state, missed offers, a lost connection. */
import type { Held } from '#engine/agent/state.ts';
import type { SceneEvent } from '#engine/events.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import { apply } from '../scene/apply.ts';
import { loadCases } from '../scene/load.ts';
import { type LockedAgent, lockAgent, selectHeldCases } from './queries.ts';

export type Settling = { personId: string; traceId: string; actorId: string | null };
/** `at` is read after everything is locked. */
export type AgentWorld = { agent: LockedAgent; held: Held[]; at: number };

/** Each try sees what the one before was too late for; somebody who is given cases that fast is caught by the next. */
const mostTries = 10;

/**
 * Customers are locked before agents, so the agent's cases must be known before they are certain: if the agent was given one more in
 * between, everything is let go and done again. False for somebody who is no agent.
 */
export async function settleAgent(
  { db, newId }: Pick<Context, 'db' | 'newId'>,
  { personId, traceId, actorId }: Settling,
  decide: (world: AgentWorld, inside: Db) => Promise<SceneEvent[]> | SceneEvent[],
): Promise<boolean> {
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const outcome = await db.transact(async (inside) => {
      const world = await lockWorld(inside, personId);
      if (world === 'moved' || world === 'no-agent') return world;
      await apply(inside, [{ events: await decide(world, inside), traceId, actorId }], newId);
      return 'settled';
    });
    if (outcome !== 'moved') return outcome === 'settled';
  }
  throw new Error('An agent was given cases faster than their state could be settled.');
}

async function lockWorld(db: Db, personId: string): Promise<AgentWorld | 'moved' | 'no-agent'> {
  const expected = await selectHeldCases(db, personId);
  const scenes = await loadCases(
    db,
    expected.map((entry) => entry.caseId),
  );
  const agent = await lockAgent(db, personId);
  if (!agent) return 'no-agent';
  const held: Held[] = [];
  for (const { caseId, isCustomerWaiting } of await selectHeldCases(db, personId)) {
    const scene = scenes.get(caseId);
    if (!scene?.liveCase) return 'moved';
    held.push({ live: scene.liveCase, defaultSkillId: scene.channel.defaultSkillId, isCustomerWaiting });
  }
  return { agent, held, at: await readNow(db) };
}

async function readNow(db: Db): Promise<number> {
  const [row] = await db.rows<{ now: number }>('select parley_now() as now');
  if (!row) throw new Error('The database told no time.');
  return row.now;
}
