/** Cases in every situation that decides who may see them, beside the small company of `app.ts`. */
import { randomUUID } from 'node:crypto';
import type { CasePlace, CaseStatus } from '#contract/cases.ts';
import type { CaseFacts } from '#engine/role/may.ts';
import type { Database } from '#server/db/database.ts';

export type CaseWish = {
  channelId: string;
  skillId?: string | null;
  assignedTo?: string | null;
  offeredTo?: string | null;
  status?: CaseStatus;
  /** Minutes before now. */
  minutesAgo?: number;
  waits?: boolean;
  name?: string;
};
export type AddedCase = { id: string; customerId: string; status: CaseStatus; place: CasePlace | null; facts: CaseFacts };

export async function addCase(db: Database, wish: CaseWish): Promise<AddedCase> {
  const { channelId, skillId = null, assignedTo = null, offeredTo = null, status = assignedTo ? 'open' : 'new', minutesAgo = 0 } = wish;
  const [id, customerId] = [randomUUID(), randomUUID()] as const;
  const place = placeOf(wish, status);
  const isOver = place === null;
  const isWaiting = wish.waits ?? (place === 'queued' || place === 'offered');
  await db.rows('insert into customers (id, name, created_at) values ($1, $2, parley_now())', [customerId, wish.name ?? '이서연']);
  await db.rows(
    `insert into cases (id, customer_id, channel_id, skill_id, direction, status, place, assigned_to, opened_at, queued_at, closed_at,
       waiting_since, last_customer_message_at, last_message_at)
     select $1, $2, $3, $4, 'in', $5, $6, $7, at, at, case when $8 then at end, case when $9 then at end, at, at
     from (select date_trunc('milliseconds', parley_now()) - $10 * interval '1 minute' as at) t`,
    [id, customerId, channelId, skillId, status, place, isOver ? null : assignedTo, isOver, isWaiting && !isOver, minutesAgo],
  );
  if (assignedTo && !isOver) {
    await db.rows('insert into assignments (id, case_id, person_id, started_at) values ($1, $2, $3, parley_now())', [
      randomUUID(),
      id,
      assignedTo,
    ]);
    await db.rows('update agents set load = load + 1 where person_id = $1', [assignedTo]);
  }
  if (offeredTo && !isOver) {
    await db.rows(
      `insert into offers (id, case_id, person_id, skill_id, decision_id, offered_at, expires_at)
       values ($1, $2, $3, $4, $5, parley_now(), parley_now() + interval '30 seconds')`,
      [randomUUID(), id, offeredTo, skillId, randomUUID()],
    );
    await db.rows('update agents set load = load + 1 where person_id = $1', [offeredTo]);
  }
  return { id, customerId, status, place, facts: { channelId, skillId, assignedTo: isOver ? null : assignedTo, offeredTo } };
}

function placeOf({ assignedTo, offeredTo }: CaseWish, status: CaseStatus): CasePlace | null {
  if (status === 'closed' || status === 'trashed') return null;
  if (status === 'resolved') return 'parked';
  if (assignedTo) return 'assigned';
  return offeredTo ? 'offered' : 'queued';
}

/** Another channel of the same account. */
export async function addChannel(db: Database, name: string): Promise<string> {
  const id = randomUUID();
  await db.rows(
    `insert into channels (id, kind, name, whatsapp_account_id, phone_number_id, number, default_skill_id, default_script_id)
     select $1::uuid, kind, $2, whatsapp_account_id, $2, number, default_skill_id, default_script_id from channels limit 1`,
    [id, name],
  );
  return id;
}

export async function addSkill(db: Database, name: string): Promise<string> {
  const id = randomUUID();
  await db.rows('insert into skills (id, name) values ($1, $2)', [id, name]);
  return id;
}
