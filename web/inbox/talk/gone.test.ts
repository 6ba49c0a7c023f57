import { expect, test } from 'vitest';
import type { CaseDetail } from '#contract/cases.ts';
import { Refusal } from '../../api/refusal.ts';
import { caseRow } from '../../api/testdata.ts';
import { composerMode } from './composer-mode.ts';
import { asGone, isCaseMissing } from './gone.ts';

const detail: CaseDetail = { case: caseRow(1), lines: [], allowed: { reply: null, resolved: null } };

test('a case that left one’s sight is shown as it was, and every act says why not', () => {
  const gone = asGone(detail, '더 이상 볼 수 없는 케이스입니다');
  expect(gone.case).toBe(detail.case);
  expect(Object.values(gone.allowed)).toEqual(
    Array(2).fill({ code: 'not-found', ko: '더 이상 볼 수 없는 케이스입니다', en: '더 이상 볼 수 없는 케이스입니다' }),
  );
  expect(composerMode(gone.case, gone.allowed.reply ?? null, 0)).toMatchObject({ kind: 'blocked', why: 'gone' });
});

test('no id of a case, an unknown one, and one that may not be seen are the same', () => {
  const refused = (code: 'not-found' | 'invalid-input' | 'overloaded') => new Refusal({ code, detail: '', details: {}, requestId: 'r' });
  expect(['not-found', 'invalid-input', 'overloaded'].map((code) => isCaseMissing(refused(code as 'not-found')))).toEqual([
    true,
    true,
    false,
  ]);
  expect(isCaseMissing(null)).toBe(false);
});
