/**
 * The first administrator. Outside sandbox mode nobody has an account; every start prints a link with 256 random bits until one exists.
 * The link works once, and a new start makes the one before useless.
 */
import { randomBytes } from 'node:crypto';
import type { InputOf } from '#contract/operation.ts';
import type { setUp as setUpOperation } from '#contract/people.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import type { Call, Handlers } from '../http/call.ts';
import { Refusal } from '../refusal.ts';
import { defaultRoles } from './default-roles.ts';
import { hashPassword } from './passwords.ts';
import { hashOf } from './sessions.ts';
import { startSession } from './start-session.ts';

const shortestPassword = 12;

/** Null in sandbox mode, and once somebody is there. The code stands after `#`, so that no proxy or log ever sees it. */
export async function printSetupLink({ config, db }: Pick<Context, 'config' | 'db'>): Promise<string | null> {
  if (config.isSandbox) return null;
  const code = randomBytes(32).toString('base64url');
  const rows = await db.rows(
    `insert into organisation (name, setup_code_hash) select 'Parley', $1 where not exists (select from people)
     on conflict (is_only) do update set setup_code_hash = excluded.setup_code_hash returning is_only`,
    [hashOf(code)],
  );
  return rows.length === 0 ? null : `${config.publicUrl}/setup#code=${code}`;
}

type Wish = InputOf<typeof setUpOperation>;

export const setupHandlers = {
  setUp: async (call: Call, wish) => {
    if (!(await isOpen(call.db, wish.code))) throw new Refusal('setup-link-used');
    if ([...wish.password].length < shortestPassword) throw new Refusal('password-weak', { minimum: shortestPassword });
    // Before the transaction: hashing takes its time, and nobody should hold a row meanwhile.
    const passwordHash = await hashPassword(wish.password);
    const personId = await call.context.db.transact((db) => createFirst(db, { context: call.context, wish, passwordHash }));
    return startSession(call, personId);
  },
} satisfies Handlers;

async function isOpen(db: Db, code: string): Promise<boolean> {
  const rows = await db.rows('select from organisation where setup_code_hash = $1', [hashOf(code)]);
  return rows.length === 1;
}

type First = { context: Context; wish: Wish; passwordHash: string };

/** Whoever takes the code off the row is the one; a second attempt at the same moment waits here and then finds nothing. */
async function createFirst(db: Db, { context, wish, passwordHash }: First): Promise<string> {
  const taken = await db.rows(
    `update organisation set setup_code_hash = null, name = $2
     where setup_code_hash = $1 and not exists (select from people) returning is_only`,
    [hashOf(wish.code), wish.organisation],
  );
  if (taken.length === 0) throw new Refusal('setup-link-used');
  const roleId = await addRoles(db, context, wish);
  const personId = context.newId();
  await db.rows('insert into people (id, name, email, password_hash, language, role_id) values ($1, $2, $3, $4, $5, $6)', [
    personId,
    wish.name,
    wish.email,
    passwordHash,
    wish.language,
    roleId,
  ]);
  return personId;
}

/** Answers the administrator's role. */
async function addRoles(db: Db, context: Context, { language }: Wish): Promise<string> {
  const roles = Object.values(defaultRoles).map(({ name, permissions }) => ({ id: context.newId(), name: name[language], permissions }));
  // Arrays of different lengths do not fit into one array of SQL; as JSON they do.
  const rows = await db.rows<{ id: string; name: string }>(
    `insert into roles (id, name, permissions)
     select r.id, r.name, array(select jsonb_array_elements_text(r.permissions))
     from jsonb_to_recordset($1::jsonb) as r (id uuid, name text, permissions jsonb)
     on conflict (name) do update set permissions = excluded.permissions returning id, name`,
    [JSON.stringify(roles)],
  );
  const administrator = rows.find((row) => row.name === defaultRoles.administrator.name[language]);
  if (!administrator) throw new Error('The administrator’s role is not there.');
  return administrator.id;
}
