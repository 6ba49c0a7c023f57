/** A company whose number sends to a Graph that the test scripts: customers who have written, and messages waiting to go. */
import { randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { onTestFinished } from 'vitest';
import type { Content } from '#contract/content.ts';
import type { Failure, MessageStatus } from '#contract/messages.ts';
import type { NewMessage } from '#engine/events.ts';
import { connectGraph } from '#server/channels/whatsapp/graph.ts';
import type { Context } from '#server/context.ts';
import { type Database, iso } from '#server/db/database.ts';
import { sendOnce } from '#server/outbox/send.ts';
import { apply } from '#server/scene/apply.ts';
import { addCompany, type Company, openTestApp, type TestApp } from './app.ts';
import { type FakeGraph, openFakeGraph } from './fake-graph.ts';

export type Customer = { customerId: string; caseId: string; phone: string };
export type Outbox = TestApp & {
  context: Context;
  company: Company;
  graph: FakeGraph;
  /** The company's own customer first. */
  addCustomer(): Promise<Customer>;
  /** As if the agent had written it. */
  queue(customer: Customer, content: string | Content): Promise<string>;
  /** Until nothing may go now. */
  sendAll(): Promise<void>;
  /** Parley's clock, as in the sandbox. */
  skip(ms: number): Promise<void>;
  now(): Promise<number>;
  read(messageId: string): Promise<Stored>;
  attempts(messageId: string): Promise<string[]>;
};
type Stored = {
  status: MessageStatus;
  failure: Failure | null;
  providerId: string | null;
  isFlagged: boolean;
  state: string;
  tries: number;
};

export const token = 'EAAG-secret-token';

export async function openOutbox({ answerMs = 5_000 }: { answerMs?: number } = {}): Promise<Outbox> {
  const test = await openTestApp();
  const { db } = test;
  const graph = await openFakeGraph();
  const client = connectGraph({ baseUrl: graph.url, connectMs: 500, answerMs });
  onTestFinished(() => client.close());
  const context: Context = Object.assign(test.context, { graph: client });
  const company = await addCompany(db);
  await db.rows(`update whatsapp_accounts set access_token = $1`, [
    context.vault.seal(token, { table: 'whatsapp_accounts', column: 'access_token', row: 'waba1' }),
  ]);
  const now = async () => (await db.rows<{ now: number }>('select parley_now() as now'))[0]?.now ?? 0;
  let made = 0;

  async function addCustomer(): Promise<Customer> {
    made += 1;
    const phone = `8210555000${String(made).padStart(2, '0')}`;
    const customerId = made === 1 ? company.customerId : randomUUID();
    const caseId = made === 1 ? company.caseId : randomUUID();
    if (made > 1) await insertCase(db, company, { customerId, caseId });
    await db.rows(
      `insert into customer_identities (customer_id, kind, scope, value, created_at) values ($1, 'phone', '', $2, parley_now())`,
      [customerId, phone],
    );
    await writeIn(db, company, { customerId, caseId });
    return { customerId, caseId, phone };
  }

  async function queue({ customerId, caseId }: Customer, content: string | Content): Promise<string> {
    const { channelId, personId } = company;
    const at = await now();
    const message: NewMessage = {
      ...{ id: randomUUID(), caseId, customerId, channelId, author: { kind: 'agent', personId } },
      ...{ content: typeof content === 'string' ? { kind: 'text', text: content } : content, providerId: null, providerAt: null, at },
      ...{ quotedMessageId: null, retryOf: null, clientId: null, inboundId: null, traceId: null, file: null },
    };
    await db.transact((inside) =>
      apply(inside, [{ events: [{ type: 'message.queued', message, at }], traceId: 'command-1', actorId: personId }], randomUUID),
    );
    return message.id;
  }

  async function sendAll() {
    while ((await sendOnce(context)) > 0);
  }
  const skip = async (ms: number) => {
    await db.rows('update clock set offset_ms = offset_ms + $1', [ms]);
    await context.clock.adjust();
  };
  return { ...test, context, company, graph, addCustomer, queue, sendAll, skip, now, ...readersOf(db) };
}

function readersOf(db: Database) {
  return {
    read: async (messageId: string) => {
      const [row] = await db.rows<Stored>(
        `select m.status, m.failure, m.provider_id as "providerId", m.flagged_at is not null as "isFlagged", o.state, o.tries
         from messages m join outbox o on o.message_id = m.id where m.id = $1`,
        [messageId],
      );
      if (!row) throw new Error('There is no such message.');
      return row;
    },
    attempts: async (messageId: string) => {
      const rows = await db.rows<{ outcome: string }>(
        `select t.outcome from send_attempts t join outbox o on o.id = t.outbox_id where o.message_id = $1 order by t.handed_at, t.answered_at`,
        [messageId],
      );
      return rows.map(({ outcome }) => outcome);
    },
  };
}

type Ids = { customerId: string; caseId: string };

async function insertCase(db: Database, { channelId, skillId }: Company, { customerId, caseId }: Ids): Promise<void> {
  await db.rows('insert into customers (id, name, created_at) values ($1, $2, parley_now())', [customerId, '이서연']);
  await db.rows(
    `insert into cases (id, customer_id, channel_id, skill_id, direction, status, place, opened_at, queued_at, last_customer_message_at, last_message_at)
     values ($1, $2, $3, $4, 'in', 'open', 'queued', parley_now(), parley_now(), parley_now(), parley_now())`,
    [caseId, customerId, channelId, skillId],
  );
}

/** The customer writes: the window is open from now on. */
export async function writeIn(db: Database, { channelId }: Company, { customerId, caseId }: Ids, providerId = `wamid.in.${randomUUID()}`) {
  const [row] = await db.rows<{ now: number }>('select parley_now() as now');
  const at = iso(row?.now ?? 0);
  await db.rows(
    `insert into messages (id, case_id, customer_id, channel_id, direction, author_kind, content, provider_id, provider_at, at, created_at, status, trace_id)
     values ($1, $2, $3, $4, 'in', 'customer', '{"kind":"text","text":"안녕하세요"}', $5, $6, $6, $6, 'received', 't')`,
    [uuidv7(), caseId, customerId, channelId, providerId, at],
  );
  await db.rows('update cases set last_customer_message_at = $2, last_message_at = $2, unread = unread + 1 where id = $1', [caseId, at]);
  return providerId;
}
