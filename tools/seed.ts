/**
 * The demo company of the sandbox: a furniture shop in Seoul whose customers and people speak Korean or English, so whatever it names
 * bears both languages, Korean first. All of it is demo data, marked as such; nobody here exists. Its WhatsApp number, secrets and token
 * are the sandbox's own.
 */
import type { ScriptDefinition } from '#engine/script/definition.ts';
import type { Context } from '#server/context.ts';
import type { Db } from '#server/db/database.ts';
import { defaultRoles } from '#server/people/default-roles.ts';

/** What the sandbox tells at `GET /control/connection`. */
export type Connection = {
  appId: string;
  appSecret: string;
  verifyToken: string;
  accessToken: string;
  portfolioId: string;
  wabaId: string;
  wabaName: string;
  numbers: { phoneNumberId: string; displayNumber: string; name: string }[];
};

const skills = {
  general: '일반 문의 (General)',
  delivery: '배송 (Delivery)',
  refund: '교환/환불 (Returns)',
  english: '영어 상담 (English support)',
};

type DemoPerson = {
  name: string;
  email: string;
  language: 'ko' | 'en';
  role: keyof typeof defaultRoles;
  /** Skill → proficiency, 1 best; people with skills are agents. */
  skills?: Partial<Record<keyof typeof skills, number>>;
};
const people: DemoPerson[] = [
  { name: '한가람', email: 'garam@danbi.example', language: 'ko', role: 'agent', skills: { general: 1, delivery: 1, refund: 4 } },
  { name: 'Emma Clarke', email: 'emma@danbi.example', language: 'en', role: 'agent', skills: { general: 2, english: 1 } },
  { name: '윤슬기', email: 'seulgi@danbi.example', language: 'ko', role: 'agent', skills: { general: 3, refund: 1, delivery: 3 } },
  { name: '정다온', email: 'daon@danbi.example', language: 'ko', role: 'supervisor', skills: { general: 5 } },
  { name: '이새봄', email: 'saebom@danbi.example', language: 'ko', role: 'administrator' },
  { name: 'Noah Whitfield', email: 'noah@danbi.example', language: 'en', role: 'reader' },
];

/** Everybody goes to the channel's default skill, General: no language is told apart. */
const starterScript: ScriptDefinition = {
  format: 1,
  begin: 'begin',
  nodes: {
    begin: { kind: 'begin', next: 'ask' },
    ask: { kind: 'request-agent', skillId: null, priority: 5 },
  },
};

/** Fills an empty database; one that has people is left as it is. Answers whether it did. */
export async function seed(context: Context, connection: Connection): Promise<boolean> {
  return context.db.transact(async (db) => {
    const [row] = await db.rows<{ isEmpty: boolean }>('select not exists (select from people) as "isEmpty"');
    if (!row?.isEmpty) return false;
    await db.rows('insert into organisation (name) values ($1) on conflict (is_only) do update set name = excluded.name', [
      '단비 리빙 Danbi Living (demo)',
    ]);
    const roleIds = await addRoles(context, db);
    const skillIds = await addSkills(context, db);
    await addPeople(context, db, { roleIds, skillIds });
    await addChannels(context, db, { connection, roleIds, skillId: skillIds.general });
    return true;
  });
}

type Ids<Names extends string> = Record<Names, string>;
type RoleIds = Ids<keyof typeof defaultRoles>;
type SkillIds = Ids<keyof typeof skills>;

const idsFor = <Names extends string>(context: Context, named: Record<Names, unknown>): Ids<Names> =>
  Object.fromEntries(Object.keys(named).map((name) => [name, context.newId()])) as Ids<Names>;

async function addRoles(context: Context, db: Db): Promise<RoleIds> {
  const ids = idsFor(context, defaultRoles);
  for (const [key, { name, permissions }] of Object.entries(defaultRoles)) {
    await db.rows('insert into roles (id, name, permissions) values ($1, $2, $3)', [
      ids[key as keyof typeof defaultRoles],
      `${name.ko} (${name.en})`,
      permissions,
    ]);
  }
  return ids;
}

async function addSkills(context: Context, db: Db): Promise<SkillIds> {
  const ids = idsFor(context, skills);
  for (const [key, name] of Object.entries(skills)) {
    await db.rows('insert into skills (id, name) values ($1, $2)', [ids[key as keyof typeof skills], name]);
  }
  return ids;
}

async function addPeople(context: Context, db: Db, { roleIds, skillIds }: { roleIds: RoleIds; skillIds: SkillIds }): Promise<void> {
  for (const person of people) {
    const id = context.newId();
    await db.rows('insert into people (id, name, email, language, role_id, is_demo) values ($1, $2, $3, $4, $5, true)', [
      id,
      person.name,
      person.email,
      person.language,
      roleIds[person.role],
    ]);
    if (!person.skills) continue;
    await db.rows('insert into agents (person_id) values ($1)', [id]);
    for (const [skill, proficiency] of Object.entries(person.skills)) {
      await db.rows('insert into agent_skills values ($1, $2, $3)', [id, skillIds[skill as keyof typeof skills], proficiency]);
    }
    await db.rows(
      `insert into agent_history (person_id, state, capacity, load, is_connected, idle_since, skills)
       select a.person_id, a.state, a.capacity, a.load, false, a.idle_since,
         (select jsonb_object_agg(s.skill_id, s.proficiency) from agent_skills s where s.person_id = a.person_id)
       from agents a where a.person_id = $1`,
      [id],
    );
  }
}

type Channels = { connection: Connection; roleIds: RoleIds; skillId: string };

async function addChannels(context: Context, db: Db, { connection, roleIds, skillId }: Channels): Promise<void> {
  const { appId, wabaId } = connection;
  const sealed = (text: string, table: string, column: string, row: string) => context.vault.seal(text, { table, column, row });
  await db.rows('insert into meta_apps (id, name, app_secret, verify_token) values ($1, $2, $3, $4)', [
    appId,
    'Sandbox',
    sealed(connection.appSecret, 'meta_apps', 'app_secret', appId),
    sealed(connection.verifyToken, 'meta_apps', 'verify_token', appId),
  ]);
  await db.rows('insert into whatsapp_accounts (id, meta_app_id, portfolio_id, name, access_token) values ($1, $2, $3, $4, $5)', [
    wabaId,
    appId,
    connection.portfolioId,
    connection.wabaName,
    sealed(connection.accessToken, 'whatsapp_accounts', 'access_token', wabaId),
  ]);
  const [scriptId, versionId] = [context.newId(), context.newId()];
  await db.rows('insert into scripts (id, name) values ($1, $2)', [scriptId, '기본 스크립트 (Starter)']);
  await db.rows('insert into script_versions (id, script_id, version, definition, published_at) values ($1, $2, 1, $3, parley_now())', [
    versionId,
    scriptId,
    JSON.stringify(starterScript),
  ]);
  for (const number of connection.numbers) {
    const channelId = context.newId();
    await db.rows(
      `insert into channels (id, kind, name, whatsapp_account_id, phone_number_id, number, default_skill_id, default_script_id)
       values ($1, 'whatsapp', $2, $3, $4, $5, $6, $7)`,
      [channelId, number.name, wabaId, number.phoneNumberId, number.displayNumber, skillId, scriptId],
    );
    for (const [key, { onChannel }] of Object.entries(defaultRoles)) {
      await db.rows('insert into role_channels values ($1, $2, $3)', [roleIds[key as keyof typeof defaultRoles], channelId, onChannel]);
    }
  }
  db.wake('access');
}
