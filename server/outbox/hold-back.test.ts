/** What never reaches WhatsApp, and what goes again once somebody has put it right. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Content } from '#contract/content.ts';
import { graphError, json } from '../../test/support/fake-graph.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import { type Customer, type Outbox, openOutbox, writeIn } from '../../test/support/outbox.ts';
import { pathOf } from '../media/store.ts';
import { refuseQueued } from './refuse.ts';

let out: Outbox;
let ana: Customer;
beforeEach(async () => {
  out = await openOutbox();
  ana = await out.addCustomer();
});
const day = 86_400_000;
const wholeFine = async () => expect(await brokenInvariants(out.db)).toEqual([]);

describe('F30: the window', () => {
  test.each([
    ['one second before it shuts', day - 61_000, 1],
    ['at the instant it shuts, a minute before WhatsApp’s', day - 60_000, 0],
  ])('%s', async (_, later, sends) => {
    const messageId = await out.queue(ana, '네');
    await out.db.rows(`update cases set last_customer_message_at = parley_now() - $1 * interval '1 millisecond'`, [later]);
    await out.db.rows(`update messages set at = (select last_customer_message_at from cases) where direction = 'in'`);
    await out.sendAll();
    expect(out.graph.asked).toHaveLength(sends);
    expect((await out.read(messageId)).status).toBe(sends === 1 ? 'queued' : 'failed');
    await wholeFine();
  });

  test('shut while the message waited: it fails with plain words, and the feed hears of it', async () => {
    const messageId = await out.queue(ana, '네');
    await out.skip(day);
    await out.sendAll();
    expect(out.graph.asked).toEqual([]);
    expect(await out.read(messageId)).toMatchObject({
      status: 'failed',
      state: 'rejected',
      failure: { code: null, class: 'agent', ko: '24시간 창이 닫혔습니다. 고객이 다시 쓰면 열립니다.' },
    });
    expect(await out.db.rows(`select facts from events where type = 'message.status-changed'`)).toEqual([
      { facts: { messageId, from: 'queued', to: 'failed' } },
    ]);
    await wholeFine();
  });

  test('a customer who writes before the refusal is written opens it for what waits', async () => {
    const messageId = await out.queue(ana, '네');
    await out.skip(day);
    const [row] = await out.db.rows<{ id: string }>('select id from outbox');
    await writeIn(out.db, out.company, ana);
    await refuseQueued(out.context, [row?.id ?? '']);
    expect(await out.read(messageId)).toMatchObject({ status: 'queued', state: 'queued' });
    await out.sendAll();
    expect(await out.read(messageId)).toMatchObject({ state: 'accepted' });
    await wholeFine();
  });

  test('131047 of WhatsApp is a clear end, not another try', async () => {
    out.graph.next(graphError(131_047));
    const messageId = await out.queue(ana, '네');
    await out.sendAll();
    await out.skip(3_600_000);
    await out.sendAll();
    expect(out.graph.asked).toHaveLength(1);
    expect(await out.read(messageId)).toMatchObject({ status: 'failed', failure: { code: 131_047, class: 'agent' } });
    await wholeFine();
  });
});

test('F59: without the permission to reply nothing queued goes; the author is told what is missing and who can give it', async () => {
  await out.db.rows(`update roles set name = 'Agent'`);
  await out.db.rows(`insert into roles values ($1, 'Boss', '{roles.edit}')`, [randomUUID()]);
  const messageId = await out.queue(ana, '네');
  await out.db.rows(`update role_channels set permissions = array_remove(permissions, 'messages.reply')`);
  await out.sendAll();
  expect(out.graph.asked).toEqual([]);
  const { status, failure } = await out.read(messageId);
  expect(status).toBe('failed');
  expect(failure?.class).toBe('administrator');
  expect(failure?.ko).toContain('‘회신’');
  expect(failure?.ko).toContain('Boss');
  expect(failure?.en).toContain('“reply”');
  await wholeFine();
});

test('a customer whose address is gone, and a case that was closed meanwhile', async () => {
  const bea = await out.addCustomer();
  const [gone, closed] = [await out.queue(ana, 'a'), await out.queue(bea, 'b')];
  await out.db.rows('update customer_identities set ended_at = parley_now() where customer_id = $1', [ana.customerId]);
  await out.db.rows(`update cases set status = 'closed', place = null, closed_at = parley_now() where id = $1`, [bea.caseId]);
  await out.sendAll();
  expect(out.graph.asked).toEqual([]);
  expect((await out.read(gone)).failure?.en).toContain('no WhatsApp address');
  expect((await out.read(closed)).failure?.en).toContain('closed');
  await wholeFine();
});

describe('F29: a channel that is out of order', () => {
  test.each([190, 10, 200, 131_042])(
    '%i pauses it with the reason; nothing is burnt, and after the repair all goes in order',
    async (code) => {
      const bea = await out.addCustomer();
      out.graph.next(graphError(code));
      const messageId = await out.queue(ana, 'a1');
      await out.sendAll();
      for (const [customer, words] of [
        [ana, 'a2'],
        [bea, 'b1'],
      ] as const)
        await out.queue(customer, words);
      await out.sendAll();
      expect(out.graph.texts()).toEqual(['a1']);
      expect(await out.read(messageId)).toMatchObject({ status: 'queued', state: 'queued' });
      const [channel] = await out.db.rows<{ state: string; reason: string }>('select state, paused_reason as reason from channels');
      expect(channel?.state).toBe('paused');
      expect(channel?.reason).toContain(String(code));
      await out.db.rows(`update channels set state = 'active', paused_reason = null`);
      await out.sendAll();
      expect(out.graph.texts()).toEqual(['a1', 'a1', 'b1', 'a2']);
      await wholeFine();
    },
  );

  test('what waited until its window was shut fails after the repair', async () => {
    out.graph.next(graphError(190));
    const messageId = await out.queue(ana, 'a1');
    await out.sendAll();
    await out.skip(day);
    await out.db.rows(`update channels set state = 'active', paused_reason = null`);
    await out.sendAll();
    expect(out.graph.texts()).toEqual(['a1']);
    expect((await out.read(messageId)).failure?.en).toContain('24-hour window');
    await wholeFine();
  });

  test('a token that cannot be opened sends nothing and ends with words for the administrator', async () => {
    await out.db.rows(`update whatsapp_accounts set access_token = 'enc1:another'`);
    const messageId = await out.queue(ana, 'a1');
    await out.sendAll();
    expect(out.graph.asked).toEqual([]);
    expect(await out.read(messageId)).toMatchObject({ status: 'failed', failure: { class: 'administrator' } });
    await wholeFine();
  });
});

describe('F32: pictures', () => {
  const bytes = Buffer.from('not really a picture');

  async function addPicture({ isThere = true } = {}): Promise<Content> {
    const mediaId = randomUUID();
    const sha256 = createHash('sha256').update(bytes).digest();
    const path = pathOf(out.context, sha256);
    await mkdir(dirname(path), { recursive: true });
    if (isThere) await writeFile(path, bytes);
    await out.db.rows(
      `insert into media (id, channel_id, case_id, origin, state, sha256, mime_type, size_bytes, file_name, created_at)
       values ($1, $2, $3, 'upload', 'ready', $4, 'image/png', $5, '영수증.png', parley_now())`,
      [mediaId, out.company.channelId, ana.caseId, sha256, bytes.length],
    );
    const rest = { width: 1, height: 1, fileName: '영수증.png', failure: null };
    return {
      kind: 'image',
      caption: '영수증',
      media: { mediaId, state: 'ready', mimeType: 'image/png', sizeBytes: bytes.length, ...rest },
    };
  }
  const paths = () => out.graph.asked.map(({ path }) => path.replace('/v26.0/pn1/', ''));

  test('its bytes go first, then the message with their id; within 30 days no second time', async () => {
    const picture = await addPicture();
    const messageId = await out.queue(ana, picture);
    await out.sendAll();
    expect(paths()).toEqual(['media', 'messages']);
    expect(out.graph.asked[0]?.body).toContain(bytes.toString());
    expect(out.graph.asked[1]?.json).toMatchObject({ image: { id: 'upload-1', caption: '영수증' } });
    expect(await out.read(messageId)).toMatchObject({ state: 'accepted' });
    await out.queue(ana, picture);
    await out.sendAll();
    expect(paths()).toEqual(['media', 'messages', 'messages']);
    await out.skip(30 * day);
    await writeIn(out.db, out.company, ana);
    await out.queue(ana, picture);
    await out.sendAll();
    expect(paths()).toEqual(['media', 'messages', 'messages', 'media', 'messages']);
    await wholeFine();
  });

  test('an id WhatsApp has forgotten is made anew, once', async () => {
    const picture = await addPicture();
    const forgotten = graphError(131_053);
    out.graph.next(json(200, { id: 'old' }), forgotten, json(200, { id: 'new' }), forgotten);
    const messageId = await out.queue(ana, picture);
    await out.sendAll();
    await out.sendAll();
    expect(paths()).toEqual(['media', 'messages', 'media', 'messages']);
    expect(out.graph.asked[3]?.json).toMatchObject({ image: { id: 'new' } });
    expect(await out.read(messageId)).toMatchObject({ status: 'failed', failure: { code: 131_053 } });
    await wholeFine();
  });

  test('an upload that fails is tried again, holding nobody else up', async () => {
    const bea = await out.addCustomer();
    out.graph.next(graphError(131_000, 500));
    await out.queue(ana, await addPicture());
    await out.sendAll();
    await out.queue(bea, 'b1');
    await out.sendAll();
    expect(paths()).toEqual(['media', 'messages']);
    await out.skip(2_000);
    await out.sendAll();
    expect(paths()).toEqual(['media', 'messages', 'media', 'messages']);
    await wholeFine();
  });

  test('one that WhatsApp does not take fails its message, and so does a file that is gone', async () => {
    out.graph.next(graphError(131_053));
    const refused = await out.queue(ana, await addPicture());
    await out.sendAll();
    expect(await out.read(refused)).toMatchObject({ status: 'failed', state: 'rejected', failure: { code: 131_053 } });
    const gone = await out.queue(ana, await addPicture({ isThere: false }));
    await out.db.rows(`update media set sha256 = decode('00', 'hex') where message_id = $1`, [gone]);
    await out.sendAll();
    expect(await out.read(gone)).toMatchObject({ status: 'failed', failure: { code: null, class: 'administrator' } });
    expect(paths()).toEqual(['media']);
    await wholeFine();
  });
});
