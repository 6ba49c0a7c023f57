import { beforeEach, describe, expect, test } from 'vitest';
import { type Answer, accept, graphError, held, json } from '../../test/support/fake-graph.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import { type Outbox, openOutbox, token } from '../../test/support/outbox.ts';
import { tellStatuses } from '../messages/statuses.ts';
import { claimMessages } from './claim.ts';
import { sendOnce, startSending } from './send.ts';
import { sweepUnfinished } from './sweep.ts';
import { flagUnconfirmed } from './unconfirmed.ts';

let out: Outbox;
beforeEach(async () => {
  out = await openOutbox();
});

const page =
  (status: number, body: string): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end(body);
const wholeFine = async () => expect(await brokenInvariants(out.db)).toEqual([]);
const tell = (messageId: string, providerId: string, told: 'sent' | 'delivered' | 'failed', own = true) =>
  out.db.transact(async (db) =>
    tellStatuses(
      db,
      [
        {
          channelId: out.company.channelId,
          providerId,
          messageId: own ? messageId : null,
          told,
          at: await out.now(),
          failure: null,
          traceId: 't',
        },
      ],
      out.context.newId,
    ),
  );

describe('a message on its way', () => {
  test('goes out once, under our own id, and keeps WhatsApp’s', async () => {
    const ana = await out.addCustomer();
    const messageId = await out.queue(ana, '네, 바로 확인할게요 👍');
    await out.sendAll();
    expect(out.graph.asked).toHaveLength(1);
    expect(out.graph.asked[0]).toMatchObject({
      path: '/v26.0/pn1/messages',
      authorization: `Bearer ${token}`,
      json: { to: `+${ana.phone}`, text: { body: '네, 바로 확인할게요 👍' }, biz_opaque_callback_data: messageId },
    });
    expect(await out.read(messageId)).toMatchObject({ status: 'queued', providerId: 'wamid.1', state: 'accepted' });
    expect(await out.attempts(messageId)).toEqual(['accepted']);
    const told = await out.db.rows(`select facts, trace_id as trace from events where type = 'message.status-changed'`);
    expect(told).toEqual([{ facts: { messageId, from: 'queued', to: 'queued' }, trace: 'command-1' }]);
    await wholeFine();
  });

  test('many of one customer go in the order they were written', async () => {
    const [ana, bea] = [await out.addCustomer(), await out.addCustomer()];
    for (const words of ['a1', 'a2', 'a3']) await out.queue(ana, words);
    for (const words of ['b1', 'b2']) await out.queue(bea, words);
    await out.sendAll();
    const of = (letter: string) => out.graph.texts().filter((words) => words.startsWith(letter));
    expect(of('a')).toEqual(['a1', 'a2', 'a3']);
    expect(of('b')).toEqual(['b1', 'b2']);
    await wholeFine();
  });

  test('a slow answer holds up its own customer only', async () => {
    const [ana, bea] = [await out.addCustomer(), await out.addCustomer()];
    const { answer, release } = held(accept('wamid.slow'));
    out.graph.next(answer);
    const slow = await out.queue(ana, 'slow');
    await out.queue(ana, 'after slow');
    const first = sendOnce(out.context);
    await out.graph.askedTimes(1);
    await out.queue(bea, 'quick');
    await sendOnce(out.context);
    expect(out.graph.texts()).toEqual(['slow', 'quick']);
    release();
    await first;
    await out.sendAll();
    expect(out.graph.texts()).toEqual(['slow', 'quick', 'after slow']);
    expect(await out.read(slow)).toMatchObject({ state: 'accepted', providerId: 'wamid.slow' });
    await wholeFine();
  });

  test('a number sends no faster than its pace, and goes on by itself', async () => {
    for (let n = 0; n < 12; n += 1) await out.queue(await out.addCustomer(), `m${n}`);
    await out.db.rows('insert into channel_pace (channel_id, per_second, tokens) select id, 40, 2 from channels');
    const sending = startSending(out.context);
    const began = await out.now();
    await out.graph.askedTimes(12);
    // At most ten at once, two more at 40 a second.
    expect((await out.now()) - began).toBeGreaterThan(45);
    await sending.stop();
    await wholeFine();
  });

  test('F04: a status that comes before the answer is kept, by our id or by WhatsApp’s', async () => {
    const [ana, bea] = [await out.addCustomer(), await out.addCustomer()];
    const [known, parked] = [await out.queue(ana, 'known'), await out.queue(bea, 'parked')];
    out.graph.next(
      (response, asked) => void tell(known, 'wamid.k', 'delivered').then(() => accept('wamid.k')(response, asked)),
      (response, asked) => void tell(parked, 'wamid.p', 'delivered', false).then(() => accept('wamid.p')(response, asked)),
    );
    await out.sendAll();
    expect(await out.read(known)).toMatchObject({ status: 'delivered', providerId: 'wamid.k', state: 'accepted' });
    expect(await out.read(parked)).toMatchObject({ status: 'delivered', providerId: 'wamid.p', state: 'accepted' });
    expect(await out.db.rows('select * from parked_statuses')).toEqual([]);
    await wholeFine();
  });
});

describe('F26: WhatsApp says not now', () => {
  test('131056 waits longer and longer for this customer, and for nobody else', async () => {
    const [ana, bea] = [await out.addCustomer(), await out.addCustomer()];
    out.graph.next(graphError(131_056));
    const messageId = await out.queue(ana, 'a1');
    await out.queue(ana, 'a2');
    await out.sendAll();
    await out.queue(bea, 'b1');
    await out.sendAll();
    expect(out.graph.texts()).toEqual(['a1', 'b1']);
    out.graph.next(graphError(131_056));
    await out.skip(1_300);
    await out.sendAll();
    await out.skip(3_500);
    await out.sendAll();
    expect(out.graph.texts()).toEqual(['a1', 'b1', 'a1']);
    await out.skip(1_700);
    await out.sendAll();
    expect(out.graph.texts()).toEqual(['a1', 'b1', 'a1', 'a1', 'a2']);
    expect(await out.attempts(messageId)).toEqual(['later', 'later', 'accepted']);
    await wholeFine();
  });

  test.each([130_429, 80_007])('%i silences the whole number for a while, then all goes on in order', async (code) => {
    const [ana, bea] = [await out.addCustomer(), await out.addCustomer()];
    out.graph.next(graphError(code));
    await out.queue(ana, 'a1');
    await out.sendAll();
    await out.queue(ana, 'a2');
    await out.queue(bea, 'b1');
    await out.sendAll();
    expect(out.graph.texts()).toEqual(['a1']);
    await out.skip(60_000);
    await out.sendAll();
    expect(out.graph.texts()).toEqual(['a1', 'a1', 'b1', 'a2']);
    await wholeFine();
  });

  test('WhatsApp’s own trouble is tried again, but not for ever', async () => {
    const ana = await out.addCustomer();
    out.graph.next(...Array.from({ length: 8 }, () => graphError(131_000, 500)));
    const messageId = await out.queue(ana, 'a1');
    const next = await out.queue(ana, 'a2');
    for (let round = 0; round < 8; round += 1) {
      await out.sendAll();
      await out.skip(90_000);
    }
    expect(await out.attempts(messageId)).toEqual([...Array.from({ length: 7 }, () => 'later'), 'rejected']);
    expect(await out.read(messageId)).toMatchObject({ status: 'failed', failure: { code: 131_000, class: 'wait' } });
    await out.sendAll();
    expect(await out.read(next)).toMatchObject({ state: 'accepted' });
    await wholeFine();
  });

  test('F65: without a connection nothing was sent, so it goes when there is one', async () => {
    const { connectGraph } = await import('../channels/whatsapp/graph.ts');
    const ana = await out.addCustomer();
    const good = out.context.graph;
    for (const baseUrl of ['http://127.0.0.1:1', 'http://nowhere.invalid', out.graph.url.replace('http:', 'https:')]) {
      const messageId = await out.queue(ana, baseUrl);
      const bad = connectGraph({ baseUrl, connectMs: 500, answerMs: 300 });
      Object.assign(out.context, { graph: bad });
      await out.sendAll();
      expect(await out.attempts(messageId)).toEqual(['later']);
      bad.close();
      Object.assign(out.context, { graph: good });
      await out.skip(60_000);
      await out.sendAll();
      expect(await out.attempts(messageId)).toEqual(['later', 'accepted']);
    }
    await wholeFine();
  });
});

const silences: [string, Answer][] = [
  ['silence', () => undefined],
  ['a reset', (response) => response.destroy()],
  ['a proxy’s 502', page(502, '<h1>Bad gateway</h1>')],
  ['an answer cut in the middle', (response) => response.writeHead(200, { 'content-length': '99' }).write('{', () => response.destroy())],
  ['broken JSON with 200', page(200, '{"messages":[{"id":')],
];

describe('F27: nobody knows whether WhatsApp took it', () => {
  test.each(silences)('%s: unknown, never sent again, the next one goes, a person is told', async (_, answer) => {
    out = await openOutbox({ answerMs: 300 });
    const ana = await out.addCustomer();
    out.graph.next(answer);
    const lost = await out.queue(ana, 'lost');
    const next = await out.queue(ana, 'next');
    await out.sendAll();
    expect(await out.read(lost)).toMatchObject({ status: 'unknown', state: 'unknown', isFlagged: false });
    expect(await out.read(next)).toMatchObject({ state: 'accepted' });
    await out.skip(119_000);
    expect(await sweepUnfinished(out.context)).toBe(0);
    await out.skip(2_000);
    expect(await sweepUnfinished(out.context)).toBe(1);
    expect(await sweepUnfinished(out.context)).toBe(0);
    expect(await out.read(lost)).toMatchObject({ status: 'unknown', isFlagged: true });
    await out.skip(3_600_000);
    await out.sendAll();
    expect(out.graph.texts()).toEqual(['lost', 'next']);
    await wholeFine();
  });

  test('a status clears it up, even after it was flagged', async () => {
    const ana = await out.addCustomer();
    out.graph.next((response) => response.destroy());
    const messageId = await out.queue(ana, 'lost');
    await out.sendAll();
    await out.skip(130_000);
    await sweepUnfinished(out.context);
    await tell(messageId, 'wamid.late', 'sent');
    expect(await out.read(messageId)).toMatchObject({ status: 'sent', state: 'accepted', providerId: 'wamid.late', isFlagged: false });
    expect(await sweepUnfinished(out.context)).toBe(0);
    await wholeFine();
  });

  test('a status that came before the silence says that it was taken', async () => {
    const ana = await out.addCustomer();
    const messageId = await out.queue(ana, 'taken');
    out.graph.next((response) => void tell(messageId, 'wamid.t', 'sent').then(() => response.destroy()));
    await out.sendAll();
    expect(await out.read(messageId)).toMatchObject({ status: 'sent', state: 'accepted', providerId: 'wamid.t' });
    await wholeFine();
  });

  test('a wamid given twice is believed once', async () => {
    const [ana, bea] = [await out.addCustomer(), await out.addCustomer()];
    out.graph.next(accept('wamid.same'), accept('wamid.same'));
    const both = [await out.queue(ana, 'a'), await out.queue(bea, 'b')];
    await out.sendAll();
    const states = await Promise.all(both.map(async (messageId) => (await out.read(messageId)).state));
    expect(states.toSorted()).toEqual(['accepted', 'unknown']);
    await wholeFine();
  });
});

test('F28: taken, and then not a word: not sent again, and a person is told after ten minutes', async () => {
  const [ana, bea] = [await out.addCustomer(), await out.addCustomer()];
  const [silent, told] = [await out.queue(ana, 'a'), await out.queue(bea, 'b')];
  await out.sendAll();
  await tell(told, (await out.read(told)).providerId ?? '', 'sent');
  await out.skip(590_000);
  expect(await flagUnconfirmed(out.context)).toBe(0);
  await out.skip(11_000);
  expect(await flagUnconfirmed(out.context)).toBe(2);
  expect(await flagUnconfirmed(out.context)).toBe(0);
  expect(await out.read(silent)).toMatchObject({ status: 'queued', state: 'accepted', isFlagged: true });
  expect(await out.read(told)).toMatchObject({ status: 'sent', isFlagged: false });
  await out.sendAll();
  expect(out.graph.asked).toHaveLength(2);
  await tell(silent, (await out.read(silent)).providerId ?? '', 'delivered');
  expect(await out.read(silent)).toMatchObject({ status: 'delivered', isFlagged: false });
  await wholeFine();
});

test('a running sender wakes for what is queued; stopping waits for the answer that is on its way', async () => {
  const ana = await out.addCustomer();
  const slow = held(accept('wamid.last'));
  out.graph.next(slow.answer);
  const sending = startSending(out.context);
  const messageId = await out.queue(ana, 'last');
  await out.graph.askedTimes(1);
  const stopped = sending.stop();
  slow.release();
  await stopped;
  expect(await out.read(messageId)).toMatchObject({ state: 'accepted', providerId: 'wamid.last' });
  await wholeFine();
});

describe('whoever sends may die or freeze', () => {
  test('killed after the hand-over: unknown when the lease is over, never sent again', async () => {
    const ana = await out.addCustomer();
    const messageId = await out.queue(ana, 'handed');
    const next = await out.queue(ana, 'next');
    expect((await claimMessages(out.db, { limit: 64, newId: out.context.newId })).handed).toHaveLength(1);
    await out.sendAll();
    expect(await sweepUnfinished(out.context)).toBe(0);
    await out.skip(31_000);
    await out.sendAll();
    expect(await sweepUnfinished(out.context)).toBe(1);
    expect(await out.read(messageId)).toMatchObject({ status: 'unknown', state: 'unknown' });
    await out.sendAll();
    expect(out.graph.texts()).toEqual(['next']);
    expect(await out.read(next)).toMatchObject({ state: 'accepted' });
    await out.skip(100_000);
    await sweepUnfinished(out.context);
    expect(await out.read(messageId)).toMatchObject({ status: 'unknown', isFlagged: true });
    await wholeFine();
  });

  /** The answer comes after the lease is over and the sweep has been there. */
  async function answerLate(answer: Answer): Promise<string> {
    const ana = await out.addCustomer();
    const late = held(answer);
    out.graph.next(late.answer);
    const messageId = await out.queue(ana, 'late');
    const sending = sendOnce(out.context);
    await out.graph.askedTimes(1);
    await out.skip(130_000);
    await sweepUnfinished(out.context);
    expect(await out.read(messageId)).toMatchObject({ status: 'unknown', isFlagged: true });
    late.release();
    await sending;
    await out.skip(600_000);
    await out.sendAll();
    expect(out.graph.asked).toHaveLength(1);
    await wholeFine();
    return messageId;
  }

  test('F33: a late 200 is still believed', async () => {
    const messageId = await answerLate(accept('wamid.late'));
    expect(await out.read(messageId)).toMatchObject({ status: 'queued', state: 'accepted', isFlagged: false });
  });

  test('F38: a late "not now" fails instead of going back into the queue', async () => {
    const messageId = await answerLate(graphError(130_429));
    expect(await out.read(messageId)).toMatchObject({ status: 'failed', state: 'rejected', failure: { code: 130_429 } });
  });

  test('F19: an outcome that cannot be written at once is written later, and nothing is sent again', async () => {
    const ana = await out.addCustomer();
    const messageId = await out.queue(ana, 'once');
    await out.db.rows(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'read-only'; end $$`);
    await out.db.rows('create trigger refuse before update on send_attempts for each row execute function refuse()');
    const sending = sendOnce(out.context);
    await out.graph.askedTimes(1);
    await out.db.rows('drop trigger refuse on send_attempts');
    await sending;
    await out.sendAll();
    expect(out.graph.asked).toHaveLength(1);
    expect(await out.read(messageId)).toMatchObject({ state: 'accepted' });
    await wholeFine();
  });

  test('two senders at once send every message once', async () => {
    for (let n = 0; n < 8; n += 1) await out.queue(await out.addCustomer(), `m${n}`);
    await Promise.all([out.sendAll(), out.sendAll(), out.sendAll()]);
    expect(out.graph.texts().toSorted()).toEqual(Array.from({ length: 8 }, (_, n) => `m${n}`));
    await wholeFine();
  });
});

test('the logs name neither customer nor words nor token', async () => {
  const ana = await out.addCustomer();
  out.graph.next(json(400, { error: { code: 100, message: `no such number ${ana.phone}` } }));
  await out.queue(ana, '비밀번호는 1234');
  await out.sendAll();
  expect(out.lines.join('\n')).not.toMatch(new RegExp(`${ana.phone}|1234|${token}`));
});
