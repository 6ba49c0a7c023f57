import { expect, test } from 'vitest';
import { linkOf } from './link.ts';

const business = { connection: { callbackUrl: 'http://127.0.0.1:8080/webhooks/whatsapp/1', isSubscribed: true } };
type Known = Parameters<typeof linkOf>[0];
type Posted = Known['webhooks'][number];

const posted = (id: number, told: Partial<Posted>): Posted => ({
  id,
  tells: 'text',
  customerId: 'c1',
  wamid: `wamid.${id}`,
  queuedAt: 0,
  dueAt: null,
  copiesLeft: 0,
  state: 'done',
  attempts: 1,
  lastStatus: 200,
  lastReason: null,
  lastAt: 0,
  tookMs: 4,
  ...told,
});
const failed = (id: number, told: Partial<Posted> = {}) =>
  posted(id, { state: 'waiting', lastStatus: null, lastReason: 'ECONNREFUSED', ...told });
const link = (told: Partial<Known>) => linkOf({ isLost: false, world: business, webhooks: [], untoldAt: null, ...told });
const host = '127.0.0.1:8080';

test.each<[string, Partial<Known>, ReturnType<typeof linkOf>]>([
  ['nothing is known yet', { world: null }, null],
  ['a page that lost the sandbox claims no connection', { isLost: true }, { kind: 'lost' }],
  ['no callback', { world: { connection: { callbackUrl: null, isSubscribed: true } } }, { kind: 'nobody' }],
  ['unsubscribed', { world: { connection: { ...business.connection, isSubscribed: false } } }, { kind: 'unsubscribed' }],
  ['nothing has failed', { webhooks: [posted(1, {})] }, { kind: 'connected', host }],
  [
    'what was posted since does not arrive',
    {
      webhooks: [
        posted(1, { lastAt: 50 }),
        failed(2, { queuedAt: 100, lastAt: 130, dueAt: 160 }),
        failed(3, { queuedAt: 110, lastAt: 120, dueAt: 140 }),
      ],
    },
    { kind: 'failing', host, status: null, since: 100, retryAt: 140 },
  ],
  [
    'an answer that is no 200',
    { webhooks: [failed(1, { queuedAt: 100, lastAt: 101, lastStatus: 401, dueAt: 111 })] },
    { kind: 'failing', host, status: 401, since: 100, retryAt: 111 },
  ],
  ['a later success ends it', { webhooks: [failed(1, { lastAt: 10, dueAt: 90 }), posted(2, { lastAt: 20 })] }, { kind: 'connected', host }],
  [
    'tried since a success, it fails from then on',
    { webhooks: [failed(1, { queuedAt: 5, lastAt: 30, dueAt: 60 }), posted(2, { lastAt: 20 })] },
    { kind: 'failing', host, status: null, since: 20, retryAt: 60 },
  ],
  [
    'nothing comes again',
    { webhooks: [failed(1, { state: 'given-up' })] },
    { kind: 'failing', host, status: null, since: 0, retryAt: null },
  ],
  ['lost on purpose', { webhooks: [failed(1, { lastReason: 'lost-on-purpose', dueAt: 90 })] }, { kind: 'connected', host }],
  ['the new time was not told', { untoldAt: 70 }, { kind: 'failing', host, status: null, since: 70, retryAt: null }],
  ['told later, by a webhook that arrived', { untoldAt: 70, webhooks: [posted(1, { lastAt: 80 })] }, { kind: 'connected', host }],
])('%s', (_, told, expected) => expect(link(told)).toEqual(expected));
