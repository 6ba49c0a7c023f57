import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Content, MediaRef } from '#contract/content.ts';
import { addressOf, buildMessage, type Outbound } from './build.ts';

const media: MediaRef = {
  mediaId: '0198f000-0000-7000-8000-000000000001',
  state: 'ready',
  mimeType: 'image/jpeg',
  sizeBytes: 10,
  width: 1,
  height: 1,
  fileName: null,
  failure: null,
};
const outbound = (change: Partial<Outbound>): Outbound => ({
  messageId: '0198f000-0000-7000-8000-000000000002',
  address: { phone: '+447700900123' },
  content: { kind: 'text', text: '안녕하세요 👋' },
  providerMediaId: null,
  quotedProviderId: null,
  ...change,
});
const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../cloud-api/fixtures/${name}.json`, import.meta.url), 'utf8')) as { body?: unknown };

describe('what Parley posts to Meta', () => {
  test('text goes to the number with its plus, and carries our id for the statuses', () => {
    expect(buildMessage(outbound({}))).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+447700900123',
      type: 'text',
      text: { body: '안녕하세요 👋', preview_url: false },
      biz_opaque_callback_data: '0198f000-0000-7000-8000-000000000002',
    });
  });

  test('a number without plus or with spaces is sent as one international number', () => {
    expect(buildMessage(outbound({ address: { phone: '44 7700 900123' } })).to).toBe('+447700900123');
  });

  test('a BSUID goes into recipient, never into to, where Meta would take it and lose it', () => {
    const body = buildMessage(outbound({ address: { bsuid: 'GB.73019846225510948837' } }));
    expect(body.recipient).toBe('GB.73019846225510948837');
    expect(body).not.toHaveProperty('to');
  });

  test('a quote names the quoted message', () => {
    expect(buildMessage(outbound({ quotedProviderId: 'wamid.HBg=' })).context).toEqual({ message_id: 'wamid.HBg=' });
  });

  test('an image is sent by the id of its upload, with a caption only when there is one', () => {
    const image = (caption: string | null): Content => ({ kind: 'image', media, caption });
    expect(buildMessage(outbound({ content: image('영수증'), providerMediaId: '129' })).image).toEqual({ id: '129', caption: '영수증' });
    expect(buildMessage(outbound({ content: image(null), providerMediaId: '129' })).image).toEqual({ id: '129' });
    expect(() => buildMessage(outbound({ content: image(null) }))).toThrow('uploaded before');
  });

  test.each(['send-text-reply-correlation', 'send-image-by-id', 'send-text-to-bsuid'])(
    'every field of ours is one Meta shows in %s',
    (name) => {
      const stored = fixture(name);
      const shown = Object.keys((stored.body ?? stored) as object);
      const known = new Set([...shown, 'recipient_type', 'biz_opaque_callback_data', 'context']);
      const ours = {
        'send-text-reply-correlation': outbound({ quotedProviderId: 'wamid.x' }),
        'send-image-by-id': outbound({ content: { kind: 'image', media, caption: 'x' }, providerMediaId: '1' }),
        'send-text-to-bsuid': outbound({ address: { bsuid: 'GB.1' } }),
      }[name];
      if (ours === undefined) throw new Error(name);
      expect(Object.keys(buildMessage(ours)).filter((key) => !known.has(key))).toEqual([]);
    },
  );
});

describe('where a customer is reached', () => {
  test('by number before BSUID, never by username', () => {
    const bsuid = { kind: 'bsuid', value: 'GB.1' };
    expect(addressOf([bsuid, { kind: 'phone', value: '+1' }])).toEqual({ phone: '+1' });
    expect(addressOf([bsuid, { kind: 'username', value: 'ines' }])).toEqual({ bsuid: 'GB.1' });
    expect(addressOf([{ kind: 'username', value: 'ines' }])).toBeNull();
  });
});
