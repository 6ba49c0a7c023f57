import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { mediaRef } from '#contract/content.ts';
import { fileUrl } from '#contract/media.ts';
import { addCompany, openTestApp, signIn } from '../../test/support/app.ts';
import { html, pngBomb, polyglot, sidewaysJpeg, svg, truncated, webp } from '../../test/support/files.ts';
import { examine } from './examine.ts';
import { insertUpload } from './queries.ts';
import { keepDraft, thumbnailPath, writeDraft } from './store.ts';

async function openDesk() {
  const { app, db, context } = await openTestApp();
  const company = await addCompany(db);
  const ana = await signIn(app);
  /** A file as it is after it came from a customer. */
  const add = async (bytes: Buffer, fileName = 'photo.jpg') => {
    const draft = await writeDraft(context, Readable.from([bytes]), { maxBytes: 1e9 });
    const looks = await examine(context, draft);
    await keepDraft(context, draft);
    const id = randomUUID();
    await insertUpload(db, { id, caseId: company.caseId, channelId: company.channelId, fileName, ...draft, ...looks });
    return { id, ...looks, sha256: draft.sha256 };
  };
  const get = async (mediaId: string, headers: Record<string, string> = {}) => ana({ url: fileUrl(mediaId), headers });
  return { app, db, context, company, ana, add, get };
}

test('a picture is shown, but can do nothing else', async () => {
  const { add, get } = await openDesk();
  const bytes = await sidewaysJpeg();
  const answer = await get((await add(bytes)).id);
  expect(answer.rawPayload.equals(bytes)).toBe(true);
  expect(answer.headers).toMatchObject({
    'content-type': 'image/jpeg',
    'content-length': String(bytes.length),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, max-age=300, must-revalidate',
    'content-disposition': 'inline; filename="photo.jpg"; filename*=UTF-8\'\'photo.jpg',
  });
});

const hostile: [string, () => Buffer | Promise<Buffer>, string][] = [
  ['an SVG', () => svg, 'application/octet-stream'],
  ['a page', () => html, 'text/plain; charset=utf-8'],
  ['a picture of 50,000 × 50,000 pixels', () => pngBomb(), 'application/octet-stream'],
  ['half a picture', truncated, 'application/octet-stream'],
  ['a PDF with a page in it', () => Buffer.concat([Buffer.from('%PDF-1.7\n'), html]), 'application/pdf'],
  ['a program', () => Buffer.from(`MZ\x90\0${'x'.repeat(200)}`, 'latin1'), 'application/octet-stream'],
];

test('T23, T24, T25: whatever is called photo.jpg and is none is only ever saved', async () => {
  const { ana, add, get } = await openDesk();
  for (const [what, make, type] of hostile) {
    const { id } = await add(await make());
    const { headers } = await get(id);
    expect(headers['content-type'], what).toBe(type);
    expect(headers['content-disposition'], what).toMatch(/^attachment; filename="photo(\.jpg)?\.\w+"/);
    expect((await ana({ url: fileUrl(id, 'thumbnail') })).json().code).toBe('not-found');
    expect(mediaRef.parse((await ana({ url: `/api/v1/media/${id}` })).json())).toMatchObject({ state: 'ready', width: null });
  }
});

test('T24, T27: the thumbnail of a picture with a page behind it is pixels alone', async () => {
  const { context, ana, add } = await openDesk();
  const { id, sha256 } = await add(await polyglot());
  const first = await ana({ url: fileUrl(id, 'thumbnail') });
  expect(first.headers).toMatchObject({ 'content-type': 'image/webp', 'content-security-policy': "sandbox; default-src 'none'" });
  expect(first.rawPayload.includes('script')).toBe(false);
  expect(first.rawPayload.includes('SecretCamera')).toBe(false);
  // One that got lost is made again.
  await rm(thumbnailPath(context, sha256));
  expect((await ana({ url: fileUrl(id, 'thumbnail') })).rawPayload.equals(first.rawPayload)).toBe(true);
});

test('T28: who may not see the case, and who asks for nothing, get the same answer', async () => {
  const { app, db, ana, add, get } = await openDesk();
  const { id } = await add(await webp());
  expect((await app.inject({ url: fileUrl(id) })).json().code).toBe('signed-out');
  await db.rows("update role_channels set permissions = array_remove(array_remove(permissions, 'cases.view-all'), 'cases.view-skills')");
  const [hidden, absent, told] = [await get(id), await get(randomUUID()), await ana({ url: `/api/v1/media/${id}` })];
  for (const answer of [hidden, absent, told]) expect(answer.statusCode).toBe(404);
  expect({ ...hidden.json(), requestId: '' }).toEqual({ ...absent.json(), requestId: '' });
  expect((await get('../../etc/passwd')).statusCode).toBe(404);
  expect((await get('nonsense')).json().code).toBe('invalid-input');
});

test('a file that is not there yet, or never will be, says so', async () => {
  const { db, company, get } = await openDesk();
  const [pending, failed] = [randomUUID(), randomUUID()];
  const columns = 'id, channel_id, case_id, origin, state, run_at, failure, created_at';
  const values = [pending, failed, company.channelId, company.caseId];
  await db.rows(
    `insert into media (${columns}) values ($1, $3, $4, 'inbound', 'pending', parley_now(), null, parley_now()),
       ($2, $3, $4, 'inbound', 'failed', null, 'expired', parley_now())`,
    values,
  );
  expect((await get(pending)).json().code).toBe('media-not-ready');
  expect((await get(failed)).json().code).toBe('not-found');
});

test('players get the span they ask for; what is known is not sent again', async () => {
  const { add, get } = await openDesk();
  const bytes = Buffer.concat([Buffer.from('OggS\0\x02', 'latin1'), Buffer.alloc(22), Buffer.from('OpusHead'), Buffer.alloc(964, 7)]);
  const { id, sha256 } = await add(bytes, 'voice.ogg');
  const part = await get(id, { range: 'bytes=4-9' });
  expect(part.statusCode).toBe(206);
  expect(part.headers).toMatchObject({ 'content-range': 'bytes 4-9/1000', 'content-length': '6', 'content-type': 'audio/ogg' });
  expect(part.rawPayload.equals(bytes.subarray(4, 10))).toBe(true);
  expect((await get(id, { range: 'bytes=-100' })).headers['content-range']).toBe('bytes 900-999/1000');
  expect((await get(id, { range: 'bytes=990-' })).rawPayload).toHaveLength(10);
  expect((await get(id, { range: 'bytes=1000-' })).statusCode).toBe(416);
  expect((await get(id, { range: 'bytes=0-1,4-5' })).rawPayload).toHaveLength(1_000);
  expect((await get(id, { range: 'bytes=0-1', 'if-range': '"other"' })).statusCode).toBe(200);
  expect((await get(id, { 'if-none-match': `"${sha256.toString('hex')}"` })).statusCode).toBe(304);
});
