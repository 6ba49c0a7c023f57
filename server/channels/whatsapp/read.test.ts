import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { content as contentShape } from '#contract/content.ts';
import { type Item, readWebhook, wantedAt } from './read.ts';

const folder = new URL('../../../cloud-api/fixtures/', import.meta.url);
const receivedAt = Date.UTC(2025, 10, 22, 12);
const bodyOf = (name: string): unknown => (JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { body: unknown }).body;
const read = (body: unknown): Item[] => {
  let ids = 0;
  return readWebhook(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), {
    receivedAt,
    newId: () => `0198f000-0000-7000-8000-${String(++ids).padStart(12, '0')}`,
  });
};
const fixture = (name: string) => read(bodyOf(`${name}.json`));
const posted = readdirSync(folder).filter((name) => /^(inbound|status|account)-/.test(name));

/** One webhook with these values for the field `messages`. */
function webhook(value: Record<string, unknown>, field = 'messages'): unknown {
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field, value: { metadata: { phone_number_id: '77' }, ...value } }] }],
  };
}
const message = (changes: Record<string, unknown> = {}) => ({
  id: 'wamid.1',
  from: '821012345678',
  timestamp: '1763801137',
  type: 'text',
  text: { body: '안녕' },
  ...changes,
});
function only(items: Item[]): Item {
  expect(items).toHaveLength(1);
  return items[0] as Item;
}
const messageIn = (items: Item[]) => {
  const item = only(items);
  if (item.kind !== 'message') throw new Error(`It is no message but ${item.kind}.`);
  return item;
};

describe('every recorded webhook', () => {
  test.each(posted)('%s gives items in places of their own', (name) => {
    const items = read(bodyOf(name));
    expect(items.length).toBeGreaterThan(0);
    expect(new Set(items.map(({ position }) => position)).size).toBe(items.length);
    for (const item of items) {
      if (item.kind === 'message') expect(contentShape.parse(item.message.content)).toEqual(item.message.content);
      if (item.kind === 'aside') expect(item.detail).not.toMatch(/\d{7}/);
    }
  });

  test.each([
    ['audio-file', 'audio'],
    ['button-otp-not-requested', "button: I didn't request a code"],
    ['button-template-quick-reply', 'button: Reschedule'],
    ['contacts-requested', 'contacts'],
    ['contacts-shared-card', 'contacts: Rui Silva'],
    ['document', 'document: my invoice'],
    ['edit', 'edit: Where is my blue sofa?'],
    ['image', 'image: scratch on the arm'],
    ['interactive-button-reply', 'button_reply: Yes'],
    ['interactive-call-permission-reply', 'call_permission_reply'],
    ['interactive-list-reply', 'list_reply: 08:00–12:00'],
    ['interactive-nfm-reply-address', 'nfm_reply'],
    ['interactive-nfm-reply-flow', 'nfm_reply'],
    ['location', 'location: Home, 14 Petal Row, London'],
    ['order', 'order: please wrap'],
    ['reaction', 'reaction: 👍'],
    ['reaction-removed', 'reaction'],
    ['revoke', 'revoke'],
    ['sticker', 'sticker'],
    ['text', 'text: Where is my sofa? 🛋'],
    ['unsupported', 'poll'],
    ['video', 'video: it wobbles'],
    ['voice-note', 'voice'],
  ])('inbound-%s is understood as “%s”', (name, expected) => {
    const { content } = messageIn(fixture(`inbound-${name}`)).message;
    const kind = content.kind === 'other' ? content.wireType : content.kind === 'file' ? content.form : content.kind;
    const said =
      content.kind === 'text' ? content.text : content.kind === 'other' ? content.summary : (content.caption ?? content.media.fileName);
    expect([kind, said].filter(Boolean).join(': ')).toBe(expected);
  });

  test.each(['sent', 'delivered', 'read', 'played'])('status-%s is told with its time', (word) => {
    expect(only(fixture(`status-${word}`))).toMatchObject({ kind: 'status', status: { told: word, failure: null } });
  });

  test.each([131_026, 131_047, 131_049, 131_053])('status-failed-%i says why and what to do', (code) => {
    expect(only(fixture(`status-failed-${code}`))).toMatchObject({ kind: 'status', status: { told: 'failed', failure: { code } } });
  });

  test('a file is known by its id and by what Meta says of its bytes', () => {
    expect(messageIn(fixture('inbound-image')).message.file).toEqual({
      providerMediaId: '1455667788990001',
      sha256: Buffer.from('AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=', 'base64').toString('hex'),
    });
  });

  test('a file that Meta could not take over is a message without one, with Meta’s reason', () => {
    const { content, file } = messageIn(fixture('inbound-media-too-big')).message;
    expect(content).toMatchObject({ kind: 'other', wireType: 'video', summary: expect.stringContaining('too big') });
    expect(file).toBeNull();
  });

  test('what is not a customer’s message is set aside, each with its reason', () => {
    expect(only(fixture('inbound-group-text'))).toMatchObject({ kind: 'aside', detail: 'The message was written in a group.' });
    expect(only(fixture('status-account-level-error'))).toMatchObject({
      kind: 'aside',
      detail: 'WhatsApp reports error 130429 for this number.',
    });
    for (const name of posted.filter((one) => one.startsWith('account-'))) {
      for (const item of read(bodyOf(name))) expect(item).toMatchObject({ kind: 'aside', reason: 'unreadable' });
    }
  });
});

describe('who wrote', () => {
  test('phone, BSUID, username and name, as far as they are told', () => {
    expect(messageIn(fixture('inbound-text')).sender).toEqual({
      phone: '447700900123',
      bsuid: 'GB.73019846225510948837',
      username: 'ines.duarte',
      name: 'Ines Duarte',
    });
    expect(messageIn(fixture('inbound-text-phone-hidden')).sender).toMatchObject({ phone: null, bsuid: 'GB.73019846225510948837' });
  });

  test('a BSUID in the place of a number is one', () => {
    const value = { messages: [message({ from: 'US.1234' })] };
    expect(messageIn(read(webhook(value))).sender).toEqual({ phone: null, bsuid: 'US.1234', username: null, name: null });
  });

  test('of several people in one webhook each gets their own name', () => {
    const value = {
      contacts: [
        { wa_id: '1', profile: { name: '하나' } },
        { wa_id: '2', profile: { name: '둘' } },
      ],
      messages: [message({ from: '2' }), message({ from: '1' }), message({ from: '3' })],
    };
    const names = read(webhook(value)).map((item) => (item.kind === 'message' ? item.sender.name : item.kind));
    expect(names).toEqual(['둘', '하나', null]);
  });

  test('a username alone is somebody too, as long as it is clear whose message it is', () => {
    const { from: _, ...nobody } = message();
    const named = (username: string) => ({ profile: { name: '하늘', username } });
    expect(messageIn(read(webhook({ contacts: [named('haneul')], messages: [nobody] }))).sender).toEqual({
      ...{ phone: null, bsuid: null, username: 'haneul', name: '하늘' },
    });
    expect(only(read(webhook({ contacts: [named('haneul'), named('bada')], messages: [nobody] })))).toMatchObject({ kind: 'aside' });
  });

  test('nobody wrote it: set aside alone', () => {
    const { from: _, ...nobody } = message();
    expect(read(webhook({ messages: [nobody, message()] })).map(({ kind }) => kind)).toEqual(['aside', 'message']);
  });

  test('F10: a new number or BSUID names the one before', () => {
    expect(only(fixture('inbound-system-number-change'))).toMatchObject({
      kind: 'moved',
      move: { from: { phone: '447700900123' }, to: { phone: '447700900456', bsuid: 'GB.90014477230011558899' } },
    });
    expect(only(fixture('inbound-system-bsuid-change'))).toMatchObject({
      move: { from: { bsuid: 'GB.73019846225510948837' }, to: { phone: null, bsuid: 'GB.90014477230011558899' } },
    });
  });
});

test('F10: the field of its own for a changed BSUID says the same', () => {
  const value = { user_id_update: [{ wa_id: '8210', user_id: { previous: 'KR.1', current: 'KR.2' }, timestamp: '1763801600' }] };
  expect(only(read(webhook(value, 'user_id_update')))).toMatchObject({
    kind: 'moved',
    move: { from: { phone: '8210', bsuid: 'KR.1' }, to: { phone: null, bsuid: 'KR.2' } },
  });
  expect(only(read(webhook({}, 'user_id_update')))).toMatchObject({ kind: 'aside' });
});

describe('hostile and broken webhooks', () => {
  test('T09: brackets nested beyond 64 are refused before they are parsed, brackets inside text are not', () => {
    const nested = (depth: number) =>
      JSON.stringify(webhook({})).replace('{"metadata"', `{"x":${'['.repeat(depth)}${']'.repeat(depth)},"metadata"`);
    expect(only(read(nested(200_000)))).toMatchObject({ kind: 'aside', reason: 'too-deep', position: '' });
    expect(only(read(nested(30)))).toMatchObject({ reason: 'unreadable' });
    const text = `${'[{'.repeat(500)}\\"`;
    expect(messageIn(read(webhook({ messages: [message({ text: { body: text } })] }))).message.content).toEqual({ kind: 'text', text });
  });

  test.each(['', 'nonsense', '[]', '{"object":"page","entry":[]}', '{"object":"whatsapp_business_account"}'])(
    '%j is kept as a whole',
    (body) => {
      expect(only(read(body))).toMatchObject({ kind: 'aside', position: '', reason: 'unreadable' });
    },
  );

  test('T10: NULs and half characters are shown, keys of Object’s own change nothing', () => {
    const body = JSON.stringify(webhook({ messages: [message({ text: { body: 'a b\ud83d' } })] }))
      .replace('a b', 'a\\u0000b')
      .replace('"metadata"', '"__proto__":{"metadata":1},"constructor":2,"metadata"');
    const items = read(body);
    expect(messageIn(items.filter(({ kind }) => kind === 'message')).message.content).toEqual({ kind: 'text', text: 'a\uFFFDb\uFFFD' });
    expect(items.map(({ position }) => position)).toEqual(['0.0.messages.0', '0.0.__proto__']);
    expect(({} as Record<string, unknown>).metadata).toBeUndefined();
  });

  test('F07: one bad item among good ones stands alone, with its place', () => {
    const value = {
      messages: [message({ id: 'a' }), { type: 'text' }, message({ id: 'b', type: 'hologram' })],
      statuses: [{ id: 'c', status: 'teleported', timestamp: '1' }, 7],
    };
    expect(read(webhook(value)).map(({ position, kind }) => `${position} ${kind}`)).toEqual([
      '0.0.messages.0 message',
      '0.0.messages.1 aside',
      '0.0.messages.2 message',
      '0.0.statuses.0 aside',
      '0.0.statuses.1 aside',
    ]);
  });

  const hour = 3_600_000;
  const day = 24 * hour;
  const seconds = (ms: number) => String(ms / 1_000);
  test.each<[string, number | null, number, boolean]>([
    // as printed        kept                    sorted at               can be true
    ['1763801137', 1_763_801_137_000, 1_763_801_137_000, true],
    ['1763801137123', 1_763_801_137_123, 1_763_801_137_123, true],
    [seconds(receivedAt - 30 * day), receivedAt - 30 * day, receivedAt - 30 * day, true],
    [seconds(Date.UTC(2009, 0, 1)), Date.UTC(2009, 0, 1), Date.UTC(2009, 0, 1), true],
    [seconds(receivedAt + hour), receivedAt + hour, receivedAt + hour, true],
    [seconds(receivedAt + day), receivedAt + day, receivedAt + day, true],
    [seconds(receivedAt + day + 1_000), receivedAt + day + 1_000, receivedAt, false],
    [seconds(receivedAt + 300 * day), receivedAt + 300 * day, receivedAt, false],
    [seconds(Date.UTC(2008, 11, 31)), Date.UTC(2008, 11, 31), receivedAt, false],
    ['1077753600', Date.UTC(2004, 1, 26), receivedAt, false],
    ['0', 0, receivedAt, false],
    ['1', 1_000, receivedAt, false],
    ['-5', null, receivedAt, false],
    ['99999999999', 99_999_999_999_000, receivedAt, false],
    ['1e300', null, receivedAt, false],
    ['Infinity', null, receivedAt, false],
    ['soon', null, receivedAt, true],
    ['', null, receivedAt, true],
  ])('F52, T06: the time %j is kept as %j, sorted at %i, and can be true: %j', (timestamp, printed, at, isPossible) => {
    expect(messageIn(read(webhook({ messages: [message({ timestamp })] }))).message.written).toEqual({ printed, at, isPossible });
    expect(only(read(webhook({ statuses: [{ id: 's', status: 'sent', timestamp }] })))).toMatchObject({ status: { at } });
  });

  const said = (body: unknown) => read(body).map((item) => `${item.position || '-'} ${item.kind === 'aside' ? item.detail : item.kind}`);

  test('what Parley does not know beside what it knows is shown by name, and what it knows is done', () => {
    const echoes = [{ id: 'wamid.2', to: '8210', text: { body: '다른 데서 쓴 답' } }];
    const contacts = [{ wa_id: '821012345678', profile: { name: '하늘' } }];
    expect(said(webhook({ messaging_product: 'whatsapp', contacts, messages: [message()], message_echoes: echoes }))).toEqual([
      '0.0.messages.0 message',
      '0.0.message_echoes Parley does not use “message_echoes” yet.',
    ]);
    const body = JSON.parse(JSON.stringify(webhook({ messages: [message()], mode: 'x', calls: [], groups: { 1: 2 } })));
    body.standby = [1];
    body.entry[0].messaging = [1];
    body.entry[0].changes[0].hidden = { a: 1 };
    expect(said(body)).toEqual([
      '0.0.messages.0 message',
      '0.0.groups Parley does not use “groups” yet.',
      '0.0.change.hidden Parley does not use “hidden” yet.',
      '0.messaging Parley does not use “messaging” yet.',
      'standby Parley does not use “standby” yet.',
    ]);
  });

  test('many unknown names, and names nobody would print, share one item', () => {
    const unknown = Object.fromEntries(Array.from({ length: 26 }, (_, index) => [`x${'abcdefghijklmnopqrstuvwxyz'[index]}`, [1]]));
    const items = said(webhook({ ...unknown, '010-1234-5678': [1] }));
    expect(items).toHaveLength(11);
    expect(items.at(-1)).toBe('0.0.… Parley does not use 17 more things in it yet.');
  });

  test.each([
    [{ object: 'whatsapp_business_account', entry: [] }, ['- The webhook carries nothing.']],
    [
      { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [] }, { id: '2' }] },
      ['0 The entry carries nothing.', '1 The entry carries nothing.'],
    ],
    [webhook({}), ['0.0 There is no item in it that Parley knows.']],
    [webhook({ messages: [], contacts: [{ wa_id: '1' }] }), ['0.0 There is no item in it that Parley knows.']],
    [webhook({ message_echoes: [1] }), ['0.0.message_echoes Parley does not use “message_echoes” yet.']],
  ])('%j carries nothing, and that is shown once', (body, expected) => {
    expect(said(body)).toEqual(expected);
  });

  test('F07: a malformed entry, change, list or contact stands alone too', () => {
    const good = { field: 'messages', value: { metadata: { phone_number_id: '77' }, contacts: [7], messages: [message()], statuses: {} } };
    const body = { object: 'whatsapp_business_account', entry: [7, { id: '1', changes: 'none' }, { changes: [{ value: {} }, good] }] };
    expect(said(body)).toEqual([
      '0 The entry has not the shape of an entry.',
      '1 The entry has not the shape of an entry.',
      '2.0 The change has not the shape of a change.',
      '2.1.contacts.0 The contact has not the shape of a contact.',
      '2.1.messages.0 message',
      '2.1.statuses “statuses” is no list.',
    ]);
  });

  const many = 1_200_000;
  const zeros = `[${'0,'.repeat(many - 1)}0]`;
  const inPlaceOf = (name: string, body: unknown) => JSON.stringify(body).replace(`"${name}"`, zeros);
  const account = { object: 'whatsapp_business_account' };
  test.each([
    ['entry', inPlaceOf('here', { ...account, entry: 'here' }), many + 1],
    ['changes', inPlaceOf('here', { ...account, entry: [{ changes: 'here' }] }), many + 2],
    ...['contacts', 'messages', 'statuses', 'errors', 'user_id_update'].map((name): [string, string, number] => [
      name,
      inPlaceOf('here', webhook({ [name]: 'here' })),
      many + 3,
    ]),
  ])('of a million in “%s” a bounded number is read, and the rest is one item that says how many', (_, body, pieces) => {
    const items = read(body);
    expect(items).toHaveLength(5_001);
    const detail = `Parley reads 5000 parts of a webhook at once; these are the ${pieces - 5_000} more.`;
    expect(items.at(-1)).toMatchObject({ position: '+5000', kind: 'aside', reason: 'unreadable', detail });
  });

  test('a million of what nobody knows, or inside one item, is one item', () => {
    expect(said(inPlaceOf('here', webhook({ calls: 'here' })))).toEqual(['0.0.calls Parley does not use “calls” yet.']);
    for (const name of ['errors', 'contacts']) {
      expect(said(inPlaceOf('here', webhook({ messages: [message({ [name]: 'here' })] })))).toEqual([
        '0.0.messages.0 The message has not the shape of a message.',
      ]);
    }
  });

  test('the most that Meta posts at once is read in full, each update in an entry and a change of its own', () => {
    const updates = Array.from({ length: 1_000 }, (_, index) =>
      webhook({ contacts: [{ wa_id: `${index}` }], messages: [message({ id: `${index}`, from: `${index}` })] }),
    ) as { entry: unknown[] }[];
    const items = read({ ...account, entry: updates.flatMap(({ entry }) => entry) });
    expect(items.map(({ kind }) => kind)).toEqual(updates.map(() => 'message'));
  });

  test('from where reading stopped it goes on, knowing whoever was told of before', () => {
    const contacts = [{ wa_id: '821012345678', profile: { name: '하늘' } }];
    const messages = Array.from({ length: 6_000 }, (_, index) => message({ id: `${index}` }));
    const body = webhook({ contacts, messages });
    const first = read(body);
    expect(first.at(-1)?.position).toBe('+5000');
    const others = readWebhook(Buffer.from(JSON.stringify(body)), { receivedAt, newId: () => '' }, wantedAt('+5000'));
    const ids = [...first, ...others].flatMap((item) => (item.kind === 'message' ? [item.message.providerId] : []));
    expect(ids).toEqual(messages.map(({ id }) => id));
    expect(others.at(-1)).toMatchObject({ kind: 'message', sender: { name: '하늘' } });
  });

  test('the same item has the same key wherever it stands, another has another', () => {
    const keys = (value: Record<string, unknown>) => read(webhook(value)).map((item) => ('key' in item ? item.key : ''));
    const status = { id: 's', status: 'sent', timestamp: '1763801137' };
    expect(keys({ messages: [message()], statuses: [status] })).toEqual(
      keys({ messages: [message({ text: { body: '2' } })], statuses: [status] }),
    );
    expect(new Set(keys({ statuses: [status, { ...status, status: 'read' }, { ...status, id: 't' }] })).size).toBe(3);
  });
});
