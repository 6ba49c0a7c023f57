import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MessageStatus } from '#contract/messages.ts';
import { nextStatus, type Told } from './status.ts';

const words: Told[] = ['accepted', 'sent', 'delivered', 'read', 'played', 'failed'];
const hear = (start: MessageStatus, told: Told[]) => told.reduce((status, word) => nextStatus(status, word) ?? status, start);

test.each([
  ['queued', 'sent', 'sent'],
  ['queued', 'read', 'read'],
  ['delivered', 'sent', null],
  ['failed', 'sent', null],
  ['failed', 'delivered', 'delivered'],
  ['failed', 'played', 'played'],
  ['delivered', 'failed', null],
  ['read', 'delivered', null],
  ['read', 'played', 'played'],
  ['unknown', 'sent', 'sent'],
  ['unknown', 'failed', 'failed'],
  ['unknown', 'accepted', 'queued'],
  ['sent', 'accepted', null],
  ['received', 'read', null],
] as const)('%s, then told %s: %s', (current, told, next) => {
  expect(nextStatus(current, told)).toBe(next);
});

test('any order and repetition of the same words ends in the same status', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 }), fc.infiniteStream(fc.nat()), (told, random) => {
      const keyed = told.map((word) => ({ word, key: random.next().value }));
      const shuffled = keyed.toSorted((a, b) => a.key - b.key).map(({ word }) => word);
      expect(hear('queued', shuffled)).toBe(hear('queued', told));
      expect(hear('queued', [...told, ...shuffled])).toBe(hear('queued', told));
    }),
  );
});

test('a late sent does not undo delivered, whatever came between', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 6 }), (between) => {
      const status = hear(hear('delivered', between), ['sent']);
      expect(['delivered', 'read', 'played']).toContain(status);
    }),
  );
});
