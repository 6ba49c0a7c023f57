/**
 * The company whose number is written to: one skill, the starter script, offers on, fifty agents and somebody who sees everything. Put
 * straight into the tables, as are the messages it has sent and WhatsApp has taken, of which the statuses tell.
 */
import { createHash, randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { Database } from '#server/db/database.ts';
import { openVault } from '#server/ops/vault.ts';
import { defaultRoles } from '#server/people/default-roles.ts';
import { bsuidOf, phoneOf, type Run, type Sent, sentMessage, type World } from './webhooks.ts';

export type Company = { channelId: string; skillId: string; agents: { personId: string; token: string }[]; observers: string[] };

const agents = 50;
/** Several, because a session may only ask so often. */
const observerSessions = 10;
const starterScript = {
  format: 1,
  begin: 'begin',
  nodes: { begin: { kind: 'begin', next: 'ask' }, ask: { kind: 'request-agent', skillId: null, priority: 5 } },
};

export async function addCompany(db: Database, world: World, folder: string): Promise<Company> {
  const [roleId, skillId, scriptId, channelId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  await db.rows('insert into organisation (name) values ($1) on conflict (is_only) do nothing', ['Bench']);
  const { name, permissions, onChannel } = defaultRoles.supervisor;
  await db.rows('insert into roles values ($1, $2, $3)', [roleId, name.en, permissions]);
  await db.rows('insert into skills (id, name) values ($1, $2)', [skillId, 'Sales']);
  await db.rows('insert into scripts values ($1, $2)', [scriptId, 'Starter']);
  await db.rows('insert into script_versions values ($1, $2, 1, $3, parley_now())', [uuidv7(), scriptId, JSON.stringify(starterScript)]);
  await addNumber(db, { world, folder, channelId, skillId, scriptId });
  await db.rows('insert into role_channels values ($1, $2, $3)', [roleId, channelId, onChannel]);
  // Agents see the cases of their skill; only the observer sees all, so that each message is not told fifty times beyond what it is for.
  const agentRoleId = uuidv7();
  await db.rows('insert into roles values ($1, $2, $3)', [agentRoleId, defaultRoles.agent.name.en, defaultRoles.agent.permissions]);
  await db.rows('insert into role_channels values ($1, $2, $3)', [
    agentRoleId,
    channelId,
    [...defaultRoles.agent.onChannel, 'cases.close'],
  ]);
  const people = await addPeople(db, Array.from({ length: agents }).fill(agentRoleId) as string[], 'agent');
  await db.rows('insert into agents (person_id) select unnest($1::uuid[])', [people.map(({ personId }) => personId)]);
  await db.rows('insert into agent_skills select unnest($1::uuid[]), $2, 1', [people.map(({ personId }) => personId), skillId]);
  const observers = await addPeople(db, Array.from({ length: observerSessions }).fill(roleId) as string[], 'observer');
  return { channelId, skillId, agents: people, observers: observers.map(({ token }) => token) };
}

type NewNumber = { world: World; folder: string; channelId: string; skillId: string; scriptId: string };

async function addNumber(db: Database, { world, folder, channelId, skillId, scriptId }: NewNumber): Promise<void> {
  const vault = await openVault(`${folder}/secrets.key`);
  const sealed = (text: string, column: string) => vault.seal(text, { table: 'meta_apps', column, row: world.metaAppId });
  const apps = 'insert into meta_apps (id, name, app_secret, verify_token) values ($1, $2, $3, $4)';
  await db.rows(apps, [world.metaAppId, 'Bench', sealed(world.appSecret, 'app_secret'), sealed('bench-verify-token', 'verify_token')]);
  const token = vault.seal('token', { table: 'whatsapp_accounts', column: 'access_token', row: world.wabaId });
  await db.rows('insert into whatsapp_accounts values ($1, $2, $3, $4, $5)', [
    world.wabaId,
    world.metaAppId,
    'portfolio',
    'Account',
    token,
  ]);
  await db.rows(
    `insert into channels (id, kind, name, whatsapp_account_id, phone_number_id, number, default_skill_id, default_script_id)
     values ($1, 'whatsapp', $2, $3, $4, $5, $6, $7)`,
    [channelId, 'Bench', world.wabaId, world.phoneNumberId, world.displayNumber, skillId, scriptId],
  );
  await db.rows('insert into channel_pace (channel_id, per_second) values ($1, 1000)', [channelId]);
}

/** One person with one session for each of these roles. */
async function addPeople(db: Database, roleIds: string[], name: string): Promise<{ personId: string; token: string }[]> {
  const people = roleIds.map(() => ({ personId: uuidv7(), token: randomBytes(32).toString('base64url') }));
  const ids = people.map(({ personId }) => personId);
  await db.rows(
    `insert into people (id, name, email, language, role_id)
     select id, $3 || ' ' || place, $3 || place || '@bench.example', 'ko', role_id
     from unnest($1::uuid[], $2::uuid[]) with ordinality as n (id, role_id, place)`,
    [ids, roleIds, name],
  );
  await db.rows(
    `insert into sessions (id, token_hash, person_id, expires_at)
     select id, hash, person_id, parley_now() + interval '1 day' from unnest($1::uuid[], $2::bytea[], $3::uuid[]) as n (id, hash, person_id)`,
    [people.map(() => uuidv7()), people.map(({ token }) => createHash('sha256').update(token).digest()), ids],
  );
  return people;
}

/** Customers with an open case each, for the database that only the driver writes to. */
export async function addCases(db: Database, { channelId, skillId }: Company, customers: number): Promise<void> {
  const numbers = Array.from({ length: customers }, (_, customer) => customer);
  await db.rows(
    `with who as materialized (select gen_random_uuid() as customer_id, phone, bsuid from unnest($3::text[], $4::text[]) as n (phone, bsuid)),
     people as (insert into customers (id, name, created_at) select customer_id, '손님', parley_now() from who),
     identities as (
       insert into customer_identities (customer_id, kind, scope, value, created_at)
       select customer_id, 'phone', '', phone, parley_now() from who
       union all select customer_id, 'bsuid', 'portfolio', bsuid, parley_now() from who)
     insert into cases (id, customer_id, channel_id, skill_id, direction, status, place, opened_at, last_customer_message_at, last_message_at)
     select gen_random_uuid(), customer_id, $1, $2, 'in', 'open', 'parked', parley_now(), parley_now(), parley_now() from who`,
    [channelId, skillId, numbers.map(phoneOf), numbers.map(bsuidOf)],
  );
}

const atOnce = 20_000;

/** Messages 0 … count − 1 of the run, in each customer's newest case, accepted by WhatsApp, nothing told of them yet. */
export async function addSentMessages(db: Database, company: Company, { run, count }: { run: Run; count: number }): Promise<void> {
  const author = company.agents[0]?.personId;
  for (let first = 0; first < count; first += atOnce) {
    const sent = Array.from({ length: Math.min(atOnce, count - first) }, (_, index) => sentMessage(first + index, run));
    await db.rows(insertSent, [company.channelId, author, ...columnsOf(sent)]);
  }
}

const columnsOf = (sent: Sent[]): string[][] => [
  sent.map(({ id }) => id),
  sent.map(({ wamid }) => wamid),
  sent.map(({ customer }) => phoneOf(customer)),
];

const insertSent = `
  with newest as materialized (
    select distinct on (i.value) i.value as phone, c.id, c.customer_id
    from customer_identities i join cases c on c.customer_id = i.customer_id and c.channel_id = $1
    where i.kind = 'phone' and i.ended_at is null order by i.value, c.opened_at desc),
  wanted as materialized (
    select n.id, n.wamid, newest.id as case_id, newest.customer_id
    from unnest($3::uuid[], $4::text[], $5::text[]) as n (id, wamid, phone) join newest on newest.phone = n.phone),
  said as (
    insert into messages (id, case_id, customer_id, channel_id, direction, author_kind, author_id, content, provider_id, at, created_at, status,
      trace_id)
    select id, case_id, customer_id, $1, 'out', 'agent', $2, '{"kind":"text","text":"네, 바로 확인할게요. 잠시만 기다려 주세요."}', wamid,
      parley_now(), parley_now(), 'queued', 'bench' from wanted),
  carried as (
    insert into outbox (id, kind, channel_id, customer_id, message_id, actor_id, state, run_at, created_at, trace_id)
    select id, 'message', $1, customer_id, id, $2, 'accepted', parley_now(), parley_now(), 'bench' from wanted)
  insert into send_attempts (id, outbox_id, handed_at, outcome, answered_at, wamid)
  select id, id, parley_now(), 'accepted', parley_now(), wamid from wanted`;

/** Long history: words of both sides spread over the customers' cases, each with its row of the log. */
export async function addHistory(db: Database, { channelId, skillId }: Company, count: number): Promise<void> {
  for (let first = 0; first < count; first += 5 * atOnce) {
    await db.rows(
      `with open as materialized (select id, customer_id, row_number() over () - 1 as place from cases),
       total as materialized (select count(*) as cases from open),
       said as (
         insert into messages (id, case_id, customer_id, channel_id, direction, author_kind, content, provider_id, provider_at, at, created_at,
           status, trace_id)
         select gen_random_uuid(), open.id, open.customer_id, $1, 'in', 'customer', '{"kind":"text","text":"안녕하세요, 언제 오나요?"}',
           'wamid.HBgM' || md5(n::text) || 'FQIAERgSMDFBMkIzQzRENjE4NjVF', moment, moment, moment, 'received', md5(n::text)
         from generate_series($3::int, $3::int + $4::int - 1) n join open on open.place = n % (select cases from total),
           lateral (select parley_now() - interval '10 days' + n * interval '0.5 seconds' as moment) as t
         returning id, case_id, customer_id, at, trace_id)
       insert into events (at, type, case_id, customer_id, channel_id, skill_id, facts, trace_id)
       select at, 'message.received', case_id, customer_id, $1, $2, jsonb_build_object('messageId', id, 'kind', 'text'), trace_id from said`,
      [channelId, skillId, first, Math.min(5 * atOnce, count - first)],
    );
  }
  await db.rows('vacuum analyze');
  await db.rows('checkpoint');
}
