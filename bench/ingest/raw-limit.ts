/** What the driver alone can write: the same rows, tables and indexes, one `unnest` statement per batch, nothing around it. */
import { createHash, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { type Database, iso } from '#server/db/database.ts';
import { type World, webhookBody } from './webhooks.ts';

const insert = `
  with came as (
    insert into inbound (meta_app_id, received_at, sha256, body, trace_id)
    select * from unnest($1::text[], $2::timestamptz[], $3::bytea[], $4::bytea[], $5::text[])
    on conflict (sha256) do nothing
    returning id, received_at
  )
  insert into inbound_work (inbound_id, run_at) select id, received_at from came`;

/** Rows per second, best of the batch sizes; two batches in flight, which is the best of this driver on two cores. */
export async function rawLimit(db: Database, world: World, secondsEach: number): Promise<number> {
  let best = 0;
  for (const size of [100, 200, 300, 500]) best = Math.max(best, await rate(db, world, { size, seconds: secondsEach }));
  return best;
}

async function rate(db: Database, world: World, { size, seconds }: { size: number; seconds: number }): Promise<number> {
  const run = randomUUID();
  const batches = Array.from({ length: 40 }, (_, batch) => rowsOf(world, `${run}.${batch}`, size));
  const began = performance.now();
  let written = 0;
  let next = 0;
  const write = async () => {
    while (performance.now() - began < seconds * 1000) {
      const batch = batches[next % batches.length] ?? [];
      const round = next;
      next += 1;
      // The bodies are made before the clock starts; only the hash must differ from round to round.
      const hashes = batch.map((row) => createHash('sha256').update(`${row.trace}.${round}`).digest());
      const at = iso(Date.now());
      await db.rows(insert, [
        batch.map(() => world.metaAppId),
        batch.map(() => at),
        hashes,
        batch.map((row) => row.body),
        batch.map((row) => row.trace),
      ]);
      written += size;
    }
  };
  await Promise.all([write(), write()]);
  return written / ((performance.now() - began) / 1000);
}

function rowsOf(world: World, name: string, size: number) {
  return Array.from({ length: size }, (_, index) => {
    const wamid = `wamid.${name}.${index}`;
    const body = webhookBody(
      world,
      { kind: 'message', wamid, customer: index, text: `안녕하세요, 주문 ${index} 언제 오나요? 🚚` },
      1_790_000_000,
    );
    return { body, trace: randomUUID() };
  });
}
