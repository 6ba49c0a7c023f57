import { expect, test } from 'vitest';
import { openArrival } from './arrival.ts';

test('the field takes the caret of whoever opens a case, not of whoever walks to it by single keys', () => {
  const arrival = openArrival();
  arrival.toLook('a');
  expect(arrival.takesCaret('a')).toBe(false);
  arrival.toAnswer('a');
  expect(arrival.takesCaret('a')).toBe(true);
  arrival.toLook('b');
  arrival.toLook('c');
  expect([arrival.takesCaret('b'), arrival.takesCaret('c'), arrival.takesCaret('c')]).toEqual([true, false, true]);
});

test('whoever wants to answer the case that is open already is told on', () => {
  const arrival = openArrival();
  const told: string[] = [];
  const stop = arrival.subscribe((caseId) => told.push(caseId));
  arrival.toLook('a');
  arrival.toAnswer('a');
  stop();
  arrival.toAnswer('a');
  expect(told).toEqual(['a']);
});
