import { expect, test } from 'vitest';
import type { CaseLine } from '#contract/cases.ts';
import { en } from '../../words/en.ts';
import { ko } from '../../words/ko.ts';
import { lineWords, timeWords } from './describe.ts';
import { aLine, aMessage } from './testdata.ts';

const said = (part: Partial<CaseLine>) => [lineWords(aLine(part), en), lineWords(aLine(part), ko)];

test('F06: a message that came late, or without a time that can be, says so beside its time', () => {
  const words = (lateness: 'late' | 'no-time' | null) =>
    [en, ko].map(({ talk }) => timeWords(aMessage({ direction: 'in', lateness }), talk, '14:03'));
  expect(words(null)).toEqual(['14:03', '14:03']);
  expect(words('late')).toEqual(['14:03 · arrived late', '14:03 · 늦게 도착']);
  expect(words('no-time')).toEqual(['14:03 · time sent unknown', '14:03 · 보낸 시각 알 수 없음']);
});

test.each<[string, Partial<CaseLine>, string, string]>([
  [
    'it was joined with another',
    { type: 'status', to: 'closed', because: 'joined' },
    'Closed because its messages are in another case of the same customer now',
    '같은 고객의 다른 케이스로 메시지를 옮기고 닫았습니다',
  ],
  [
    'the customer wrote into a resolved case',
    { type: 'reopened', to: 'open', because: 'customer-message' },
    'Reopened because the customer wrote',
    '고객이 메시지를 보내 케이스가 다시 열렸습니다',
  ],
  [
    'the customer wrote into a pending case',
    { type: 'status', to: 'open', because: 'customer-message' },
    'Status changed to Open because the customer wrote',
    '고객이 메시지를 보내 상태가 열림으로 변경되었습니다',
  ],
  [
    'somebody reopened it',
    { type: 'reopened', by: 'Kim', to: 'open', because: 'by-hand' },
    'Kim reopened the case',
    'Kim 님이 케이스를 다시 열었습니다',
  ],
  [
    'resolving was undone',
    { type: 'reopened', by: 'Kim', to: 'open', because: 'undo' },
    'Kim undid resolving the case',
    'Kim 님이 해결을 취소했습니다',
  ],
  ['it waits again', { type: 'queued', to: '배송', because: 'reopened' }, 'Back in the queue of 배송', '배송 대기열에 다시 들어갔습니다'],
  ['an offer was accepted', { type: 'accepted', by: 'Kim' }, 'Kim accepted', 'Kim 님이 수락했습니다'],
  ['it was taken by hand', { type: 'taken', by: 'Kim', because: 'by-hand' }, 'Kim took the case', 'Kim 님이 케이스를 맡았습니다'],
  [
    'it was taken by a reply',
    { type: 'taken', by: 'Kim', because: 'reply' },
    'Kim took the case by replying',
    'Kim 님이 답장하여 케이스를 맡았습니다',
  ],
  [
    'it was taken over by a reply',
    { type: 'taken-over', by: 'Kim', to: 'Lee', because: 'reply' },
    'Kim took the case over by replying (it was on offer to Lee)',
    'Kim 님이 답장하여 케이스를 가져갔습니다(Lee 님에게 제안 중이었음)',
  ],
  ['routing gave it', { type: 'assigned', to: 'Kim' }, 'Assigned to Kim', 'Kim 님에게 할당되었습니다'],
])('the history says it when %s', (_, part, english, korean) => {
  expect(said(part)).toEqual([english, korean]);
});
