import { describe, expect, test } from 'vitest';
import { formatText, type Piece, plainText } from './format.ts';

const text = (value: string): Piece => ({ kind: 'text', text: value });

describe('WhatsApp’s marks', () => {
  test('plain text stays one piece', () => expect(formatText('안녕하세요 👋')).toEqual([text('안녕하세요 👋')]));

  test.each([
    ['*', 'bold'],
    ['_', 'italic'],
    ['~', 'strike'],
  ] as const)('%s is %s', (mark, kind) => {
    expect(formatText(`a ${mark}b c${mark} d`)).toEqual([text('a '), { kind, pieces: [text('b c')] }, text(' d')]);
  });

  test('marks nest', () => {
    expect(formatText('*_둘_*')).toEqual([{ kind: 'bold', pieces: [{ kind: 'italic', pieces: [text('둘')] }] }]);
  });

  test('a Korean particle may follow a mark directly', () => {
    expect(formatText('*오늘*은')).toEqual([{ kind: 'bold', pieces: [text('오늘')] }, text('은')]);
  });

  test.each(['2*3*4', 'snake_case_name', '* not bold *', '**', '*open', '*one\ntwo*', '``', '```'])('%j stays as it is', (value) => {
    expect(formatText(value)).toEqual([text(value)]);
  });

  test('nothing is read inside mono', () => {
    expect(formatText('```*a*\nhttps://x.example```')).toEqual([{ kind: 'mono', text: '*a*\nhttps://x.example' }]);
    expect(formatText('`*a*`')).toEqual([{ kind: 'mono', text: '*a*' }]);
  });

  test('http and https become links, without the end of the sentence; nothing else does', () => {
    expect(formatText('(https://shop.example/a_b_c).')).toEqual([
      text('('),
      { kind: 'link', href: 'https://shop.example/a_b_c' },
      text(').'),
    ]);
    const scheme = 'javascript:';
    expect(formatText(`${scheme}alert(1) ftp://x.example`)).toEqual([text(`${scheme}alert(1) ftp://x.example`)]);
  });

  test('markup is text', () => {
    expect(formatText('<b onclick=x>')).toEqual([text('<b onclick=x>')]);
  });

  test('ten thousand marks cost no more than a moment', () => {
    const started = performance.now();
    formatText('*a_b~'.repeat(10_000));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

test('without its marks a message is the words that people read', () => {
  expect(plainText('주문한 *식탁*은 _언제_ 오나요? ~취소~ ```1041``` https://example.com')).toBe(
    '주문한 식탁은 언제 오나요? 취소 1041 https://example.com',
  );
  expect(plainText('3 * 4 * 5')).toBe('3 * 4 * 5');
});
