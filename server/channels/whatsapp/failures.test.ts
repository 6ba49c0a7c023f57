import { expect, test } from 'vitest';
import { failureOf, failureOfRefusal } from './failures.ts';

test('a revoked token is the administrator’s to repair, said in both languages', () => {
  const failure = failureOf(190);
  expect(failure).toMatchObject({ code: 190, class: 'administrator' });
  expect(failure.ko).toMatch(/[가-힣]/);
  expect(failure.en).toMatch(/token/i);
});

test('a code nobody knows still says its number', () => {
  expect(failureOf(999_999)).toMatchObject({ class: 'other', en: expect.stringContaining('999999') as string });
});

test('a message Parley held back tells the refusal’s own sentence', () => {
  expect(failureOfRefusal('window-shut', {})).toMatchObject({
    code: null,
    class: 'agent',
    en: 'The 24-hour window is closed. It opens when the customer writes again.',
  });
});
