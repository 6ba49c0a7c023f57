import { describe, expect, test } from 'vitest';
import type { Decision } from '#contract/cases.ts';
import { takenWords, whyWords } from './why-words.ts';
import { talk as en } from './words.en.ts';
import { talk as ko } from './words.ko.ts';

const at = '2026-11-24T05:00:00Z';
const minutesAgo = (minutes: number) => new Date(Date.parse(at) - minutes * 60_000).toISOString();
const candidate = (id: string, name: string, more: Partial<Decision['candidates'][number]> = {}) => ({
  person: { id, name },
  proficiency: 1,
  load: 1,
  capacity: 5,
  idleSince: minutesAgo(12),
  ...more,
});
const decision = (more: Partial<Decision>): Decision => ({
  id: 'd1',
  at,
  trigger: 'script',
  skill: { id: 's1', name: '배송' },
  chosen: { id: 'me', name: '박상담' },
  candidates: [candidate('me', '박상담'), candidate('bo', '이상담', { proficiency: 3 })],
  excluded: {},
  outcome: 'accepted',
  me: { outcome: 'chosen', reason: null, rank: 1 },
  ...more,
});
const inKorean = (what: Decision, meId = 'me') => whyWords(what, meId, { talk: ko, where: { language: 'ko' } });
const inEnglish = (what: Decision, meId = 'me') => whyWords(what, meId, { talk: en, where: { language: 'en' } });

describe('why me', () => {
  test('the better proficiency', () => {
    expect(inKorean(decision({}))).toEqual({
      headline: '배송 스킬에서 나를 선택했습니다.',
      because: '숙련도 1: 맡을 수 있던 상담원 중 가장 높습니다(1이 최고).',
      outcome: '제안이 수락되었습니다.',
      me: null,
      counts: '맡을 수 있던 상담원 2명',
      excluded: [],
    });
    expect(inEnglish(decision({})).because).toBe('Proficiency 1: the best of those who could take it (1 is best).');
  });

  test('the least load among equals', () => {
    const what = decision({ candidates: [candidate('me', '박상담'), candidate('bo', '이상담', { load: 2 })] });
    expect(inKorean(what).because).toBe('숙련도가 같고 맡은 케이스가 가장 적습니다(1/5).');
    expect(inEnglish(what).because).toBe('Same proficiency, but the fewest cases (1 of 5).');
  });

  test('the longest idle among equals', () => {
    const what = decision({ candidates: [candidate('me', '박상담'), candidate('bo', '이상담', { idleSince: minutesAgo(3) })] });
    expect(inKorean(what).because).toBe('숙련도와 맡은 케이스 수가 같고 유휴 시간이 가장 깁니다(12분).');
    expect(inEnglish(what).because).toBe('Same proficiency and load, but idle longest (12 min).');
  });

  test('nobody else', () => {
    const what = decision({ candidates: [candidate('me', '박상담')] });
    expect([inKorean(what).because, inEnglish(what).because]).toEqual([
      '맡을 수 있는 다른 상담원이 없었습니다.',
      'No other agent could take it.',
    ]);
  });
});

describe('why not me', () => {
  test('somebody else was ahead', () => {
    const what = decision({ chosen: { id: 'bo', name: '이상담' }, me: { outcome: 'candidate', reason: null, rank: 2 } });
    expect(inKorean(what)).toMatchObject({ headline: '배송 스킬에서 이상담 님을 선택했습니다.', me: '나는 2번째 차례였습니다.' });
    expect(inEnglish(what)).toMatchObject({ headline: '이상담 was chosen for 배송.', me: 'You were number 2 in line.' });
  });

  test.each(['not-available', 'not-connected', 'lacks-skill', 'lacks-permission', 'no-free-slot', 'refused-recently'] as const)(
    'being left out because of %s has a sentence in both languages',
    (reason) => {
      const what = decision({ chosen: null, candidates: [], me: { outcome: 'excluded', reason, rank: null }, excluded: { [reason]: 3 } });
      expect(inKorean(what).me).toMatch(/제외되었습니다\.$/);
      expect(inEnglish(what).me).toMatch(/^You were not considered: /);
      expect(inKorean(what).excluded[0]).toContain('3명');
      expect(inEnglish(what).excluded[0]).toMatch(/^3 agents /);
    },
  );

  test('when nobody could, it says that it waited; people who are no agents read no sentence about themselves', () => {
    const what = decision({ chosen: null, candidates: [], outcome: null, me: null, excluded: { 'not-available': 1, 'no-free-slot': 2 } });
    expect(inEnglish(what)).toEqual({
      headline: 'No one could take it for 배송 at that moment, so it waited.',
      because: null,
      outcome: null,
      me: null,
      counts: 'No agent could take it · 3 could not',
      excluded: ['2 agents without a free slot', '1 agent not available'],
    });
  });
});

describe('sentence and counts', () => {
  const reasons = ['not-available', 'not-connected', 'lacks-skill', 'lacks-permission', 'no-free-slot', 'refused-recently'] as const;
  const table = [0, 1, 2, 3, 20].flatMap((could) => [0, 1, 2, 6].map((couldNot) => ({ could, couldNot })));

  test.each(table)('$could could, $couldNot could not: they never contradict each other', ({ could, couldNot }) => {
    const candidates = Array.from({ length: could }, (_, place) => candidate(place === 0 ? 'me' : `p${place}`, `상담 ${place}`));
    const excluded = Object.fromEntries(reasons.slice(0, couldNot).map((reason) => [reason, 1]));
    const chosen = could > 0 ? { id: 'me', name: '박상담' } : null;
    const said = inEnglish(decision({ chosen, candidates, excluded, outcome: chosen && 'accepted' }));
    expect(said.because === 'No other agent could take it.').toBe(could === 1);
    expect(said.headline.startsWith('No one')).toBe(could === 0);
    if (could <= 1 && couldNot === 0) return expect(said.counts).toBeNull();
    const able = could === 0 ? 'No agent' : could === 1 ? '1 agent' : could === 20 ? '20 agents or more' : `${could} agents`;
    expect(said.counts).toBe(`${able} could take it${couldNot > 0 ? ` · ${couldNot} could not` : ''}`);
    expect(said.excluded).toHaveLength(couldNot);
  });

  test.each([
    ['offered', 'The offer is still running.', '지금 제안 중입니다.'],
    ['rejected', 'The offer was rejected.', '제안이 거부되었습니다.'],
    ['timed-out', 'The offer was not answered in time.', '제한 시간 안에 제안에 응답하지 않았습니다.'],
    ['taken-over', 'The case was taken over before the offer was answered.', '제안에 응답하기 전에 케이스가 넘어갔습니다.'],
    ['assigned', 'Assigned without an offer, as this skill is set.', '이 스킬의 설정에 따라 제안 없이 바로 할당되었습니다.'],
  ] as const)('what became of the choice: %s', (outcome, english, korean) => {
    expect([inEnglish(decision({ outcome })).outcome, inKorean(decision({ outcome })).outcome]).toEqual([english, korean]);
  });
});

describe('who has it without a decision', () => {
  const by = { person: { id: 'kim', name: 'Kim' }, at, because: 'reply' as const, from: { id: 'me', name: '박상담' } };

  test('is said first, with whom it was on offer to', () => {
    expect(takenWords(by, 'me', en)).toEqual([
      'Kim took the case by replying.',
      'It was on offer to you at that moment; that offer ended with it.',
    ]);
    expect(takenWords(by, 'kim', ko)).toEqual([
      '내가 답장하여 케이스를 맡았습니다.',
      '그 시점에 박상담 님에게 제안 중이었으며, 그 제안은 종료되었습니다.',
    ]);
    expect(takenWords({ ...by, because: 'by-hand', from: null }, 'me', en)).toEqual(['Kim took the case from the queue by hand.']);
  });
});
