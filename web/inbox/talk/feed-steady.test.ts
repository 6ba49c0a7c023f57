import { expect, test } from 'vitest';
import { anchorAt, placeOf } from './feed-steady.ts';

const rows = (...heights: number[]) =>
  heights.map((_, nth) => ({ key: `m${nth}`, start: heights.slice(0, nth).reduce((sum, each) => sum + each, 0) }));

test('the row that was read stands where it stood, however high the rows above it have become', () => {
  const anchor = anchorAt(rows(100, 100, 100, 100), 150);
  expect(anchor).toEqual({ key: 'm2', below: 50 });
  expect(anchor && placeOf(anchor, rows(180, 220, 60, 100))).toBe(350);
  expect(anchor && placeOf(anchor, rows(100))).toBeNull();
  expect(anchorAt([], 0)).toBeNull();
});
