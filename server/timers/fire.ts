/**
 * What is due by the clock alone. A timer is a row made in the transaction that needs it and removed by whatever makes it needless, so
 * none is lost in a restart; it is only looked for here, and fired under the locks of what it changes.
 */
import { missOffers } from '#engine/agent/state.ts';
import { settleAgent } from '../agents/settle.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import { type Running, startLoop } from '../work/loop.ts';

type Firing = Pick<Context, 'db' | 'newId'>;

const mostPerRound = 200;
const pollMs = 1_000;

/** Besides the poll the loop is woken at the very moment the next timer is due, so that a countdown at zero is over at once. */
export function startTimers(context: Firing & Pick<Context, 'log'>): Running {
  let alarm: NodeJS.Timeout | undefined;
  const once = async () => {
    clearTimeout(alarm);
    const fired = await fireOnce(context);
    const dueInMs = fired > 0 ? undefined : await findNextDue(context.db);
    if (dueInMs !== undefined && dueInMs < pollMs) alarm = setTimeout(() => context.db.wakes.emit('timers'), Math.max(dueInMs, 0) + 1);
    return fired;
  };
  const loop = startLoop(context, { part: 'timers', topic: 'timers', pollMs, once });
  return {
    stop: async () => {
      await loop.stop();
      clearTimeout(alarm);
    },
  };
}

type Due = { timerId: string; personId: string | null; traceId: string | null };

/** Fires what is due, agent by agent; gives how many timers that were. */
export async function fireOnce(context: Firing): Promise<number> {
  const due = await selectDue(context.db);
  const needless = due.filter(({ personId }) => personId === null).map(({ timerId }) => timerId);
  if (needless.length > 0) await context.db.rows('delete from timers where id = any($1::uuid[])', [needless]);
  const traces = new Map(due.flatMap(({ personId, traceId }) => (personId === null ? [] : [[personId, traceId] as const])));
  for (const [personId, traceId] of traces) {
    const settling = { personId, traceId: traceId ?? context.newId(), actorId: null };
    await settleAgent(context, settling, ({ agent, held, at }) => missOffers(agent, { held, at }));
  }
  return due.length;
}

/** Whose offer each due timer ends; null when that offer is over already. */
function selectDue(db: Db): Promise<Due[]> {
  return db.rows<Due>(
    `select t.id as "timerId", o.person_id as "personId",
       (select e.trace_id from events e where e.case_id = t.case_id and e.type = 'offer.made' order by e.id desc limit 1) as "traceId"
     from timers t left join offers o on o.id = t.ref_id and o.state = 'live'
     where t.kind = 'offer-expires' and t.due_at <= parley_now() order by t.due_at limit ${mostPerRound}`,
  );
}

async function findNextDue(db: Db): Promise<number | undefined> {
  const [row] = await db.rows<{ dueInMs: number | null }>(
    `select extract(epoch from min(due_at) - parley_now())::float8 * 1000 as "dueInMs" from timers`,
  );
  return row?.dueInMs ?? undefined;
}
