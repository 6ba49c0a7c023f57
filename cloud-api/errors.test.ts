import { describe, expect, test } from 'vitest';
import { steps } from './error-steps.ts';
import { errorMeaning, errorRows } from './errors.ts';

describe('what Meta’s error codes mean', () => {
  test('each code stands once, with both languages and a step', () => {
    const codes = errorRows.map(([code]) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const [code, , , step, en, ko] of errorRows) {
      expect(en, String(code)).toMatch(/^[A-Z].*\.$/);
      expect(ko, String(code)).toMatch(/[가-힣].*\.$/);
      expect(steps[step]).toBeDefined();
    }
  });

  test.each([
    [131047, 'agent', 'never'],
    [131056, 'wait', 'soon'],
    [130429, 'wait', 'soon'],
    [190, 'administrator', 'repaired'],
    [200, 'administrator', 'repaired'],
    [131042, 'administrator', 'repaired'],
    [131053, 'agent', 'repaired'],
    [134101, 'other', 'never'],
  ])('%i is for %s, retried %s', (code, errorClass, retry) => {
    expect(errorMeaning(code)).toMatchObject({ code, class: errorClass, retry, isKnown: true });
  });

  test('an unknown code is told by its number, and repeated only when Meta calls it passing', () => {
    expect(errorMeaning(999_999)).toMatchObject({ class: 'other', retry: 'never', isKnown: false });
    expect(errorMeaning(999_999, true)).toMatchObject({ class: 'wait', retry: 'soon' });
    expect(errorMeaning(999_999).sentence.ko).toContain('999999');
  });
});
