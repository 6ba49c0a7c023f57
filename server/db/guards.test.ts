/** What must never be true is refused by the schema itself, whoever writes (reliability.md section 3). */
import { beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '../../test/support/database.ts';
import type { Database } from './database.ts';

const uuid = (n: number) => `01930000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [role, bo, bea, skill, script, channel, ana, caseId, otherCase] = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(uuid);
let db: Database;

beforeEach(async () => {
  db = await freshDatabase();
  await db.rows(`insert into roles (id, name, permissions) values ('${role}', 'Agent', '{}')`);
  for (const [person, email] of [
    [bo, 'bo@demo.example'],
    [bea, 'bea@demo.example'],
  ]) {
    await db.rows(`insert into people (id, name, email, language, role_id) values ('${person}', 'x', '${email}', 'ko', '${role}')`);
    await db.rows(`insert into agents (person_id) values ('${person}')`);
  }
  await db.rows(`insert into skills (id, name) values ('${skill}', '배송')`);
  await db.rows(`insert into scripts (id, name) values ('${script}', 'starter')`);
  await db.rows("insert into meta_apps (id, name, app_secret, verify_token) values ('app', 'app', 'enc1:x', 'enc1:x')");
  await db.rows(
    "insert into whatsapp_accounts (id, meta_app_id, portfolio_id, name, access_token) values ('waba', 'app', 'p', 'x', 'enc1:x')",
  );
  await db.rows(`insert into channels (id, kind, name, whatsapp_account_id, phone_number_id, number, default_skill_id, default_script_id)
    values ('${channel}', 'whatsapp', 'WA 서울', 'waba', '1', '+82', '${skill}', '${script}')`);
  await db.rows(`insert into customers (id, name, created_at) values ('${ana}', '오하늘', now())`);
  await openCase(caseId, 'new', 'queued');
});

const openCase = (id: string | undefined, status: string, place: string | null) =>
  db.rows(
    `insert into cases (id, customer_id, channel_id, direction, status, place, opened_at, last_message_at, closed_at)
     values ($1, '${ana}', '${channel}', 'in', $2, $3, now(), now(), case when $3::text is null then now() end)`,
    [id, status, place],
  );
const offer = (n: number) =>
  db.rows(`insert into offers (id, case_id, person_id, skill_id, decision_id, offered_at, expires_at)
    values ('${uuid(n)}', '${caseId}', '${bo}', '${skill}', '${uuid(99)}', now(), now() + interval '30 s')`);
const assignment = (n: number, person = bo) =>
  db.rows(`insert into assignments (id, case_id, person_id, started_at) values ('${uuid(n)}', '${caseId}', '${person}', now())`);

test('I1: a case never has two live assignments', async () => {
  await assignment(20);
  await expect(assignment(21, bea)).rejects.toThrow('assignments_one_live');
});

test('I2: a case never has two live offers, nor a live offer beside a live assignment', async () => {
  await offer(20);
  await expect(offer(21)).rejects.toThrow('offers_one_live');
  await expect(assignment(22)).rejects.toThrow('live offer beside a live assignment');
});

test('I6: one message of WhatsApp is one message of ours', async () => {
  const receive = (n: number) =>
    db.rows(`insert into messages (id, case_id, customer_id, channel_id, direction, author_kind, content, provider_id, at, created_at, status, trace_id)
      values ('${uuid(n)}', '${caseId}', '${ana}', '${channel}', 'in', 'customer', '{}', 'wamid.1', now(), now(), 'received', 't')`);
  await receive(20);
  await expect(receive(21)).rejects.toThrow('messages_provider');
});

test('I7: a message belongs to the customer and channel of its case', async () => {
  const stray =
    db.rows(`insert into messages (id, case_id, customer_id, channel_id, direction, author_kind, content, at, created_at, status, trace_id)
    values ('${uuid(20)}', '${caseId}', '${bo}', '${channel}', 'in', 'customer', '{}', now(), now(), 'received', 't')`);
  await expect(stray).rejects.toThrow('foreign key');
});

test('I8: a customer has one live case on a channel, and a new one once that is closed', async () => {
  await expect(openCase(otherCase, 'new', 'queued')).rejects.toThrow('cases_one_live');
  await db.rows("update cases set status = 'closed', place = null, closed_at = now()");
  await openCase(otherCase, 'new', 'queued');
});

test('I10: a send is taken by WhatsApp once; a definite “later” may be tried again', async () => {
  await db.rows(`insert into outbox (id, kind, channel_id, customer_id, receipt_for, run_at, created_at, trace_id)
    values ('${uuid(30)}', 'read-receipt', '${channel}', '${ana}', 'wamid.1', now(), now(), 't')`);
  const attempt = (n: number, outcome: string) =>
    db.rows(`insert into send_attempts (id, outbox_id, handed_at, outcome) values ('${uuid(n)}', '${uuid(30)}', now(), '${outcome}')`);
  await attempt(31, 'later');
  await attempt(32, 'unknown');
  await expect(attempt(33, 'handed')).rejects.toThrow('send_attempts_once');
});

test('I11: accepted means a wamid, and only accepted does', async () => {
  await db.rows(`insert into outbox (id, kind, channel_id, customer_id, receipt_for, run_at, created_at, trace_id)
    values ('${uuid(30)}', 'read-receipt', '${channel}', '${ana}', 'wamid.1', now(), now(), 't')`);
  const accepted = db.rows(
    `insert into send_attempts (id, outbox_id, handed_at, outcome) values ('${uuid(31)}', '${uuid(30)}', now(), 'accepted')`,
  );
  await expect(accepted).rejects.toThrow('check constraint');
});

test('I29: a secret in clear is refused', async () => {
  const clear = db.rows("insert into meta_apps (id, name, app_secret, verify_token) values ('b', 'b', 'secret', 'enc1:x')");
  await expect(clear).rejects.toThrow('check constraint');
});

test('I38: an offer accepted after it ran out is refused', async () => {
  await offer(20);
  await expect(db.rows("update offers set state = 'accepted', ended_at = expires_at + interval '1 ms'")).rejects.toThrow(
    'check constraint',
  );
});

test('I39: a live case is somewhere and a closed one is nowhere', async () => {
  await expect(db.rows('update cases set place = null')).rejects.toThrow('check constraint');
  await expect(db.rows("update cases set status = 'closed', closed_at = now()")).rejects.toThrow('check constraint');
});

test('I50: a phone number, and a username, means one customer', async () => {
  const know = (kind: string) =>
    db.rows(`insert into customer_identities (customer_id, kind, scope, value, created_at) values ('${ana}', '${kind}', '', 'x', now())`);
  await know('phone');
  await expect(know('phone')).rejects.toThrow('customer_identities_one');
  await know('username');
  await expect(know('username')).rejects.toThrow('customer_identities_one');
});
