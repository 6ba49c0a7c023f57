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
      { kind: 'link', href: 'https://shop.example/a_b_c', label: 'https://shop.example/a_b_c' },
      text(').'),
    ]);
    const scheme = 'javascript:';
    expect(formatText(`${scheme}alert(1) ftp://x.example`)).toEqual([text(`${scheme}alert(1) ftp://x.example`)]);
  });

  const labelsIn = (value: string) => formatText(value).flatMap((piece) => (piece.kind === 'link' ? [piece.label] : []));

  test.each([
    ['a Cyrillic letter among Latin ones', 'http://payp\u0430l.com/login', 'http://xn--paypl-7ve.com/login'],
    ['a name all Cyrillic under a Latin ending', 'https://\u0430\u0440\u0440\u04cf\u0435.com', 'https://xn--80ak6aa92e.com'],
    ['a Greek letter', 'https://g\u03bfogle.com:8443/a?b', 'https://xn--gogle-rce.com:8443/a?b'],
    ['a name in front of the host', 'https://shop.kr@payp\u0430l.com/', 'https://xn--paypl-7ve.com/'],
    ['more slashes than needed', 'https:///payp\u0430l.com', 'https://xn--paypl-7ve.com'],
    ['wide letters', 'https://\uff50aypal.com', 'https://paypal.com'],
    ['a sign that looks like a slash', 'https://a.b\u30celogin.example', null],
    ['right-to-left letters', 'https://\u05d0.example/a', 'https://xn--4db.example/a'],
  ])('a host with %s is shown in ASCII', (_, value, shown) => {
    const [label] = labelsIn(value);
    expect(label).toMatch(/^[\x21-\x7e]+$/);
    if (shown !== null) expect(label).toBe(shown);
    expect(plainText(value)).toBe(label);
  });

  test.each([
    'https://한글.한국/상품?색=빨강',
    'https://카페24.com',
    'https://例え.jp',
    'https://bücher.example',
    'https://пример.рф',
    'https://xn--paypl-7ve.com',
  ])('%s is shown as it was written, and leads to its ASCII form', (value) => {
    expect(labelsIn(value)).toEqual([value]);
    expect(formatText(value)).toMatchObject([{ href: expect.stringMatching(/^[\x21-\x7e]+$/) }]);
  });

  test.each(['\u202e', '\u2066', '\u200f', '\u200b', '\u00ad', '\u0007', '\u3164'])('an address ends before the sign %j', (sign) => {
    const link = { kind: 'link', href: 'https://a.b/', label: 'https://a.b/' };
    expect(formatText(`https://a.b/${sign}gpj.exe`)).toEqual([link, text(`${sign}gpj.exe`)]);
    expect(labelsIn(`https://${sign}a.b`)).toEqual([]);
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
