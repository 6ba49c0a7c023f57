/** A centre of a thousand agents: fifty skills, twenty agents each, and cases that only the agents of their skill see. */
import { createHash, randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { Database } from '#server/db/database.ts';
import { openVault } from '#server/ops/vault.ts';

export type Crowd = { tokens: string[]; caseIds: string[]; readerId: string };
export const skills = 50;
export const agentsPerSkill = 20;
const casesPerSkill = 40;

const list = <T>(length: number, make: (place: number) => T): T[] => Array.from({ length }, (_, place) => make(place));

export async function addCrowd(db: Database, folder: string): Promise<Crowd> {
  const vault = await openVault(`${folder}/secrets.key`);
  const sealed = (table: string, column: string, row: string) => vault.seal('bench', { table, column, row });
  const [roleId, scriptId, channelId] = [uuidv7(), uuidv7(), uuidv7()];
  const skillIds = list(skills, () => uuidv7());
  await db.rows("insert into organisation (name) values ('Bench')");
  await db.rows("insert into roles values ($1, 'Agent', '{agent.work}')", [roleId]);
  await db.rows("insert into skills (id, name) select id, 'Skill ' || place from unnest($1::uuid[]) with ordinality as n (id, place)", [
    skillIds,
  ]);
  await db.rows("insert into scripts values ($1, 'Starter')", [scriptId]);
  await db.rows("insert into meta_apps (id, name, app_secret, verify_token) values ('app', 'App', $1, $2)", [
    sealed('meta_apps', 'app_secret', 'app'),
    sealed('meta_apps', 'verify_token', 'app'),
  ]);
  await db.rows("insert into whatsapp_accounts values ('waba', 'app', 'portfolio', 'Account', $1)", [
    sealed('whatsapp_accounts', 'access_token', 'waba'),
  ]);
  await db.rows(
    `insert into channels (id, kind, name, whatsapp_account_id, phone_number_id, number, default_skill_id, default_script_id)
     values ($1, 'whatsapp', 'Bench', 'waba', '1', '+82', $2, $3)`,
    [channelId, skillIds[0], scriptId],
  );
  await db.rows("insert into role_channels values ($1, $2, '{cases.view-own,cases.view-skills}')", [roleId, channelId]);
  const { people, tokens } = await addAgents(db, roleId, skillIds);
  return { tokens, caseIds: await addCases(db, channelId, skillIds), readerId: people[0] ?? '' };
}

async function addAgents(db: Database, roleId: string, skillIds: string[]): Promise<{ people: string[]; tokens: string[] }> {
  const people = list(skills * agentsPerSkill, () => uuidv7());
  const tokens = people.map(() => randomBytes(32).toString('base64url'));
  await db.rows(
    `insert into people (id, name, email, language, role_id)
     select id, 'Agent ' || place, place || '@bench.example', 'ko', $2 from unnest($1::uuid[]) with ordinality as n (id, place)`,
    [people, roleId],
  );
  // Away, and their cases parked: routing has nothing to do here.
  await db.rows("insert into agents (person_id, state) select unnest($1::uuid[]), 'away'", [people]);
  await db.rows('insert into agent_skills select *, 1 from unnest($1::uuid[], $2::uuid[])', [
    people,
    people.map((_, place) => skillIds[place % skills]),
  ]);
  await db.rows(
    `insert into sessions (id, token_hash, person_id, expires_at)
     select id, hash, person_id, parley_now() + interval '1 day' from unnest($1::uuid[], $2::bytea[], $3::uuid[]) as n (id, hash, person_id)`,
    [people.map(() => uuidv7()), tokens.map((token) => createHash('sha256').update(token).digest()), people],
  );
  return { people, tokens };
}

async function addCases(db: Database, channelId: string, skillIds: string[]): Promise<string[]> {
  const caseIds = list(skills * casesPerSkill, () => uuidv7());
  const customerIds = caseIds.map(() => uuidv7());
  await db.rows("insert into customers (id, name, created_at) select unnest($1::uuid[]), '김민준', parley_now()", [customerIds]);
  await db.rows(
    `insert into cases (id, customer_id, channel_id, skill_id, direction, status, place, opened_at,
       last_customer_message_at, last_message_at, preview)
     select id, customer_id, $4, skill_id, 'in', 'open', 'parked', parley_now(), parley_now(), parley_now(), $5
     from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as n (id, customer_id, skill_id)`,
    [
      caseIds,
      customerIds,
      caseIds.map((_, place) => skillIds[place % skills]),
      channelId,
      JSON.stringify({ kind: 'text', text: '배송이 언제 도착하나요?', direction: 'in' }),
    ],
  );
  await db.rows('vacuum analyze');
  return caseIds;
}
