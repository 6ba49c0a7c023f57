import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { limitPages, limits } from './limits.ts';
import { mediaKind } from './media.ts';
import { errorAnswer, readRequest, sendAnswer, sendRequest } from './send.ts';
import { change, entry, inboundMessage, isBsuid, numberValue, statusUpdate, webhook, whatsappUser } from './webhook.ts';

const folder = new URL('./fixtures/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const body = (name: string): unknown => (read(name) as { body: unknown }).body;
const names = readdirSync(folder).filter((name) => name !== 'signed.json');
const posted = names.filter((name) => /^(inbound|status|account)-/.test(name));

describe('what Meta posts', () => {
  test('every fixture says where its shape is documented', () => {
    for (const name of names) expect((read(name) as { source: string }).source, name).toMatch(/^https:\/\/developers\.facebook\.com\//);
    expect(names.length).toBeGreaterThanOrEqual(132);
  });

  const changesIn = (name: string) =>
    webhook.parse(body(name)).entry.flatMap((one) => (entry.parse(one).changes ?? []).map((inside) => change.parse(inside)));
  const list = (value: Record<string, unknown>, name: string): unknown[] => (value[name] ?? []) as unknown[];

  test.each(posted)('%s passes the envelope without losing a field', (name) => {
    expect(webhook.parse(body(name))).toEqual(body(name));
    for (const one of webhook.parse(body(name)).entry) expect(entry.parse(one)).toEqual(one);
    expect(changesIn(name).length).toBeGreaterThan(0);
  });

  test.each(posted.filter((name) => /^(inbound|status)-/.test(name)))('each item of %s is understood and kept whole', (name) => {
    for (const { value } of changesIn(name)) {
      const parsed = numberValue.parse(value);
      const [messages, statuses] = [list(parsed, 'messages'), list(parsed, 'statuses')];
      expect(messages.length + statuses.length + list(parsed, 'errors').length).toBeGreaterThan(0);
      for (const item of messages) expect(inboundMessage.parse(item)).toEqual(item);
      for (const item of statuses) expect(statusUpdate.parse(item)).toEqual(item);
      for (const item of list(parsed, 'contacts')) expect(whatsappUser.parse(item)).toEqual(item);
    }
  });

  test('a type nobody has heard of, with fields nobody has heard of, is kept as it came', () => {
    const item = { id: 'wamid.x', timestamp: '1763801137', type: 'hologram', hologram: { depth: 3 } };
    expect(inboundMessage.parse(item)).toEqual(item);
  });

  test('an item without an id is refused alone; its envelope still passes', () => {
    const item = { type: 'text', timestamp: '1' };
    expect(numberValue.parse({ metadata: { phone_number_id: '1' }, messages: [item] }).messages).toEqual([item]);
    expect(inboundMessage.safeParse(item).success).toBe(false);
  });

  test('the signed examples carry the signature of their exact bytes', () => {
    const { secret, examples } = read('signed.json') as { secret: string; examples: { body: string; sha256: string }[] };
    expect(examples).toHaveLength(2);
    for (const example of examples) expect(createHmac('sha256', secret).update(example.body).digest('hex')).toBe(example.sha256);
  });

  test('a BSUID is told from a number', () => {
    expect(isBsuid('GB.73019846225510948837')).toBe(true);
    expect(isBsuid('GB.ENT.73019846225510948837')).toBe(true);
    expect(isBsuid('447700900123')).toBe(false);
  });
});

describe('what Parley posts and Meta answers', () => {
  test.each(['send-text-reply-correlation.json', 'send-text-to-bsuid.json', 'send-image-by-id.json'])('%s is a send of ours', (name) => {
    expect(sendRequest.parse(body(name))).toEqual(body(name));
  });

  test('a read receipt with typing is one of ours', () => {
    expect(readRequest.parse(body('send-read-typing.json'))).toEqual(body('send-read-typing.json'));
  });

  test('accepted sends carry a message id', () => {
    for (const name of ['answer-template-accepted.json', 'answer-sent-to-bsuid.json', 'answer-mexico-normalisation.json'])
      expect(sendAnswer.parse(body(name)).messages[0]?.id).toMatch(/^wamid\./);
  });

  test.each(names.filter((name) => name.startsWith('answer-error-')))('%s carries a code', (name) => {
    expect(errorAnswer.parse(body(name)).error.code).toBeGreaterThan(0);
  });

  test('media types belong to one kind each, whatever parameters stand behind them', () => {
    expect(mediaKind('image/jpeg')).toBe('image');
    expect(mediaKind('audio/ogg; codecs=opus')).toBe('audio');
    expect(mediaKind('text/html')).toBeNull();
  });

  test('every limit names its page', () => {
    expect(Object.keys(limitPages).sort()).toEqual(Object.keys(limits).sort());
  });
});
