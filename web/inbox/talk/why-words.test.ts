import { describe, expect, test } from 'vitest';
import type { Decision } from '#contract/cases.ts';
import { whyWords } from './why-words.ts';
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
      me: null,
      excluded: [],
    });
    expect(inEnglish(decision({})).because).toBe('Proficiency 1: the best of those who were free (1 is best).');
  });

  test('the least load among equals', () => {
    const what = decision({ candidates: [candidate('me', '박상담'), candidate('bo', '이상담', { load: 2 })] });
    expect(inKorean(what).because).toBe('숙련도가 같고 맡은 케이스가 가장 적습니다(1/5).');
    expect(inEnglish(what).because).toBe('Same proficiency, but the fewest cases (1 of 5).');
  });

  test('the longest idle among equals', () => {
    const what = decision({ candidates: [candidate('me', '박상담'), candidate('bo', '이상담', { idleSince: minutesAgo(3) })] });
    expect(inKorean(what).because).toBe('숙련도와 맡은 케이스 수가 같고 가장 오래 쉬었습니다(12분).');
    expect(inEnglish(what).because).toBe('Same proficiency and load, but idle longest (12 min).');
  });

  test('nobody else', () => {
    const what = decision({ candidates: [candidate('me', '박상담')] });
    expect([inKorean(what).because, inEnglish(what).because]).toEqual(['다른 상담원은 맡을 수 없었습니다.', 'Nobody else was free.']);
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
    const what = decision({ chosen: null, candidates: [], me: null, excluded: { 'not-available': 1, 'no-free-slot': 2 } });
    expect(inEnglish(what)).toEqual({
      headline: 'Nobody could take it for 배송 at that moment, so it waited.',
      because: null,
      me: null,
      excluded: ['2 agents without a free slot', '1 agent not available'],
    });
  });
});
