import { expect, test } from 'vitest';
import { isWindowOpen, windowClosesAt } from './window.ts';

const wrote = Date.UTC(2026, 10, 24, 9, 0, 0);
const closes = Date.UTC(2026, 10, 25, 8, 59, 0);

test('the window closes 24 hours less one minute after the customer wrote', () => {
  expect(windowClosesAt(wrote)).toBe(closes);
});

test('it is open until the closing instant and shut at it', () => {
  expect(isWindowOpen(wrote, closes - 1)).toBe(true);
  expect(isWindowOpen(wrote, closes)).toBe(false);
});

test('a customer who never wrote has no window', () => {
  expect(windowClosesAt(null)).toBeNull();
  expect(isWindowOpen(null, wrote)).toBe(false);
});
