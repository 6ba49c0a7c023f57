import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberShown } from './number.ts';

test('numbers read as people write them', () => {
  expect(numberShown('821012345678', false)).toBe('+82 10-1234-5678');
  expect(numberShown('14155550100', false)).toBe('+1 415-555-0100');
  expect(numberShown('4915112345678', false)).toBe('+49 1511-2345678');
});

test('a masked number keeps its beginning and its last four digits', () => {
  expect(numberShown('821012345678', true)).toBe('+82 10-••••-5678');
  expect(numberShown('14155550100', true)).toBe('+1 415-•••-0100');
  expect(numberShown('4915112345678', true)).toBe('+49 ••••-•••5678');
});

test('a masked number hides at least three digits, or all there are', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[1-9][0-9]{2,14}$/), (digits) => {
      const shown = numberShown(digits, true);
      const hidden = [...shown].filter((character) => character === '•').length;
      expect(hidden).toBeGreaterThanOrEqual(Math.min(3, digits.length - 3));
      expect(hidden).toBeGreaterThan(0);
      expect(shown.replace(/\D/g, '').length + hidden).toBe(digits.length);
    }),
  );
});
