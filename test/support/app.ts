/** The HTTP edge on a database of its own, with a small company in it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { onTestFinished } from 'vitest';
import { allChannelPermissions, allRolePermissions } from '#contract/permissions.ts';
import { connectGraph } from '#server/channels/whatsapp/graph.ts';
import { openClock } from '#server/clock.ts';
import { type Config, readConfig } from '#server/config.ts';
import type { Context } from '#server/context.ts';
import type { Database } from '#server/db/database.ts';
import { openApp } from '#server/http/app.ts';
import { handlers } from '#server/http/handlers.ts';
import { openLog } from '#server/ops/log.ts';
import { openMetrics } from '#server/ops/metrics.ts';
import { openVault } from '#server/ops/vault.ts';
import { checkAnswers } from './contract-check.ts';
import { freshDatabase } from './database.ts';

export type TestApp = { app: FastifyInstance; context: Context; db: Database; lines: string[] };

export async function openTestApp(changes: Partial<Config> = {}): Promise<TestApp> {
  const db = await freshDatabase();
  const lines: string[] = [];
  const clock = await openClock(db, () => undefined);
  const folder = await mkdtemp(join(tmpdir(), 'parley-app-'));
  const context: Context = {
    config: { ...readConfig({}, folder), dataFolder: folder, ...changes },
    db,
    clock,
    newId: randomUUID,
    log: openLog('debug', { write: (line: string) => void lines.push(line) }),
    metrics: openMetrics(),
    hashKey: randomBytes(32),
    vault: await openVault(join(folder, 'key')),
    graph: connectGraph({ baseUrl: 'http://127.0.0.1:9' }),
  };
  const app = await openApp(context, handlers);
  checkAnswers(app);
  onTestFinished(async () => {
    clock.stop();
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { app, context, db, lines };
}

export const password = 'correct horse battery';

export type Company = { roleId: string; skillId: string; channelId: string; customerId: string; caseId: string; personId: string };

/** One role with everything, one agent (Ana), one channel, one customer with one waiting case. */
export async function addCompany(db: Database): Promise<Company> {
  const [roleId, skillId, channelId, customerId, caseId, personId, scriptId] = Array.from({ length: 7 }, () => randomUUID()) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  await db.rows('insert into roles values ($1, $2, $3)', [roleId, 'Administrator', allRolePermissions]);
  await db.rows('insert into people (id, name, email, password_hash, language, role_id, is_demo) values ($1, $2, $3, $4, $5, $6, true)', [
    personId,
    'Ana',
    'ana@example.com',
    await hash(password),
    'en',
    roleId,
  ]);
  await db.rows('insert into skills (id, name) values ($1, $2)', [skillId, 'Sales']);
  await db.rows('insert into agents (person_id) values ($1)', [personId]);
  await db.rows('insert into agent_skills values ($1, $2, 1)', [personId, skillId]);
  await db.rows("insert into meta_apps values ('app1', 'App', $1, $1)", ['enc1:x']);
  await db.rows("insert into whatsapp_accounts values ('waba1', 'app1', 'portfolio1', 'Account', $1)", ['enc1:x']);
  await db.rows('insert into scripts values ($1, $2)', [scriptId, 'Starter']);
  await db.rows(
    `insert into channels (id, kind, name, whatsapp_account_id, phone_number_id, number, default_skill_id, default_script_id)
     values ($1, 'whatsapp', 'Main', 'waba1', 'pn1', '+82 2-555-0100', $2, $3)`,
    [channelId, skillId, scriptId],
  );
  await db.rows('insert into role_channels values ($1, $2, $3)', [roleId, channelId, allChannelPermissions]);
  await db.rows('insert into customers (id, name, created_at) values ($1, $2, parley_now())', [customerId, '김민준']);
  await db.rows(
    `insert into cases (id, customer_id, channel_id, skill_id, direction, status, place, opened_at, queued_at, waiting_since,
       last_customer_message_at, last_message_at)
     values ($1, $2, $3, $4, 'in', 'new', 'queued', parley_now(), parley_now(), parley_now(), parley_now(), parley_now())`,
    [caseId, customerId, channelId, skillId],
  );
  return { roleId, skillId, channelId, customerId, caseId, personId };
}

/** Asks as a browser that is signed in as Ana. */
export async function signIn(app: FastifyInstance): Promise<(ask: InjectOptions) => Promise<LightMyRequestResponse>> {
  const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { email: 'ana@example.com', password } });
  const cookies = Object.fromEntries(answer.cookies.map((cookie) => [cookie.name, cookie.value]));
  return (ask) => app.inject({ ...ask, cookies });
}
