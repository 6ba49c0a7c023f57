import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { allChannelPermissions } from '#contract/permissions.ts';
import { addCompany, type Company } from '../../test/support/app.ts';
import { addMember, type FeedApp, happen, type Listener, listen, openFeedApp } from '../../test/support/feed.ts';
import { type Database, iso } from '../db/database.ts';
import { listenForWakes } from '../db/listen.ts';
import { insertSession } from '../people/sessions.ts';
import { registerFeed } from './feed.ts';

const everything = (channelId: string) => ({ [channelId]: allChannelPermissions });

async function openCompany(): Promise<FeedApp & Company> {
  const opened = await openFeedApp();
  return { ...opened, ...(await addCompany(opened.db)) };
}

/** Somebody who sees every case, and their stream. */
async function watch({ db, url, channelId }: FeedApp & Company): Promise<{ listener: Listener; token: string }> {
  const { token } = await addMember(db, { channels: everything(channelId) });
  return { listener: await listen(url, token), token };
}

const readBy = (caseId: string, at: number) => ({ type: 'case.read', caseId, byPersonId: randomUUID(), at }) as const;

test('a stream begins with hello and then tells what happens, as REST would answer it', async () => {
  const company = await openCompany();
  const { listener } = await watch(company);
  const hello = await listener.untilEvent('hello');
  expect(hello.data).toMatchObject({ streamId: expect.any(String), serverNow: expect.any(String), version: expect.any(String) });
  await happen(company.db, [{ type: 'case.parked', caseId: company.caseId, from: 'queued', at: company.context.clock.now() }]);
  const told = await listener.untilType('case.parked');
  expect(told).toMatchObject({ facts: { from: 'queued' }, traceId: 'trace-of-the-test', case: { id: company.caseId, place: 'parked' } });
});

test('T55, T56: the stream asks who it is, and whose page it is, before its first byte', async () => {
  const { app, db, channelId } = await openCompany();
  const { cookies } = await addMember(db, { channels: everything(channelId) });
  const ask = (given: object) => app.inject({ url: '/api/v1/feed', ...given });
  expect((await ask({})).json().code).toBe('signed-out');
  expect((await ask({ cookies: { 'parley-session': 'forged' } })).json().code).toBe('signed-out');
  expect((await ask({ cookies, headers: { 'x-parley-person': randomUUID() } })).json().code).toBe('person-changed');
  expect((await ask({ cookies, headers: { origin: 'https://elsewhere.example' } })).json().code).toBe('foreign-origin');
  expect((await ask({ cookies, headers: { 'sec-fetch-site': 'cross-site' } })).json().code).toBe('foreign-origin');
});

test('the stream is neither cached, buffered nor compressed on its way', async () => {
  const { db, url, channelId } = await openCompany();
  const { token } = await addMember(db, { channels: everything(channelId) });
  const abort = new AbortController();
  const { headers } = await fetch(`${url}/api/v1/feed`, {
    headers: { cookie: `parley-session=${token}`, 'accept-encoding': 'gzip' },
    signal: abort.signal,
  });
  abort.abort();
  expect(headers.get('content-type')).toContain('text/event-stream');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-accel-buffering')).toBe('no');
  expect(headers.get('content-encoding')).toBeNull();
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('I19: an event that commits late is told, and none that committed before it is told twice', async () => {
  const company = await openCompany();
  const { listener } = await watch(company);
  await listener.untilEvent('hello');
  const write = `insert into events (at, type, case_id, facts, trace_id) values ($2, 'case.read', $1, '{}', $3)`;
  const at = iso(company.context.clock.now());
  await company.db.transact(async (slow) => {
    // The slow one has the smaller id and commits after the quick one.
    await slow.rows(write, [company.caseId, at, 'slow']);
    await company.db.transact(async (quick) => {
      await quick.rows(write, [company.caseId, at, 'quick']);
      quick.wake('feed');
    });
    // Only below the oldest open transaction is the log final: this read shows that the reader had its chance.
    expect(listener.changes()).toEqual([]);
    slow.wake('feed');
  });
  await listener.until(() => listener.changes().length >= 2);
  expect(listener.changes().map((event) => event.traceId)).toEqual(['slow', 'quick']);
});

test('F46: a reader that comes back is told exactly what it missed, also by a server that was started anew', async () => {
  const company = await openCompany();
  const { db, caseId, context } = company;
  const { listener, token } = await watch(company);
  await happen(db, [readBy(caseId, context.clock.now())]);
  await listener.untilType('case.read');
  const cursor = listener.lastId();
  listener.close();
  await company.feed.stop();
  await happen(db, [{ type: 'case.parked', caseId, from: 'queued', at: context.clock.now() }]);
  const other = await startAgain(company);
  const again = await listen(other, token, cursor);
  await again.untilType('case.parked');
  expect(again.changes().map((event) => event.type)).toEqual(['case.parked']);
  expect(again.heard.map((one) => one.event)).not.toContain('resync');
});

/** A second server on the same database. */
async function startAgain({ context }: FeedApp): Promise<string> {
  const { fastify } = await import('fastify');
  const { default: fastifyCookie } = await import('@fastify/cookie');
  const { onTestFinished } = await import('vitest');
  const app = fastify({ forceCloseConnections: true });
  await app.register(fastifyCookie);
  const feed = registerFeed(app, context);
  onTestFinished(async () => {
    await feed.stop();
    await app.close();
  });
  return app.listen({ port: 0, host: '127.0.0.1' });
}

test('T61: a cursor of another epoch, of the future, or made up is answered with resync, and the stream goes on', async () => {
  const company = await openCompany();
  const { db, caseId, context, url } = company;
  const { listener, token } = await watch(company);
  await listener.untilEvent('hello');
  const [, xid, id] = listener.lastId().split('.');
  for (const cursor of [`${randomUUID()}.${xid}.${id}`, 'none.999999999999.1', 'nonsense', "none.1' or 1=1.2"]) {
    const stranger = await listen(url, token, cursor);
    await stranger.untilEvent('resync');
    await happen(db, [readBy(caseId, context.clock.now())]);
    await stranger.untilType('case.read');
    stranger.close();
  }
});

/** Tests share a server, and any open transaction in it holds the feed back: only what lies below all of them has happened for it. */
async function untilTold(db: Database): Promise<void> {
  const [last] = await db.rows<{ xid: string }>('select xid::text as xid from events order by xid desc limit 1');
  for (;;) {
    const [row] = await db.rows<{ isTold: boolean }>(
      'select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as "isTold" from pg_sleep(0.01)',
      [last?.xid],
    );
    if (row?.isTold) return;
  }
}

test('F48: who comes back after too much has happened gets one resync and no storm', async () => {
  const company = await openCompany();
  const { db, caseId, context } = company;
  const { listener, token } = await watch(company);
  await listener.untilEvent('hello');
  const cursor = listener.lastId();
  listener.close();
  await company.feed.stop();
  await db.rows(
    `insert into events (at, type, case_id, facts, trace_id) select parley_now(), 'case.read', $1, '{}', 'old' from generate_series(1, 10000)`,
    [caseId],
  );
  await untilTold(db);
  const again = await listen(await startAgain(company), token, cursor);
  await again.untilEvent('resync');
  await happen(db, [{ type: 'case.parked', caseId, from: 'queued', at: context.clock.now() }]);
  await again.untilType('case.parked');
  expect(again.heard.filter((one) => one.event === 'resync')).toHaveLength(1);
  expect(again.changes().map((event) => event.type)).toEqual(['case.parked']);
});

test('T57, T44: signing out, deactivation and a changed role are told at once, then the stream closes', async () => {
  const company = await openCompany();
  const { db, url, channelId } = company;
  const changes = [
    ['signed-out', 'update sessions set ended_at = parley_now() where person_id = $1'],
    ['signed-out', 'update people set deactivated_at = parley_now() where id = $1'],
    [
      'access-changed',
      `update role_channels set permissions = '{cases.view-own}' where role_id = (select role_id from people where id = $1)`,
    ],
    ['access-changed', `insert into agents (person_id) values ($1)`],
  ] as const;
  for (const [word, sql] of changes) {
    const { token, personId } = await addMember(db, { channels: everything(channelId) });
    const listener = await listen(url, token);
    await listener.untilEvent('hello');
    await db.rows(sql, [personId]);
    db.wake('access');
    await listener.untilEvent(word);
    await listener.ended;
  }
});

test('a beat tells the time and how far everything has been told, and keeps an agent connected', async () => {
  const company = await openCompany();
  const { db, url, channelId, feed } = company;
  const { token, personId } = await addMember(db, { channels: everything(channelId), skills: [] });
  const listener = await listen(url, token);
  await listener.untilEvent('hello');
  const connected = 'select connected_until > parley_now() as "isConnected" from agents where person_id = $1';
  await feed.beat();
  expect(await db.rows(connected, [personId])).toEqual([{ isConnected: true }]);
  const beat = await listener.untilEvent('beat');
  expect(beat.id).toMatch(/^none\.\d+\.\d+$/);
  expect(Date.parse((beat.data as { serverNow: string }).serverNow)).toBeGreaterThan(0);
});

test('F44: a reader that answered its beats and falls silent is let go, one that never answered is not', async () => {
  const company = await openCompany();
  const { app, db, url, channelId, feed } = company;
  const [lively, quiet] = [
    await addMember(db, { channels: everything(channelId) }),
    await addMember(db, { channels: everything(channelId) }),
  ];
  const [answering, mute] = [await listen(url, lively.token), await listen(url, quiet.token)];
  const { streamId } = (await answering.untilEvent('hello')).data as { streamId: string };
  await mute.untilEvent('hello');
  const answer = (cookies: Record<string, string>, id: string) =>
    app.inject({ method: 'POST', url: '/api/v1/feed/pulse', cookies, payload: { streamId: id } });
  expect((await answer(lively.cookies, streamId)).statusCode).toBe(204);
  expect((await answer(quiet.cookies, streamId)).statusCode).toBe(404);
  expect((await answer(lively.cookies, randomUUID())).statusCode).toBe(404);
  await feed.beat(performance.now() + 20_000);
  await answering.ended;
  expect(mute.heard.map((one) => one.event)).toContain('hello');
  await feed.beat();
  await mute.untilEvent('beat');
});

test('opening a stream connects the agent; without one nobody is connected', async () => {
  const { db, url, channelId } = await openCompany();
  const agent = await addMember(db, { channels: everything(channelId), skills: [] });
  const supervisor = await addMember(db, { channels: everything(channelId) });
  const [first, second] = [await listen(url, supervisor.token), await listen(url, agent.token)];
  await Promise.all([first.untilEvent('hello'), second.untilEvent('hello')]);
  await second.until(() => true);
  await expect
    .poll(
      async () =>
        (await db.rows<{ is: boolean }>('select connected_until is not null as is from agents where person_id = $1', [agent.personId]))[0]
          ?.is,
    )
    .toBe(true);
});

test('T62: the sixth stream of a person closes the oldest, whichever browser it is of, and it is told to take its time', async () => {
  const { db, url, channelId, context } = await openCompany();
  const { token, personId } = await addMember(db, { channels: everything(channelId) });
  const { token: others } = await addMember(db, { channels: everything(channelId) });
  const elsewhere = await insertSession(db, context.newId(), personId);
  const oldest = await fetch(`${url}/api/v1/feed`, { headers: { cookie: `parley-session=${token}` } });
  const listeners: Listener[] = [];
  for (const each of [others, elsewhere, elsewhere, token, token]) listeners.push(await listen(url, each));
  await Promise.all(listeners.map((listener) => listener.untilEvent('hello')));
  listeners.push(await listen(url, elsewhere));
  expect(await oldest.text()).toMatch(/retry: 60000\n\n$/);
  await listeners.at(-1)?.untilEvent('hello');
  expect(listeners.every((listener) => listener.heard.every((one) => one.event === 'hello'))).toBe(true);
});

test('T49, T57: rights that are changed by hand in SQL reach open streams at once, without anybody looking for them', async () => {
  const company = await openCompany();
  const { db, url, channelId } = company;
  const listening = await listenForWakes(db, () => undefined);
  onTestFinished(() => listening.stop());
  const changes = [
    ['signed-out', 'update sessions set ended_at = parley_now() where person_id = $1'],
    ['signed-out', 'delete from sessions where person_id = $1'],
    ['signed-out', 'update people set deactivated_at = parley_now() where id = $1'],
    ['access-changed', 'update people set role_id = (select r.id from roles r where r.id <> people.role_id limit 1) where id = $1'],
    ['access-changed', "update roles set permissions = '{people.view}' where id = (select role_id from people where id = $1)"],
    ['access-changed', 'delete from role_channels where role_id = (select role_id from people where id = $1)'],
    ['access-changed', 'insert into agents (person_id) values ($1)'],
  ] as const;
  for (const [word, sql] of changes) {
    const { token, personId } = await addMember(db, { channels: everything(channelId) });
    const listener = await listen(url, token);
    await listener.untilEvent('hello');
    await db.rows(sql, [personId]);
    await listener.untilEvent(word);
    await listener.ended;
  }
  const { token, personId } = await addMember(db, { channels: everything(channelId), skills: [company.skillId] });
  const listener = await listen(url, token);
  await listener.untilEvent('hello');
  await db.rows('delete from agent_skills where person_id = $1', [personId]);
  await listener.untilEvent('access-changed');
});

test('many changes in a row are looked up together, and one look is one query, however many listen', async () => {
  const company = await openCompany();
  const { db, url, channelId, feed, context } = company;
  const members = await Promise.all(Array.from({ length: 8 }, () => addMember(db, { channels: everything(channelId) })));
  const listeners = await Promise.all(members.flatMap(({ token }) => [listen(url, token), listen(url, token)]));
  await Promise.all(listeners.map((listener) => listener.untilEvent('hello')));
  let looks = 0;
  const { rows } = context.db;
  context.db.rows = (sql, values) => {
    if (sql.includes('from sessions s')) looks += 1;
    return rows(sql, values);
  };
  for (let round = 0; round < 50; round += 1) db.wakes.emit('access');
  await feed.beat();
  expect(looks).toBeGreaterThan(0);
  expect(looks).toBeLessThanOrEqual(2);
});

test('T59: opening streams in a loop is answered with 429 and when to come back', async () => {
  const { db, url, channelId } = await openCompany();
  const { token } = await addMember(db, { channels: everything(channelId) });
  const abort = new AbortController();
  const headers = { cookie: `parley-session=${token}` };
  const answers = await Promise.all(Array.from({ length: 80 }, () => fetch(`${url}/api/v1/feed`, { headers, signal: abort.signal })));
  const refused = answers.filter((answer) => answer.status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  abort.abort();
});

test('a server that stops lets everybody go, each with another time to come back', async () => {
  const company = await openCompany();
  const { token } = await addMember(company.db, { channels: everything(company.channelId) });
  const bodies = await Promise.all(
    [1, 2, 3].map(async () => (await fetch(`${company.url}/api/v1/feed`, { headers: { cookie: `parley-session=${token}` } })).body),
  );
  const texts = bodies.map((body) => new Response(body).text());
  await company.feed.stop();
  const waits = (await Promise.all(texts)).map((text) => /retry: (\d+)\n\n$/.exec(text)?.[1]);
  expect(new Set(waits).size).toBe(3);
  expect(waits.every((wait) => Number(wait) >= 1_000)).toBe(true);
  const late = await company.app.inject({ url: '/api/v1/feed', cookies: { 'parley-session': token } });
  expect(late.json().code).toBe('overloaded');
});

test('the open streams and the told events are counted', async () => {
  const company = await openCompany();
  const { listener } = await watch(company);
  await happen(company.db, [readBy(company.caseId, company.context.clock.now())]);
  await listener.untilType('case.read');
  const figures = await company.context.metrics.registry.metrics();
  expect(figures).toContain('parley_feed_streams 1');
  expect(figures).toContain('parley_feed_events_total 1');
});
