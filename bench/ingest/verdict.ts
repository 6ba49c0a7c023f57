/** After a run: every acknowledged item is looked for in the database, one by one, and the invariants are asked. */
import type { Db } from '#server/db/database.ts';
import { invariants } from '#server/ops/invariants.ts';
import type { Outcome } from './generator.ts';
import { itemOf, type Run, type Word } from './webhooks.ts';

export type Verdict = { lost: number; broken: string[] };

const ranks: Record<Word, number> = { sent: 1, delivered: 2, read: 3 };

export async function judge(db: Db, channelId: string, { run, outcome }: { run: Run; outcome: Outcome }): Promise<Verdict> {
  const unpromised = new Set(outcome.unpromised);
  const messages: string[] = [];
  const statuses = new Map<string, Word>();
  for (let number = 0; number < outcome.offered; number += 1) {
    if (unpromised.has(number)) continue;
    const item = itemOf(number, run);
    if (item.kind === 'message') messages.push(item.wamid);
    else if (ranks[item.status] > ranks[statuses.get(item.wamid) ?? 'sent'] || !statuses.has(item.wamid))
      statuses.set(item.wamid, item.status);
  }
  return {
    lost: (await lostMessages(db, channelId, messages)) + (await lostStatuses(db, channelId, statuses)),
    broken: await askInvariants(db),
  };
}

/** A message counts as there with its event. */
async function lostMessages(db: Db, channelId: string, wamids: string[]): Promise<number> {
  const [row] = await db.rows<{ lost: number }>(
    `select count(*) as lost from unnest($2::text[]) as n (wamid)
     left join messages m on m.channel_id = $1 and m.provider_id = n.wamid and m.direction = 'in'
     left join events e on e.case_id = m.case_id and e.type = 'message.received' and e.facts->>'messageId' = m.id::text
     where m.id is null or e.id is null`,
    [channelId, wamids],
  );
  return row?.lost ?? 0;
}

/** The status has risen to the highest word that was acknowledged. */
async function lostStatuses(db: Db, channelId: string, words: Map<string, Word>): Promise<number> {
  const [row] = await db.rows<{ lost: number }>(
    `select count(*) as lost from unnest($2::text[], $3::text[]) as n (wamid, word)
     left join messages m on m.channel_id = $1 and m.provider_id = n.wamid
     where m.status is distinct from n.word`,
    [channelId, [...words.keys()], [...words.values()]],
  );
  return row?.lost ?? 0;
}

async function askInvariants(db: Db): Promise<string[]> {
  const broken: string[] = [];
  for (const { id, sentence, sql } of invariants) {
    const rows = await db.rows(sql);
    if (rows.length > 0) broken.push(`${id}: ${sentence} (${rows.length})`);
  }
  return broken;
}
