/** A large contact centre: agents with a few skills each, and cases that wait, as values and put straight into the tables. */
import { randomUUID } from 'node:crypto';
import type { AgentSnapshot, WaitingCase } from '#engine/routing/eligible.ts';
import type { Database } from '#server/db/database.ts';

export type Size = { cases: number; agents: number; skills: number };
export type Centre = { channelId: string; skills: string[]; agents: AgentSnapshot[]; waiting: WaitingCase[] };

const capacity = 5;
/** Repeatable: what looks like chance is a multiplication. */
const spread = (index: number, among: number): number => ((index * 2_654_435_761) >>> 8) % among;

export function makeCentre({ cases, agents, skills: skillCount }: Size, now: number): Centre {
  const channelId = randomUUID();
  const skills = Array.from({ length: skillCount }, () => randomUUID());
  const skillOf = (index: number) => skills[spread(index, skillCount)] ?? '';
  return {
    channelId,
    skills,
    agents: Array.from({ length: agents }, (_, index) => ({
      personId: randomUUID(),
      state: 'available' as const,
      isConnected: true,
      capacity,
      load: 0,
      idleSince: now - spread(index, 3_600_000),
      skills: Object.fromEntries([0, 1, 2].map((step) => [skillOf(index * 3 + step), 1 + spread(index + step, 20)])),
      channels: [channelId],
    })),
    waiting: Array.from({ length: cases }, (_, index) => ({
      caseId: randomUUID(),
      channelId,
      skillId: skillOf(index),
      priority: spread(index, 10),
      queuedAt: now - spread(index, 600_000),
      acceptReject: true,
      acceptSeconds: 600,
      trigger: 'queued',
      refusedBy: [],
    })),
  };
}

export async function addCentre(db: Database, { channelId, skills, agents, waiting }: Centre): Promise<void> {
  const [roleId, scriptId] = [randomUUID(), randomUUID()];
  await db.rows('insert into roles values ($1, $2, $3)', [roleId, 'Agent', ['agent.work']]);
  await db.rows('insert into skills (id, name, accept_seconds) select id, left(id::text, 30), 600 from unnest($1::uuid[]) as n (id)', [
    skills,
  ]);
  await db.rows('insert into scripts values ($1, $2)', [scriptId, 'Starter']);
  await db.rows("insert into meta_apps values ('app', 'App', $1, $1)", ['enc1:x']);
  await db.rows("insert into whatsapp_accounts values ('waba', 'app', 'portfolio', 'Account', $1)", ['enc1:x']);
  await db.rows(
    `insert into channels (id, kind, name, whatsapp_account_id, phone_number_id, number, default_skill_id, default_script_id)
     values ($1, 'whatsapp', 'Main', 'waba', '1', '+82', $2, $3)`,
    [channelId, skills[0], scriptId],
  );
  await db.rows('insert into role_channels values ($1, $2, $3)', [roleId, channelId, ['messages.reply']]);
  await addAgents(db, agents, roleId);
  await addWaiting(db, waiting);
  await db.rows('analyze');
}

async function addAgents(db: Database, agents: readonly AgentSnapshot[], roleId: string): Promise<void> {
  const ids = agents.map((agent) => agent.personId);
  await db.rows(
    `insert into people (id, name, email, language, role_id) select id, 'Agent', id || '@example.com', 'ko', $2 from unnest($1::uuid[]) as n (id)`,
    [ids, roleId],
  );
  await db.rows(
    `insert into agents (person_id, state, capacity, connected_until)
     select id, 'available', ${capacity}, parley_now() + interval '1 day' from unnest($1::uuid[]) as n (id)`,
    [ids],
  );
  const had = agents.flatMap((agent) => Object.entries(agent.skills).map(([skill, level]) => ({ person: agent.personId, skill, level })));
  await db.rows('insert into agent_skills select * from unnest($1::uuid[], $2::uuid[], $3::int[])', [
    had.map(({ person }) => person),
    had.map(({ skill }) => skill),
    had.map(({ level }) => level),
  ]);
}

async function addWaiting(db: Database, waiting: readonly WaitingCase[]): Promise<void> {
  const customers = waiting.map(() => randomUUID());
  await db.rows(`insert into customers (id, name, created_at) select id, '김민준', parley_now() from unnest($1::uuid[]) as n (id)`, [
    customers,
  ]);
  await db.rows(
    `insert into cases (id, customer_id, channel_id, skill_id, direction, status, place, priority, opened_at, queued_at, waiting_since,
       last_customer_message_at, last_message_at)
     select id, customer_id, channel_id, skill_id, 'in', 'new', 'queued', priority, at, at, at, at, at
     from (select id, customer_id, channel_id, skill_id, priority, parley_now() - wait_ms * interval '1 ms' as at
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::int[]) as n (id, customer_id, channel_id, skill_id, priority, wait_ms)) n`,
    [
      waiting.map((item) => item.caseId),
      customers,
      waiting.map((item) => item.channelId),
      waiting.map((item) => item.skillId),
      waiting.map((item) => item.priority),
      waiting.map((_, index) => spread(index, 600_000)),
    ],
  );
}
