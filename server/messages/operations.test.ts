import { randomUUID } from 'node:crypto';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '#contract/messages.ts';
import { signIn } from '../../test/support/app.ts';
import { graphError, json } from '../../test/support/fake-graph.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import { type Customer, type Outbox, openOutbox, writeIn } from '../../test/support/outbox.ts';
import { apply } from '../scene/apply.ts';

let out: Outbox;
let customer: Customer;
let ask: (asked: InjectOptions) => Promise<LightMyRequestResponse>;
beforeEach(async () => {
  out = await openOutbox();
  customer = await out.addCustomer();
  ask = await signIn(out.app);
});

const wholeFine = async () => expect(await brokenInvariants(out.db)).toEqual([]);
const send = (content: object, { key = randomUUID(), quoteMessageId = null as string | null, caseId = customer.caseId } = {}) =>
  ask({
    method: 'POST',
    url: `/api/v1/cases/${caseId}/messages`,
    headers: { 'idempotency-key': key },
    payload: { content, quoteMessageId },
  });
const text = (words: string) => ({ kind: 'text', text: words });
const retry = (messageId: string, key: string = randomUUID()) =>
  ask({ method: 'POST', url: `/api/v1/messages/${messageId}/retry`, headers: { 'idempotency-key': key }, payload: {} });
const act = (what: 'read' | 'typing') => ask({ method: 'POST', url: `/api/v1/cases/${customer.caseId}/${what}`, payload: {} });
const list = (query = '') => ask({ url: `/api/v1/cases/${customer.caseId}/messages${query}` });
const allow = (...permissions: string[]) => out.db.rows('update role_channels set permissions = $1', [permissions]);
const readCase = async () =>
  (
    await out.db.rows<Record<string, unknown>>(
      `select c.status, c.place, c.assigned_to as "assignedTo", c.waiting_since as "waitingSince", c.unread, a.load
       from cases c left join agents a on a.person_id = $2 where c.id = $1`,
      [customer.caseId, out.company.personId],
    )
  )[0];

describe('sending', () => {
  test('answers with the stored, queued message, opens and takes the case, and sends it once', async () => {
    const key = randomUUID();
    const answer = await send(text('네, 바로 확인할게요'), { key });
    expect(answer.statusCode).toBe(200);
    const message = answer.json() as Message;
    expect(message).toMatchObject({
      caseId: customer.caseId,
      direction: 'out',
      author: { kind: 'agent', personId: out.company.personId, name: 'Ana' },
      content: { kind: 'text', text: '네, 바로 확인할게요' },
      status: 'queued',
      clientId: key,
      traceId: answer.headers['x-request-id'],
      isFlagged: false,
    });
    expect(await readCase()).toMatchObject({
      status: 'open',
      place: 'assigned',
      assignedTo: out.company.personId,
      waitingSince: null,
      load: 1,
    });
    await out.sendAll();
    expect(out.graph.texts()).toEqual(['네, 바로 확인할게요']);
    expect((await list()).json().rows.at(-1)).toEqual({ ...message });
    await wholeFine();
  });

  test('a double click is one message and the same answer, even at the same time', async () => {
    const key = randomUUID();
    const answers = await Promise.all([send(text('네'), { key }), send(text('네'), { key }), send(text('네'), { key })]);
    expect(new Set(answers.map((answer) => answer.json().id)).size).toBe(1);
    await out.sendAll();
    expect(out.graph.texts()).toEqual(['네']);
    expect((await send(text('아니요'), { key })).json().code).toBe('key-reused');
    expect(
      (await ask({ method: 'POST', url: `/api/v1/cases/${customer.caseId}/messages`, payload: { content: text('a') } })).json().code,
    ).toBe('key-required');
    await wholeFine();
  });

  test('answering what one is being offered accepts it, with the slot it already holds', async () => {
    const { personId, skillId } = out.company;
    const { caseId } = customer;
    await out.db.rows(`update agents set state = 'available', capacity = 1`);
    const at = await out.now();
    const [offerId, decisionId, roundId] = [randomUUID(), randomUUID(), randomUUID()];
    const candidates = [{ personId, proficiency: 1, load: 0, capacity: 1, idleSince: at }];
    const decision = { id: decisionId, caseId, skillId, trigger: 'case-queued', ordinal: 0, chosenId: personId, candidates, excluded: {} };
    await out.db.transact(async (db) => {
      const [snapshot] = await db.rows<{ now: string }>('select pg_current_snapshot()::text as now');
      const recorded = { type: 'decision.recorded', decision, roundId, snapshot: snapshot?.now ?? '', at } as const;
      const made = { type: 'offer.made', offerId, caseId, personId, skillId, expiresAt: at + 30_000, decisionId, at } as const;
      await apply(db, [{ events: [recorded, made], traceId: 't', actorId: null }], randomUUID);
    });
    expect((await send(text('네'))).statusCode).toBe(200);
    expect(await readCase()).toMatchObject({ status: 'open', place: 'assigned', load: 1 });
    expect(await out.db.rows('select state from offers')).toEqual([{ state: 'accepted' }]);
    expect(await out.db.rows('select offer_id as "offerId", is_override as "isOverride" from assignments')).toEqual([
      { offerId, isOverride: false },
    ]);
    await wholeFine();
  });

  test('a full agent takes one too many, and it is marked', async () => {
    await out.db.rows('update agents set capacity = 0');
    expect((await send(text('네'))).statusCode).toBe(200);
    expect(await out.db.rows('select is_override as "isOverride" from assignments')).toEqual([{ isOverride: true }]);
    await wholeFine();
  });

  test.each<[string, (done: Outbox) => Promise<unknown>, object, string]>([
    ['nothing but spaces', async () => undefined, text('  \n'), 'nothing-to-send'],
    ['nothing that can be seen', async () => undefined, text(' \n\u200b '), 'nothing-to-send'],
    ['4,097 characters', async () => undefined, text('가'.repeat(4097)), 'text-too-long'],
    [
      'a shut window',
      ({ db }) => db.rows(`update cases set last_customer_message_at = parley_now() - interval '1 day'`),
      text('네'),
      'window-shut',
    ],
    [
      'a paused channel',
      ({ db }) => db.rows(`update channels set state = 'paused', paused_reason = 'token'`),
      text('네'),
      'channel-paused',
    ],
    ['a lost address', ({ db }) => db.rows('update customer_identities set ended_at = parley_now()'), text('네'), 'customer-unreachable'],
    [
      'a closed case',
      ({ db }) => db.rows(`update cases set status = 'closed', place = null, closed_at = parley_now()`),
      text('네'),
      'case-closed',
    ],
    ['a picture that is not there', async () => undefined, { kind: 'image', mediaId: randomUUID(), caption: null }, 'not-found'],
  ])('%s is refused and leaves nothing', async (_, change, content, code) => {
    await change(out);
    expect((await send(content)).json().code).toBe(code);
    expect(await out.db.rows(`select id from messages where direction = 'out'`)).toEqual([]);
    expect(await out.db.rows('select id from outbox')).toEqual([]);
    await wholeFine();
  });

  test('without the permission it is said which one is missing; without sight the case does not exist', async () => {
    await allow('cases.view-all');
    expect((await send(text('네'))).json()).toMatchObject({ code: 'not-permitted', details: { permission: 'messages.reply' } });
    await allow('cases.view-all', 'messages.reply');
    const picture = { kind: 'image', mediaId: randomUUID(), caption: null };
    expect((await send(picture)).json()).toMatchObject({ code: 'not-permitted', details: { permission: 'messages.attach' } });
    await allow('cases.view-own', 'messages.reply');
    expect((await send(text('네'))).json().code).toBe('not-found');
    expect((await list()).json().code).toBe('not-found');
  });

  test('a BSUID of another portfolio is no address', async () => {
    await out.db.rows(`update customer_identities set kind = 'bsuid', scope = 'another', value = 'KR.1'`);
    expect((await send(text('네'))).json().code).toBe('customer-unreachable');
    await out.db.rows(`update customer_identities set scope = 'portfolio1'`);
    expect((await send(text('네'))).statusCode).toBe(200);
    await out.sendAll();
    expect(out.graph.asked[0]?.json).toMatchObject({ recipient: 'KR.1' });
  });

  test('a quote names a message of this customer, and the bubble shows its words', async () => {
    const quoted = (await list()).json().rows[0] as Message;
    const answer = await send(text('네'), { quoteMessageId: quoted.id });
    expect(answer.json().quote).toEqual({ messageId: quoted.id, text: '안녕하세요' });
    await out.sendAll();
    const [known] = await out.db.rows<{ providerId: string }>('select provider_id as "providerId" from messages where id = $1', [
      quoted.id,
    ]);
    expect(out.graph.asked[0]?.json).toMatchObject({ context: { message_id: known?.providerId } });
    const other = await out.addCustomer();
    expect((await send(text('네'), { quoteMessageId: quoted.id, caseId: other.caseId })).json().code).toBe('not-found');
    await wholeFine();
  });
});

describe('pictures', () => {
  async function addUpload(state: 'ready' | 'pending', caseId = customer.caseId): Promise<string> {
    const mediaId = randomUUID();
    await out.db.rows(
      `insert into media (id, channel_id, case_id, origin, state, sha256, mime_type, size_bytes, width, height, file_name, run_at, created_at)
       values ($1, $2, $3, 'upload', $4, '\\x00', 'image/png', 3, 10, 20, '영수증.png', case when $4 = 'pending' then parley_now() end, parley_now())`,
      [mediaId, out.company.channelId, caseId, state],
    );
    return mediaId;
  }

  test('an upload of this case goes once, with its file and its caption', async () => {
    const mediaId = await addUpload('ready');
    const answer = await send({ kind: 'image', mediaId, caption: '  ' });
    expect(answer.json().content).toMatchObject({
      kind: 'image',
      caption: null,
      media: { mediaId, state: 'ready', mimeType: 'image/png', width: 10, fileName: '영수증.png' },
    });
    expect((await send({ kind: 'image', mediaId, caption: null })).json().code).toBe('not-found');
    await wholeFine();
  });

  test('one that is not ready waits, one of another case does not exist', async () => {
    expect((await send({ kind: 'image', mediaId: await addUpload('pending'), caption: null })).json().code).toBe('media-not-ready');
    const other = await out.addCustomer();
    expect((await send({ kind: 'image', mediaId: await addUpload('ready', other.caseId), caption: null })).json().code).toBe('not-found');
  });
});

describe('again', () => {
  async function fail(words = '네'): Promise<string> {
    out.graph.next(graphError(131_026));
    const message = (await send(text(words))).json() as Message;
    await out.sendAll();
    return message.id;
  }

  test('a failed message goes again as a new one that names it, once', async () => {
    const failedId = await fail();
    const answers = await Promise.all([retry(failedId), retry(failedId)]);
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 409]);
    const again = answers.find(({ statusCode }) => statusCode === 200)?.json() as Message;
    expect(again).toMatchObject({ retryOf: failedId, status: 'queued', content: { text: '네' } });
    await out.sendAll();
    expect(out.graph.texts()).toEqual(['네', '네']);
    const { rows } = (await list()).json() as { rows: Message[] };
    expect(rows.map(({ status }) => status)).toEqual(['received', 'failed', 'queued']);
    expect(rows[1]?.failure).toMatchObject({ code: 131_026, class: 'agent' });
    await wholeFine();
  });

  test('one that did not fail, or came in, does not go again', async () => {
    const message = (await send(text('네'))).json() as Message;
    expect((await retry(message.id)).json().code).toBe('retry-not-possible');
    const inbound = (await list()).json().rows[0] as Message;
    expect((await retry(inbound.id)).json().code).toBe('retry-not-possible');
    expect((await retry(randomUUID())).json().code).toBe('not-found');
  });

  test('not outside the window', async () => {
    const failedId = await fail();
    await out.db.rows(`update cases set last_customer_message_at = parley_now() - interval '1 day'`);
    expect((await retry(failedId)).json().code).toBe('window-shut');
  });
});

describe('reading', () => {
  test('pages are newest first, each in the order of the conversation, without gap or repetition', async () => {
    for (let n = 0; n < 6; n += 1) await out.queue(customer, `m${n}`);
    const seen: string[][] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page = (await list(`?limit=3${next && `&before=${next}`}`)).json() as { rows: Message[]; next: string | null };
      seen.push(page.rows.map(({ content }) => (content.kind === 'text' ? content.text : '')));
      next = page.next;
    }
    expect(seen).toEqual([['m3', 'm4', 'm5'], ['m0', 'm1', 'm2'], ['안녕하세요']]);
    expect((await list('?before=nonsense')).json().code).toBe('invalid-input');
  });

  test('an unknown outcome that was flagged says so until it is known', async () => {
    const message = (await send(text('네'))).json() as Message;
    await out.db.rows(`update messages set status = 'unknown', flagged_at = parley_now() where id = $1`, [message.id]);
    expect((await list()).json().rows[1]).toMatchObject({ status: 'unknown', isFlagged: true });
    await out.db.rows(`update messages set status = 'sent' where id = $1`, [message.id]);
    expect((await list()).json().rows[1]).toMatchObject({ status: 'sent', isFlagged: false });
  });

  test('raw shows this message as it came, not what else was in the webhook', async () => {
    const providerId = await writeIn(out.db, out.company, customer);
    const messages = [
      { id: 'wamid.other', from: '821099999999', type: 'text' },
      { id: providerId, from: customer.phone, type: 'text', text: { body: '안녕하세요' }, extra: [1] },
    ];
    const body = JSON.stringify({ entry: [{ changes: [{ value: { messages } }, { value: { statuses: [] } }] }] });
    const [row] = await out.db.rows<{ id: number }>(
      `insert into inbound (meta_app_id, received_at, sha256, body, trace_id) values ('app1', parley_now(), '\\x01', $1, 't') returning id`,
      [Buffer.from(body)],
    );
    const [stored] = await out.db.rows<{ id: string }>('update messages set inbound_id = $1 where provider_id = $2 returning id', [
      row?.id,
      providerId,
    ]);
    const readRaw = (messageId = stored?.id) => ask({ url: `/api/v1/messages/${messageId}/raw` });
    expect((await readRaw()).json()).toEqual({ raw: messages[1] });
    await allow('cases.view-all');
    expect((await readRaw()).json()).toMatchObject({ code: 'not-permitted', details: { permission: 'messages.view-raw' } });
    expect((await readRaw(randomUUID())).json().code).toBe('not-permitted');
  });
});

describe('blue ticks', () => {
  const receipts = () => out.graph.asked.filter(({ json: { status } }) => status === 'read').map(({ json: body }) => body.message_id);

  test('the assigned agent’s reading is told once, for the newest message only', async () => {
    await send(text('네'));
    await out.sendAll();
    await writeIn(out.db, out.company, customer);
    const newest = await writeIn(out.db, out.company, customer);
    expect((await act('read')).statusCode).toBe(200);
    expect(await readCase()).toMatchObject({ unread: 0 });
    await act('read');
    await out.sendAll();
    expect(receipts()).toEqual([newest]);
    expect(await out.db.rows(`select id from outbox where kind = 'read-receipt'`)).toEqual([]);
    await wholeFine();
  });

  test('reading what nobody has resets the count and tells the customer nothing; taking it afterwards does', async () => {
    await act('read');
    await out.sendAll();
    expect(receipts()).toEqual([]);
    expect(await readCase()).toMatchObject({ unread: 0 });
    const newest = await writeIn(out.db, out.company, customer);
    await send(text('네'));
    await act('read');
    await out.sendAll();
    expect(receipts()).toEqual([newest]);
    await wholeFine();
  });

  test('somebody else’s case stays unread', async () => {
    const [other] = await out.db.rows<{ id: string }>(
      `insert into people (id, name, email, language, role_id) select gen_random_uuid(), 'Bo', 'bo@example.com', 'ko', id from roles returning id`,
    );
    await out.db.rows(`update cases set place = 'assigned', assigned_to = $1`, [other?.id]);
    expect((await act('read')).statusCode).toBe(200);
    expect(await readCase()).toMatchObject({ unread: 1 });
  });

  test('a receipt that fails comes again, three times at most', async () => {
    await send(text('네'));
    await out.sendAll();
    out.graph.next(graphError(131_000, 500), json(200, 'odd'), graphError(131_000, 500));
    await writeIn(out.db, out.company, customer);
    await act('read');
    for (let round = 0; round < 5; round += 1) {
      await out.sendAll();
      await out.skip(11_000);
    }
    expect(receipts()).toHaveLength(3);
    expect(await out.db.rows(`select state from outbox where kind = 'read-receipt'`)).toEqual([{ state: 'rejected' }]);
    await wholeFine();
  });
});

describe('typing', () => {
  const typings = () => out.graph.asked.filter(({ json: body }) => 'typing_indicator' in body);

  test('is told by the assigned agent only, at most once in 20 s, never outside the window', async () => {
    await act('typing');
    expect(typings()).toEqual([]);
    await send(text('네'));
    const [newest] = await out.db.rows<{ id: string }>(`select provider_id as id from messages where direction = 'in'`);
    await Promise.all([act('typing'), act('typing'), act('typing')]);
    expect(typings()).toMatchObject([{ json: { status: 'read', message_id: newest?.id, typing_indicator: { type: 'text' } } }]);
    await out.skip(20_000);
    await act('typing');
    expect(typings()).toHaveLength(2);
    await out.skip(20_000);
    await out.db.rows(`update cases set last_customer_message_at = parley_now() - interval '1 day'`);
    expect((await act('typing')).statusCode).toBe(200);
    expect(typings()).toHaveLength(2);
  });
});
