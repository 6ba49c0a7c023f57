/** A company with several numbers and many customers who have just written, put straight into the tables. */
import { createHash, randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { Database } from '#server/db/database.ts';
import { openVault } from '#server/ops/vault.ts';

export type Number = { channelId: string; phoneNumberId: string; perSecond: number };
export type Company = {
  numbers: Number[];
  cases: Map<string, { caseId: string; customerId: string }[]>;
  tokens: string[];
  personId: string;
};

const sessions = 20;

export async function addCompany(db: Database, folder: string, plan: { perSecond: number; customers: number }[]): Promise<Company> {
  const [roleId, personId, skillId, scriptId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const vault = await openVault(`${folder}/secrets.key`);
  const sealed = (table: string, column: string, row: string) => vault.seal('token', { table, column, row });
  await db.rows('insert into roles values ($1, $2, $3)', [roleId, 'Agent', ['agent.work']]);
  await db.rows('insert into people (id, name, email, language, role_id) values ($1, $2, $3, $4, $5)', [
    personId,
    'Ana',
    'ana@example.com',
    'ko',
    roleId,
  ]);
  await db.rows('insert into skills (id, name) values ($1, $2)', [skillId, 'Sales']);
  await db.rows('insert into scripts values ($1, $2)', [scriptId, 'Starter']);
  await db.rows('insert into meta_apps values ($1, $2, $3, $4)', [
    'app',
    'App',
    sealed('meta_apps', 'app_secret', 'app'),
    sealed('meta_apps', 'verify_token', 'app'),
  ]);
  await db.rows('insert into whatsapp_accounts values ($1, $2, $3, $4, $5)', [
    'waba',
    'app',
    'portfolio',
    'Account',
    sealed('whatsapp_accounts', 'access_token', 'waba'),
  ]);
  const company: Company = { numbers: [], cases: new Map(), tokens: await addSessions(db, personId), personId };
  for (const [index, { perSecond, customers }] of plan.entries()) {
    const number = { channelId: uuidv7(), phoneNumberId: `10000${index}`, perSecond };
    await db.rows(
      `insert into channels (id, kind, name, whatsapp_account_id, phone_number_id, number, default_skill_id, default_script_id)
       values ($1, 'whatsapp', $2, 'waba', $2, $2, $3, $4)`,
      [number.channelId, number.phoneNumberId, skillId, scriptId],
    );
    await db.rows('insert into channel_pace (channel_id, per_second) values ($1, $2)', [number.channelId, perSecond]);
    await db.rows('insert into role_channels values ($1, $2, $3)', [roleId, number.channelId, ['cases.view-all', 'messages.reply']]);
    company.numbers.push(number);
    company.cases.set(number.channelId, await addCases(db, number.channelId, { customers, skillId, offset: index * 1_000_000 }));
  }
  return company;
}

/** Several, because each may send only so often. */
async function addSessions(db: Database, personId: string): Promise<string[]> {
  const tokens = Array.from({ length: sessions }, () => randomBytes(32).toString('base64url'));
  await db.rows(
    `insert into sessions (id, token_hash, person_id, expires_at)
     select id, hash, $3, parley_now() + interval '1 day' from unnest($1::uuid[], $2::bytea[]) as n (id, hash)`,
    [tokens.map(() => uuidv7()), tokens.map((token) => createHash('sha256').update(token).digest()), personId],
  );
  return tokens;
}

async function addCases(
  db: Database,
  channelId: string,
  { customers, skillId, offset }: { customers: number; skillId: string; offset: number },
): Promise<{ caseId: string; customerId: string }[]> {
  const rows = Array.from({ length: customers }, () => ({ caseId: uuidv7(), customerId: uuidv7() }));
  const ids = [rows.map(({ customerId }) => customerId), rows.map(({ caseId }) => caseId)];
  await db.rows(`insert into customers (id, name, created_at) select id, '김민준', parley_now() from unnest($1::uuid[]) as n (id)`, [
    ids[0],
  ]);
  await db.rows(
    `insert into customer_identities (customer_id, kind, scope, value, created_at)
     select id, 'phone', '', (821000000000 + $2 + place)::text, parley_now() from unnest($1::uuid[]) with ordinality as n (id, place)`,
    [ids[0], offset],
  );
  await db.rows(
    `insert into cases (id, customer_id, channel_id, skill_id, direction, status, place, opened_at, last_customer_message_at, last_message_at)
     select case_id, customer_id, $3, $4, 'in', 'open', 'parked', parley_now(), parley_now(), parley_now()
     from unnest($1::uuid[], $2::uuid[]) as n (customer_id, case_id)`,
    [...ids, channelId, skillId],
  );
  await db.rows(
    `insert into messages (id, case_id, customer_id, channel_id, direction, author_kind, content, provider_id, provider_at, at, created_at, status, trace_id)
     select gen_random_uuid(), case_id, customer_id, $3, 'in', 'customer', '{"kind":"text","text":"안녕하세요"}', 'in.' || case_id, parley_now(),
       parley_now(), parley_now(), 'received', 'bench' from unnest($1::uuid[], $2::uuid[]) as n (customer_id, case_id)`,
    [...ids, channelId],
  );
  return rows;
}

/** Queued in one transaction, round the customers; answers the ids. */
export async function queueMessages(db: Database, { cases, personId }: Company, { channelId }: Number, count: number): Promise<string[]> {
  const of = cases.get(channelId) ?? [];
  const rows = Array.from({ length: count }, (_, n) => ({ id: uuidv7(), ...of[n % of.length] }));
  const columns = [rows.map(({ id }) => id), rows.map(({ caseId }) => caseId), rows.map(({ customerId }) => customerId)];
  await db.transact(async (inside) => {
    await inside.rows(
      `insert into messages (id, case_id, customer_id, channel_id, direction, author_kind, author_id, content, at, created_at, status, trace_id)
       select id, case_id, customer_id, $4, 'out', 'agent', $5, '{"kind":"text","text":"네, 바로 확인할게요. 잠시만 기다려 주세요."}', parley_now(),
         parley_now(), 'queued', 'bench' from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as n (id, case_id, customer_id)`,
      [...columns, channelId, personId],
    );
    await inside.rows(
      `insert into outbox (id, kind, channel_id, customer_id, message_id, actor_id, run_at, created_at, trace_id)
       select gen_random_uuid(), 'message', $3, customer_id, id, $4, parley_now(), parley_now(), 'bench'
       from unnest($1::uuid[], $2::uuid[]) with ordinality as n (id, customer_id, place) order by place`,
      [columns[0], columns[2], channelId, personId],
    );
    inside.wake('outbox');
  });
  return columns[0] as string[];
}
