import { describe, expect, test } from 'vitest';
import { bytes, clock, countdown, duration, type Place, shortDate, when } from './format.ts';
import { finds, jamo } from './hangul.ts';
import { withJosa } from './josa.ts';

describe('Korean particles follow the last sound', () => {
  test.each([
    ['김민준', '이/가', '김민준이'],
    ['오하늘', '은/는', '오하늘은'],
    ['박지아', '을/를', '박지아를'],
    ['서울', '으로/로', '서울로'],
    ['부산', '으로/로', '부산으로'],
    ['템플릿', '으로/로', '템플릿으로'],
    ['Kakao', '으로/로', 'Kakao로'],
    ['Email', '으로/로', 'Email로'],
    ['WhatsApp', '으로/로', 'WhatsApp으로'],
    ['API 3', '으로/로', 'API 3으로'],
    ['7', '을/를', '7을'],
    ['10', '으로/로', '10으로'],
    ['2', '과/와', '2와'],
    ['URL', '을/를', 'URL을'],
    ['CRM', '과/와', 'CRM과'],
    ['‘배송’', '을/를', '‘배송’을'],
    ['단비 리빙(데모)', '은/는', '단비 리빙(데모)은'],
    ['배송 (Delivery)', '을/를', '배송 (Delivery)을'],
    ['(주)', '을/를', '(주)를'],
    ['단비㈜', '으로/로', '단비㈜로'],
    ['박지아 🙂', '이/가', '박지아 🙂가'],
    ['김민준👨‍👩‍👧', '이/가', '김민준👨‍👩‍👧이'],
    ['🎉', '을/를', '🎉를'],
    ['Jane', '이/가', 'Jane이'],
    ['Emma Clarke', '이/가', 'Emma Clarke가'],
    ['José', '이/가', 'José가'],
    ['Noah Whitfield', '과/와', 'Noah Whitfield와'],
    ['1,000', '을/를', '1,000을'],
    ['+82 10-0000-0011', '으로/로', '+82 10-0000-0011로'],
    ['50%', '으로/로', '50%로'],
    ['1.4 MB', '으로/로', '1.4 MB로'],
    ['３', '이/가', '３이'],
    ['ㄱ', '을/를', 'ㄱ을'],
    ['한글'.normalize('NFD'), '으로/로', `${'한글'.normalize('NFD')}로`],
    ['', '을/를', '를'],
  ] as const)('%s + %s = %s', (word, particle, spoken) => {
    expect(withJosa(word, particle)).toBe(spoken);
  });
});

describe('times are told as people say them', () => {
  const ko: Place = { language: 'ko', timeZone: 'Asia/Seoul' };
  const en: Place = { language: 'en', timeZone: 'Asia/Seoul' };
  const now = Date.parse('2026-11-22T06:00:00Z');
  const ago = (seconds: number) => now - seconds * 1000;

  test('relative up to 59 minutes, then the clock, then the date', () => {
    expect(when(ko, ago(20), now)).toBe('방금');
    expect(when(en, ago(59 * 60), now)).toBe('59 min');
    expect(when(ko, ago(60 * 60), now)).toBe('오후 2:00');
    expect(when(en, ago(60 * 60), now)).toBe('14:00');
    expect(when(ko, ago(20 * 3600), now)).toBe('11월 21일');
    expect(when(en, ago(20 * 3600), now)).toBe('21 Nov');
    expect(when(ko, '2025-03-01T00:00:00Z', now)).toBe('2025년 3월 1일');
  });

  test('the zone decides which day it is', () => {
    const lateEvening = Date.parse('2026-11-22T14:59:00Z');
    expect(clock(ko, lateEvening)).toBe('오후 11:59');
    expect(shortDate(ko, lateEvening + 60_000, now)).toBe('11월 23일');
  });

  test('countdowns never go below zero', () => {
    expect(countdown(252_000)).toBe('4:12');
    expect(countdown(3_852_000)).toBe('1:04:12');
    expect(countdown(-5000)).toBe('0:00');
  });

  test('durations and sizes', () => {
    expect(duration(ko, 23 * 3_600_000 + 12 * 60_000)).toBe('23시간 12분');
    expect(duration(en, 3_600_000)).toBe('1 h');
    expect(duration(ko, 45_000)).toBe('45초');
    expect(bytes(en, 1_468_006)).toBe('1.4 MB');
  });
});

describe('search as Koreans type', () => {
  test('initial consonants, part of a syllable, whole words, any case', () => {
    expect(finds('김민준', 'ㄱㅁㅈ')).toBe(true);
    expect(finds('김민준', '기')).toBe(true);
    expect(finds('김민준', '김밍')).toBe(false);
    expect(finds('해결됨', '해')).toBe(true);
    expect(finds('Sarah Connor', 'sar')).toBe(true);
    expect(finds('김민준', '')).toBe(true);
  });

  test('compound vowels come apart while they are typed', () => {
    expect(jamo('과')).toBe('ㄱㅗㅏ');
    expect(finds('과일', '고')).toBe(true);
  });
});
