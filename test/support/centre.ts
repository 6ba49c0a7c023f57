/** A small contact centre on a database of its own: skills, channels, agents with their sessions, and customers who wait. */
import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { allChannelPermissions, allRolePermissions } from '#contract/permissions.ts';
import { agentHandlers } from '#server/agents/operations.ts';
import { agentConnected } from '#server/agents/presence.ts';
import { connectGraph } from '#server/channels/whatsapp/graph.ts';
import { openClock } from '#server/clock.ts';
import { readConfig } from '#server/config.ts';
import type { Context } from '#server/context.ts';
import { connectDatabase, type Database } from '#server/db/database.ts';
import type { SignedCall } from '#server/http/call.ts';
import { openLog } from '#server/ops/log.ts';
import { openMetrics } from '#server/ops/metrics.ts';
import { apply } from '#server/scene/apply.ts';
import { cloneDatabase } from './database.ts';

export type Centre = {
  context: Context;
  db: Database;
  skills: string[];
  channels: string[];
  agents: string[];
  /** Another process on the same database. */
  another(): Promise<Context>;
  /** What an operation is given when this agent calls it. */
  as(personId: string): SignedCall;
  /** Connected and available. */
  arrive(...personIds: string[]): Promise<void>;
  /** A new customer writes, and the script asks for an agent. */
  wait(wish?: { skillId?: string | undefined; channelId?: string | undefined; priority?: number }): Promise<string>;
  /** Parley's clock goes on. */
  moveClock(ms: number): Promise<void>;
  /** By itself when the test is over; a test that opens many closes each. */
  close(): Promise<void>;
};

export type Plan = {
  /** Per agent: skill (by number) → proficiency. */
  agents: Record<number, number>[];
  skills?: number;
  channels?: number;
  capacity?: number;
  acceptReject?: boolean;
};

export async function openCentre(plan: Plan): Promise<Centre> {
  const { database: db, connection, drop } = await cloneDatabase();
  const context = await contextOn(db);
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    context.clock.stop();
    await drop();
  };
  onTestFinished(close);
  const company = await addCompany(db, plan);
  let customers = 0;
  return {
    ...company,
    db,
    context,
    close,
    another: async () => {
      const other = await contextOn(connectDatabase(connection));
      onTestFinished(async () => {
        other.clock.stop();
        await other.db.close();
      });
      return other;
    },
    as: (personId) => callOf(context, company, personId),
    arrive: async (...personIds) => {
      for (const personId of personIds) {
        await agentConnected(context, personId);
        await agentHandlers.setMyState(callOf(context, company, personId), { state: 'available' });
      }
    },
    wait: (wish = {}) => {
      const skillId = wish.skillId ?? company.skills[0];
      const channelId = wish.channelId ?? company.channels[0];
      if (!skillId || !channelId) throw new Error('The company has no skill or no channel.');
      return queue(context, { skillId, channelId, priority: wish.priority ?? 0, name: `고객 ${++customers}` });
    },
    moveClock: (ms) =>
      db.transact(async (inside) => {
        await inside.rows('update clock set offset_ms = offset_ms + $1', [ms]);
        inside.wake('clock');
      }),
  };
}

type Company = { roleId: string; skills: string[]; channels: string[]; agents: string[] };

async function contextOn(db: Database): Promise<Context & { clock: Awaited<ReturnType<typeof openClock>> }> {
  return {
    config: readConfig({}, '/tmp/parley-test'),
    db,
    clock: await openClock(db, () => undefined),
    newId: randomUUID,
    log: openLog('silent'),
    metrics: openMetrics(),
    graph: connectGraph({ baseUrl: 'http://127.0.0.1:9' }),
    vault: { seal: (text) => text, open: (text) => text },
    hashKey: Buffer.alloc(32),
  };
}

const ids = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

async function addCompany(db: Database, plan: Plan): Promise<Company> {
  const [roleId, scriptId] = ids(2) as [string, string];
  const company = { roleId, skills: ids(plan.skills ?? 1), channels: ids(plan.channels ?? 1), agents: ids(plan.agents.length) };
  await db.rows('insert into roles values ($1, $2, $3)', [roleId, 'Agent', allRolePermissions]);
  await db.rows('insert into skills (id, name, accept_reject) select id, $2 || left(id::text, 8), $3 from unnest($1::uuid[]) as n (id)', [
    company.skills,
    'Skill ',
    plan.acceptReject ?? true,
  ]);
  await db.rows("insert into meta_apps values ('app1', 'App', $1, $1)", ['enc1:x']);
  await db.rows("insert into whatsapp_accounts values ('waba1', 'app1', 'portfolio1', 'Account', $1)", ['enc1:x']);
  await db.rows('insert into scripts values ($1, $2)', [scriptId, 'Starter']);
  await db.rows(
    `insert into channels (id, kind, name, whatsapp_account_id, phone_number_id, number, default_skill_id, default_script_id)
     select id, 'whatsapp', 'Main', 'waba1', id::text, '+82', $2, $3 from unnest($1::uuid[]) as n (id)`,
    [company.channels, company.skills[0], scriptId],
  );
  await db.rows('insert into role_channels select $1::uuid, id, $3 from unnest($2::uuid[]) as n (id)', [
    roleId,
    company.channels,
    allChannelPermissions,
  ]);
  await addAgents(db, company, plan);
  return company;
}

async function addAgents(db: Database, { agents, skills, roleId }: Company, plan: Plan): Promise<void> {
  await db.rows(
    `insert into people (id, name, email, language, role_id)
     select id, 'Agent ' || place, id || '@example.com', 'ko', $2 from unnest($1::uuid[]) with ordinality as n (id, place)`,
    [agents, roleId],
  );
  await db.rows('insert into agents (person_id, capacity) select id, $2 from unnest($1::uuid[]) as n (id)', [agents, plan.capacity ?? 5]);
  const had = plan.agents.flatMap((agent, index) =>
    Object.entries(agent).map(([skill, level]) => ({ index, skill: Number(skill), level })),
  );
  await db.rows('insert into agent_skills select * from unnest($1::uuid[], $2::uuid[], $3::int[])', [
    had.map(({ index }) => agents[index]),
    had.map(({ skill }) => skills[skill]),
    had.map(({ level }) => level),
  ]);
}

function callOf(context: Context, { roleId, channels }: Company, personId: string): SignedCall {
  const granted = channels.map((id) => ({ id, name: 'Main', permissions: [...allChannelPermissions] }));
  return {
    context,
    db: context.db,
    requestId: randomUUID(),
    language: 'ko',
    address: '127.0.0.1',
    key: null,
    signed: {
      sessionId: randomUUID(),
      personId,
      name: 'Agent',
      email: 'agent@example.com',
      language: 'ko',
      role: { id: roleId, name: 'Agent' },
      channels: granted,
      isAgent: true,
      grants: {
        personId,
        roleName: 'Agent',
        permissions: allRolePermissions,
        channels: Object.fromEntries(channels.map((id) => [id, allChannelPermissions])),
        skills: [],
      },
    },
    readCookie: () => undefined,
    setCookie: () => undefined,
  };
}

type Queued = { skillId: string; channelId: string; priority: number; name: string };

async function queue({ db, clock, newId }: Context, { skillId, channelId, priority, name }: Queued): Promise<string> {
  const [customerId, caseId] = ids(2) as [string, string];
  await clock.adjust();
  const at = clock.now();
  await db.transact((inside) =>
    apply(
      inside,
      [
        {
          traceId: `trace of ${caseId}`,
          actorId: null,
          events: [
            { type: 'customer.created', customerId, name, at },
            { type: 'case.opened', caseId, customerId, channelId, direction: 'in', status: 'new', at },
            { type: 'case.queued', caseId, skillId, priority, because: 'script', at },
          ],
        },
      ],
      newId,
    ),
  );
  return caseId;
}
