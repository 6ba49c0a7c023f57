/** What must be true after the storm, asked of the database and of the pretend Meta. Every line it answers is a fault. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '#server/db/database.ts';
import { invariants } from '#server/ops/invariants.ts';
import type { System } from './system.ts';

export type Promised = { acknowledged: ReadonlySet<string>; confirmed: ReadonlyMap<string, string> };

const openWork = `select (select count(*) from inbound_work) + (select count(*) from outbox where state in ('queued', 'handed'))
  + (select count(*) from outbox where state = 'unknown' and created_at > parley_now() - interval '150 seconds') as open`;

/** Waits until nothing is on its way any more: what is unknown must have been settled or flagged. */
export async function drained(db: Database, mostMs: number): Promise<boolean> {
  for (let waited = 0; waited < mostMs; waited += 500) {
    const [row] = await db.rows<{ open: number }>(openWork).catch(() => [{ open: -1 }]);
    if (row?.open === 0) return true;
    await wait(500);
  }
  return false;
}

export async function faultsOf(system: System, db: Database, promised: Promised): Promise<string[]> {
  const broken = await Promise.all(
    invariants.map(async ({ id, sentence, sql }) => {
      const rows = await db.rows(sql);
      return rows.length === 0 ? [] : [`${id} is broken ${rows.length} times: ${sentence}`];
    }),
  );
  return [...broken.flat(), ...(await lostOrDoubled(db, promised)), ...(await sentTwice(system, db, promised))];
}

async function lostOrDoubled(db: Database, { acknowledged, confirmed }: Promised): Promise<string[]> {
  const inbound = await db.rows<{ wamid: string; found: number }>(
    `select w.wamid, count(m.id) as found from unnest($1::text[]) as w (wamid)
     left join messages m on m.provider_id = w.wamid and m.direction = 'in' group by 1 having count(m.id) <> 1`,
    [[...acknowledged]],
  );
  const replies = await db.rows<{ key: string; found: number }>(
    `select k.key, count(m.id) as found from unnest($1::text[]) as k (key)
     left join messages m on m.content ->> 'text' = 'answer ' || k.key group by 1 having count(m.id) <> 1`,
    [[...confirmed.keys()]],
  );
  return [
    ...inbound.map(({ wamid, found }) => `An acknowledged message is there ${found} times: ${wamid}`),
    ...replies.map(({ key, found }) => `A confirmed answer is there ${found} times: ${key}`),
  ];
}

type Sent = { opaque: string | null; wamid: string };

/** The pretend Meta's own memory: what it accepted, by the id we sent along. */
async function sentTwice({ sandboxUrl }: System, db: Database, { confirmed }: Promised): Promise<string[]> {
  const sends = (await (await fetch(`${sandboxUrl}/control/messages`)).json()) as Sent[];
  const times = new Map<string, number>();
  for (const { opaque } of sends) if (opaque) times.set(opaque, (times.get(opaque) ?? 0) + 1);
  const doubled = [...times].filter(([, count]) => count > 1).map(([id, count]) => `Meta took message ${id} ${count} times.`);
  const never = await db.rows<{ id: string }>(
    `select m.id from messages m join outbox o on o.message_id = m.id
     where m.id = any($1::uuid[]) and o.state = 'accepted' and m.status <> 'failed'`,
    [[...confirmed.values()]],
  );
  const missing = never.filter(({ id }) => !times.has(id)).map(({ id }) => `Parley thinks Meta took message ${id}, and it did not.`);
  return [...doubled, ...missing];
}
