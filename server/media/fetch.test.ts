import { createHash, randomUUID } from 'node:crypto';
import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { connectGraph } from '#server/channels/whatsapp/graph.ts';
import type { Context } from '#server/context.ts';
import { addCompany, openTestApp } from '../../test/support/app.ts';
import { html, pngBomb, sidewaysJpeg } from '../../test/support/files.ts';
import { fetchOnce, hasRoom, startFetching } from './fetch.ts';
import { draftPath, openMediaFile, sweepDrafts, thumbnailPath } from './store.ts';

type Answer = (response: http.ServerResponse, asked: { bytes: Buffer; base: string }) => void;
const draftsOf = (context: Context) =>
  readdir(join(context.config.dataFolder, 'media/drafts')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return [];
  });
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** As much of Meta as media needs: where a file is, and its bytes. */
async function openMeta(bytes: Buffer) {
  const meta = { bytes, asked: 0, downloads: 0, tokens: new Set<string | undefined>(), where: undefined as Answer | undefined };
  const faults: Answer[] = [];
  const server = http.createServer((request, response) => {
    const base = `http://${request.headers.host}`;
    meta.tokens.add(request.headers.authorization);
    if (request.url?.startsWith('/download')) {
      meta.downloads += 1;
      const fault = faults.shift();
      if (fault) fault(response, { bytes: meta.bytes, base });
      else response.end(meta.bytes);
      return;
    }
    meta.asked += 1;
    if (meta.where) return meta.where(response, { bytes: meta.bytes, base });
    const body = { id: '77', url: `${base}/download`, mime_type: 'image/jpeg', sha256: hash(meta.bytes), file_size: meta.bytes.length };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const graph = connectGraph({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connectMs: 500, answerMs: 500 });
  onTestFinished(async () => {
    graph.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return { meta, faults, graph };
}

async function openDesk(bytes: Buffer) {
  const { db, context: plain, lines } = await openTestApp();
  const company = await addCompany(db);
  const { meta, faults, graph } = await openMeta(bytes);
  const context: Context = { ...plain, graph };
  const sealed = context.vault.seal('secret-token', { table: 'whatsapp_accounts', column: 'access_token', row: 'waba1' });
  await db.rows('update whatsapp_accounts set access_token = $1', [sealed]);
  const add = async (changes: { claimed?: string; createdAt?: string } = {}) => {
    const [mediaId, messageId] = [randomUUID(), randomUUID()];
    await db.rows(
      `insert into messages (id, case_id, customer_id, channel_id, direction, author_kind, content, at, created_at, status, trace_id)
       values ($1, $2, $3, $4, 'in', 'customer', '{}', parley_now(), parley_now(), 'received', 'trace-1')`,
      [messageId, company.caseId, company.customerId, company.channelId],
    );
    await db.rows(
      `insert into media (id, channel_id, case_id, message_id, origin, provider_media_id, state, claimed_sha256, file_name, run_at, created_at)
       values ($1, $2, $3, $4, 'inbound', '77', 'pending', decode($5, 'hex'), 'IMG_1.jpg', parley_now(), coalesce($6, parley_now()))`,
      [mediaId, company.channelId, company.caseId, messageId, changes.claimed ?? null, changes.createdAt ?? null],
    );
    return mediaId;
  };
  const read = async (mediaId: string) => {
    const [row] = await db.rows<{ state: string }>('select * from media where id = $1', [mediaId]);
    if (!row) throw new Error('There is no such file.');
    return row;
  };
  const later = (interval: string) =>
    db.rows('update clock set offset_ms = offset_ms + extract(epoch from $1::interval) * 1000', [interval]);
  return { db, context, meta, faults, add, read, later, lines };
}

test('a customer’s picture is fetched, checked, measured, and the screens are told', async () => {
  const bytes = await sidewaysJpeg();
  const { db, context, meta, add, read } = await openDesk(bytes);
  const id = await add({ claimed: hash(bytes) });
  expect(await fetchOnce(context)).toBe(1);
  expect(await fetchOnce(context)).toBe(0);
  expect(await read(id)).toMatchObject({ state: 'ready', mime_type: 'image/jpeg', size_bytes: bytes.length, width: 300, height: 400 });
  expect((await buffer(await openMediaFile(context, id))).equals(bytes)).toBe(true);
  expect((await stat(thumbnailPath(context, createHash('sha256').update(bytes).digest()))).size).toBeGreaterThan(0);
  const [event] = await db.rows("select facts, trace_id, actor_id from events where type = 'media.changed'");
  expect(event).toMatchObject({ facts: { mediaId: id, state: 'ready' }, trace_id: 'trace-1', actor_id: null });
  expect(meta.tokens).toEqual(new Set(['Bearer secret-token']));
  expect(await db.rows('select id from media_attempts')).toEqual([]);
});

test.each<[string, () => Buffer | Promise<Buffer>, string]>([
  ['a page', () => html, 'text/plain'],
  ['a picture of 50,000 × 50,000 pixels', () => pngBomb(), 'application/octet-stream'],
])('T23, T25: %s sent as a picture is kept as a file', async (_, make, mimeType) => {
  const bytes = await make();
  const { context, add, read } = await openDesk(bytes);
  const id = await add({ claimed: hash(bytes) });
  await fetchOnce(context);
  expect(await read(id)).toMatchObject({ state: 'ready', mime_type: mimeType, width: null, height: null });
});

test('an address that has gone is asked for anew at once', async () => {
  const { context, meta, faults, add, read } = await openDesk(await sidewaysJpeg());
  faults.push((response) => response.writeHead(404).end());
  const id = await add();
  await fetchOnce(context);
  expect(meta).toMatchObject({ asked: 2, downloads: 2 });
  expect((await read(id)).state).toBe('ready');
});

test.each<[string, Answer]>([
  [
    'a download cut in the middle',
    (response, { bytes }) =>
      response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 99), () => response.destroy()),
  ],
  ['a 500', (response) => response.writeHead(500).end()],
  ['other bytes than announced', (response) => response.end('x')],
])('%s is tried again later, and nothing of it stays', async (_, fault) => {
  const { db, context, faults, add, read, later } = await openDesk(await sidewaysJpeg());
  faults.push(fault);
  const id = await add();
  await fetchOnce(context);
  const [row] = await db.rows<{ wait: number }>('select extract(epoch from run_at - parley_now())::float8 as wait from media');
  expect(row?.wait).toBeGreaterThan(25);
  expect(row?.wait).toBeLessThanOrEqual(30);
  expect(await db.rows('select id from media_attempts')).toHaveLength(1);
  expect(await draftsOf(context)).toEqual([]);
  expect(await fetchOnce(context)).toBe(0);
  await later('31 seconds');
  await fetchOnce(context);
  expect((await read(id)).state).toBe('ready');
});

test('T30: bytes that are never the announced ones are given up after three times', async () => {
  const { context, add, read, later } = await openDesk(await sidewaysJpeg());
  const id = await add({ claimed: hash(Buffer.from('something else')) });
  for (let round = 0; round < 3; round += 1) {
    await fetchOnce(context);
    await later('1 hour');
  }
  expect(await read(id)).toMatchObject({ state: 'failed', failure: 'damaged', attempts: 3 });
});

test('T30: an address elsewhere is never asked', async () => {
  const { db, context, meta, add, read } = await openDesk(Buffer.from('x'));
  meta.where = (response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ url: 'http://169.254.169.254/latest' }));
  const id = await add();
  await fetchOnce(context);
  expect(await read(id)).toMatchObject({ state: 'failed', failure: 'foreign-address' });
  expect(await db.rows("select facts from events where type = 'media.changed'")).toMatchObject([{ facts: { state: 'failed' } }]);
});

test('a file above 100 MB is not fetched', async () => {
  const { context, meta, add, read } = await openDesk(Buffer.from('x'));
  meta.where = (response, { base }) =>
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ url: `${base}/download`, file_size: String(101 * 1024 ** 2) }));
  const id = await add();
  await fetchOnce(context);
  expect(await read(id)).toMatchObject({ state: 'failed', failure: 'too-large' });
  expect(meta.downloads).toBe(0);
});

test('after six days without luck the file is given up', async () => {
  const { context, meta, add, read, later } = await openDesk(Buffer.from('x'));
  meta.where = (response) => response.writeHead(500).end();
  const id = await add();
  let rounds = 0;
  for (; (await read(id)).state === 'pending'; rounds += 1) {
    await fetchOnce(context);
    await later('6 hours 1 minute');
  }
  expect(await read(id)).toMatchObject({ state: 'failed', failure: 'expired' });
  expect(rounds).toBeGreaterThan(20);
});

test('F32: at most 15 errors an hour per number, of which a third waits for files nobody has asked for', async () => {
  const { context, meta, add, later } = await openDesk(Buffer.from('x'));
  meta.where = (response) => response.writeHead(500).end();
  for (let file = 0; file < 12; file += 1) await add();
  for (let round = 0; round < 12; round += 1) await fetchOnce(context);
  await later('40 seconds');
  // Twelve errors are too many for repeats, but not for three new ones.
  for (let file = 0; file < 5; file += 1) await add();
  const done = [];
  for (let round = 0; round < 5; round += 1) done.push(await fetchOnce(context));
  expect(done).toEqual([1, 1, 1, 0, 0]);
  expect(meta.asked).toBe(15);
  await later('1 hour');
  expect(await fetchOnce(context)).toBe(1);
});

test('two who fetch at the same time never fetch the same file', async () => {
  const { context, meta, add } = await openDesk(await sidewaysJpeg());
  for (let file = 0; file < 6; file += 1) await add();
  const done = await Promise.all(Array.from({ length: 8 }, () => fetchOnce(context)));
  expect(done.filter((count) => count === 1)).toHaveLength(6);
  expect(meta.downloads).toBe(6);
});

test('I26: a download that was killed is somebody else’s after its lease, and the late one changes nothing', async () => {
  const bytes = await sidewaysJpeg();
  const { db, context, faults, add, read, later } = await openDesk(bytes);
  let finish = () => {};
  const begun = new Promise<void>((started) => {
    faults.push((response) => {
      response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 10));
      finish = () => response.end(bytes.subarray(10));
      started();
    });
  });
  const id = await add();
  const slow = fetchOnce(context);
  await begun;
  await later('11 minutes');
  await fetchOnce(context);
  finish();
  await slow;
  expect(await read(id)).toMatchObject({ state: 'ready', attempts: 2 });
  expect(await db.rows("select facts from events where type = 'media.changed'")).toHaveLength(1);
});

test('F17: a disk that takes nothing is no error of Meta’s: the file waits and comes once there is room', async () => {
  const { db, context, add, read, later, lines } = await openDesk(await sidewaysJpeg());
  const blocked = join(context.config.dataFolder, 'media');
  await writeFile(blocked, 'in the way');
  const id = await add();
  await fetchOnce(context);
  expect((await read(id)).state).toBe('pending');
  expect(await db.rows('select id from media_attempts')).toEqual([]);
  expect(lines.join('')).toContain('A file could not be written.');
  await rm(blocked);
  await later('61 seconds');
  await fetchOnce(context);
  expect((await read(id)).state).toBe('ready');
});

test('T31: a nearly full disk takes no more files', async () => {
  const { context, lines } = await openDesk(Buffer.from('x'));
  expect(await hasRoom(context)).toBe(true);
  expect(await hasRoom(context, Number.MAX_SAFE_INTEGER)).toBe(false);
  expect(lines.join('')).toContain('nearly full');
});

test('T31: a customer who sent a gigabyte in a day is not fetched from', async () => {
  const { db, context, meta, add, read } = await openDesk(Buffer.from('x'));
  const earlier = await add();
  await db.rows("update media set state = 'ready', run_at = null, sha256 = '\\x00', mime_type = 'video/mp4', size_bytes = 1073741825");
  const id = await add();
  await fetchOnce(context);
  expect(await read(id)).toMatchObject({ state: 'failed', failure: 'too-much' });
  expect((await read(earlier)).state).toBe('ready');
  expect(meta.asked).toBe(0);
});

test('drafts a killed process left are swept, younger ones stay', async () => {
  const { context } = await openDesk(Buffer.from('x'));
  const [old, young] = [draftPath(context), draftPath(context)];
  for (const path of [old, young]) await writeFile(path, 'half');
  await utimes(old, 1, 1);
  expect(await sweepDrafts(context)).toBe(1);
  expect(await readdir(join(context.config.dataFolder, 'media/drafts'))).toHaveLength(1);
});

test('the worker fetches when it is woken, tells no secret, and stops', async () => {
  const { db, context, add, lines } = await openDesk(await sidewaysJpeg());
  const running = startFetching(context);
  const told = new Promise<void>((done) => db.wakes.once('feed', done));
  await add();
  db.wake('media');
  await told;
  await running.stop();
  expect(lines.join('')).not.toMatch(/secret-token|IMG_1/);
});
