import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { limits } from '#cloud-api/limits.ts';
import { type MediaRef, mediaRef } from '#contract/content.ts';
import { uploadUrl } from '#contract/media.ts';
import { addCompany, openTestApp, signIn } from '../../test/support/app.ts';
import { bigPng, formOf, html, pngBomb, polyglot, sidewaysJpeg, svg, tinyPng, truncated, webp } from '../../test/support/files.ts';
import { openMediaFile } from './store.ts';

async function openDesk() {
  const { app, db, context } = await openTestApp();
  const company = await addCompany(db);
  const ana = await signIn(app);
  const send = async (bytes: Buffer, fileName = 'photo.jpg') => {
    const form = formOf([{ fileName, bytes }]);
    return ana({ method: 'POST', url: uploadUrl(company.caseId), ...form });
  };
  const left = async (folder: string) =>
    readdir(join(context.config.dataFolder, 'media', folder)).catch((error: NodeJS.ErrnoException) => error.code);
  return { app, db, context, company, ana, send, left };
}

test('T27: a picture is turned upright and forgets where and with what it was taken', async () => {
  const { context, send, left } = await openDesk();
  const answer = await send(await sidewaysJpeg(), '영수증.jpg');
  expect(answer.statusCode).toBe(201);
  const told: MediaRef = mediaRef.parse(answer.json());
  expect(told).toMatchObject({ state: 'ready', mimeType: 'image/jpeg', width: 300, height: 400, fileName: '영수증.jpg', failure: null });
  const kept = await buffer(await openMediaFile(context, told.mediaId));
  expect(kept.length).toBe(told.sizeBytes);
  expect(kept.includes('SecretCamera')).toBe(false);
  expect((await sharp(kept).metadata()).exif).toBeUndefined();
  expect(await left('drafts')).toEqual([]);
});

test('a PNG stays one, WebP becomes what WhatsApp takes', async () => {
  const { send } = await openDesk();
  expect((await send(await tinyPng(), 'logo.png')).json()).toMatchObject({
    mimeType: 'image/png',
    width: 8,
    height: 6,
    fileName: 'logo.png',
  });
  expect((await send(await webp(), 'photo.webp')).json()).toMatchObject({ mimeType: 'image/jpeg', fileName: 'photo.jpg' });
});

test('a picture above WhatsApp’s 5 MB is made smaller', async () => {
  const { send } = await openDesk();
  const big = await bigPng();
  expect(big.length).toBeGreaterThan(limits.imageBytes);
  const told: MediaRef = (await send(big, 'big.png')).json();
  expect(told.sizeBytes).toBeLessThanOrEqual(limits.imageBytes);
  expect(told).toMatchObject({ mimeType: 'image/jpeg', width: 1_500 });
});

const hostile: [string, () => Buffer | Promise<Buffer>][] = [
  ['an SVG with a script', () => svg],
  ['a page called .jpg', () => html],
  ['a picture of 50,000 × 50,000 pixels', () => pngBomb()],
  ['half a picture', truncated],
  ['nothing at all', () => Buffer.alloc(0)],
  ['a HEIC', () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1')],
];

test('T23, T25: what is no picture is refused, whatever it is called, and leaves nothing behind', async () => {
  const { db, send, left } = await openDesk();
  for (const [what, make] of hostile) {
    const answer = await send(await make());
    expect(answer.statusCode, what).toBe(415);
    expect(answer.json()).toMatchObject({ code: 'unsupported-type', details: { accepted: 'JPEG, PNG, WebP, GIF' } });
  }
  expect(await db.rows('select id from media')).toEqual([]);
  expect(await left('drafts')).toEqual([]);
});

test('T24: a page hidden behind a picture does not survive', async () => {
  const { context, send } = await openDesk();
  const told: MediaRef = (await send(await polyglot())).json();
  expect((await buffer(await openMediaFile(context, told.mediaId))).includes('<script>')).toBe(false);
});

test('an upload above 25 MB is refused by its size, whatever it is', async () => {
  const { send, left } = await openDesk();
  const answer = await send(Buffer.alloc(25 * 1024 * 1024 + 1));
  expect(answer.json()).toMatchObject({ code: 'too-large', details: { limit: '25 MB' } });
  expect(await left('drafts')).toEqual([]);
});

test('only a form with the one part “file” is an upload', async () => {
  const { ana, company } = await openDesk();
  const url = uploadUrl(company.caseId);
  const bytes = await tinyPng();
  expect((await ana({ method: 'POST', url, payload: { file: 'x' } })).json().code).toBe('unsupported-type');
  const other = formOf([{ name: 'picture', fileName: 'a.png', bytes }]);
  expect((await ana({ method: 'POST', url, ...other })).json().code).toBe('invalid-input');
  const cut = formOf([{ fileName: 'a.png', bytes }]);
  expect((await ana({ method: 'POST', url, ...cut, payload: cut.payload.subarray(0, 200) })).json().code).toBe('invalid-input');
});

test('T46: forms are read by the upload alone, and never from another site', async () => {
  const { ana, company, app } = await openDesk();
  const form = formOf([{ fileName: 'a.png', bytes: await tinyPng() }]);
  expect((await ana({ method: 'POST', url: '/api/v1/session', ...form })).statusCode).toBe(415);
  const url = uploadUrl(company.caseId);
  const foreign = { ...form.headers, origin: 'https://evil.example' };
  expect((await ana({ method: 'POST', url, payload: form.payload, headers: foreign })).json().code).toBe('foreign-origin');
  expect((await app.inject({ method: 'POST', url, ...form })).json().code).toBe('signed-out');
});

test('without permission to attach nothing is taken, and an invisible case does not exist', async () => {
  const { db, send } = await openDesk();
  await db.rows("update role_channels set permissions = array_remove(permissions, 'messages.attach')");
  expect((await send(await tinyPng())).json()).toMatchObject({ code: 'not-permitted', details: { permission: 'messages.attach' } });
  await db.rows('update role_channels set permissions = $1', [[]]);
  expect((await send(await tinyPng())).json().code).toBe('not-found');
});

test('I26: two uploads of the same bytes share one file, each with its own row', async () => {
  const { db, context, send } = await openDesk();
  const [one, two] = [await send(await tinyPng()), await send(await tinyPng())];
  expect(one.json().mediaId).not.toBe(two.json().mediaId);
  const rows = await db.rows<{ sha256: Buffer; size: number }>('select sha256, size_bytes as size from media');
  expect(rows[0]?.sha256.equals(rows[1]?.sha256 ?? Buffer.alloc(0))).toBe(true);
  expect((await buffer(await openMediaFile(context, two.json().mediaId))).length).toBe(rows[0]?.size);
});
