/** Webhooks as Meta posts them, stored as the edge stores them, and processed without waiting. */
import { createHash, randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { type Database, iso } from '#server/db/database.ts';
import { processOnce } from '#server/inbound/process.ts';
import { openLog } from '#server/ops/log.ts';
import { openMetrics } from '#server/ops/metrics.ts';

type Value = Record<string, unknown>;

export const textFrom = (phone: string, id: string, changes: Value = {}): Value => ({
  id,
  from: phone,
  timestamp: '1763801137',
  type: 'text',
  text: { body: id },
  ...changes,
});

export function openInbound(db: Database) {
  const lines: string[] = [];
  const context = {
    db,
    newId: uuidv7,
    log: openLog('debug', { write: (line: string) => void lines.push(line) }),
    metrics: openMetrics(),
    clock: { now: () => 0, adjust: async () => undefined },
  };

  async function store(body: unknown, { metaAppId = 'app1' } = {}): Promise<number> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const [clock] = await db.rows<{ now: number }>('select parley_now() as now');
    const [row] = await db.rows<{ id: number }>(
      `with came as (
         insert into inbound (meta_app_id, received_at, sha256, body, trace_id) values ($1, $2, $3, $4, $5) returning id, received_at),
       work as (insert into inbound_work (inbound_id, run_at) select id, received_at from came)
       select id from came`,
      [metaAppId, iso(clock?.now ?? 0), createHash('sha256').update(bytes).update(randomUUID()).digest(), bytes, randomUUID()],
    );
    return row?.id ?? 0;
  }

  /** One webhook for one number; `contacts` are made from the messages. */
  function webhook(value: Value, phoneNumberId = 'pn1'): Value {
    return {
      object: 'whatsapp_business_account',
      entry: [{ id: 'waba1', changes: [{ field: 'messages', value: { metadata: { phone_number_id: phoneNumberId }, ...value } }] }],
    };
  }

  return {
    context,
    lines,
    webhook,
    store,
    post: (value: Value) => store(webhook(value)),
    /** Until nothing is due. */
    settle: async () => {
      while ((await processOnce(context)) > 0);
    },
    /** What waits for its next try is due now. */
    hurry: () => db.rows('update inbound_work set run_at = parley_now()'),
  };
}
