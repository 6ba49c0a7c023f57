import { expect, test } from 'vitest';
import type { Outgoing } from '#contract/content.ts';
import { checkSend, type Sending } from './send-check.ts';

const limits = { textCharacters: 4096, captionCharacters: 1024 };
const text = (words: string): Outgoing => ({ kind: 'text', text: words });
const fine: Sending = {
  now: 1_000,
  status: 'open',
  lastCustomerMessageAt: 500,
  pausedReason: null,
  isReachable: true,
  content: text('네'),
  isMediaReady: false,
};
const against = (changes: Partial<Sending>) => checkSend({ ...fine, ...changes }, limits).map(({ refusal }) => refusal);

test('nothing stands against a text inside the window', () => {
  expect(against({})).toEqual([]);
});

test.each<[string, Partial<Sending>, string[]]>([
  ['a closed case', { status: 'closed', pausedReason: 'token' }, ['case-closed']],
  ['a trashed case', { status: 'trashed' }, ['case-closed']],
  ['a paused channel', { pausedReason: 'token' }, ['channel-paused']],
  ['a customer without an address', { isReachable: false }, ['customer-unreachable']],
  ['a shut window', { now: 500 + 86_340_000 }, ['window-shut']],
  ['a customer who never wrote', { lastCustomerMessageAt: null }, ['window-shut']],
  ['zero-width spaces only', { content: text(' \n\u200b ') }, ['nothing-to-send']],
  ['spaces only', { content: text(' \n ') }, ['nothing-to-send']],
  ['a picture that is not there yet', { content: { kind: 'image', mediaId: 'm', caption: null } }, ['media-not-ready']],
  [
    'everything at once',
    { pausedReason: 'token', isReachable: false, lastCustomerMessageAt: null, content: text('') },
    ['channel-paused', 'customer-unreachable', 'window-shut', 'nothing-to-send'],
  ],
])('%s', (_, changes, refusals) => {
  expect(against(changes)).toEqual(refusals);
});

test('length is counted in characters as people see them, emoji as one', () => {
  expect(against({ content: text('👍'.repeat(4096)) })).toEqual([]);
  expect(checkSend({ ...fine, content: text('가'.repeat(4097)) }, limits)).toEqual([
    { refusal: 'text-too-long', details: { limit: 4096, length: 4097 } },
  ]);
  const caption = { kind: 'image', mediaId: 'm', caption: '가'.repeat(1025) } as const;
  expect(against({ content: caption, isMediaReady: true })).toEqual(['text-too-long']);
});
