import { describe, expect, test } from 'vitest';
import { readWindow, splitLeft } from './window-clock.ts';

const at = Date.parse('2026-11-24T05:00:00Z');
const inMs = (ms: number) => new Date(at + ms).toISOString();
const minute = 60_000;

describe('the service window on screen', () => {
  test.each([
    [null, 'never'],
    [inMs(23 * 60 * minute), 'open'],
    [inMs(60 * minute + 1), 'open'],
    [inMs(60 * minute), 'closing'],
    [inMs(5 * minute + 1), 'closing'],
    [inMs(5 * minute), 'last-minutes'],
    [inMs(1), 'last-minutes'],
    [inMs(0), 'shut'],
    [inMs(-minute), 'shut'],
  ])('%s is %s', (closesAt, phase) => expect(readWindow(closesAt, at).phase).toBe(phase));

  test('never reads zero while it is open', () => {
    expect(splitLeft(1)).toEqual({ hours: 0, minutes: 0, seconds: 1 });
    expect(splitLeft((21 * 60 + 54) * minute)).toEqual({ hours: 21, minutes: 54, seconds: 0 });
  });
});
