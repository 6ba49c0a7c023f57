import { expect, test } from 'vitest';
import { isBlank } from './blank.ts';

test.each([
  ['nothing', ''],
  ['white space of every width', ' \t\r\n\u00a0\u2003\u3000\u2028'],
  ['a zero-width space', ' \n\u200b '],
  ['joiners and a byte order mark', '\u200c\u200d\u2060\ufeff'],
  ['bidi signs', '\u200e\u200f\u061c\u202a\u202e\u202c\u2066\u2069'],
  ['control characters', '\u0000\u0007\u007f\u0085'],
  ['Hangul fillers', '\u3164\u115f\u1160\uffa0'],
  ['an empty braille cell', '\u2800'],
  ['a soft hyphen, a grapheme joiner, variation selectors and tags', '\u00ad\u034f\ufe0f\u{e0100}\u{e0020}\u{e007f}'],
  ['annotation signs', '\ufff9\ufffa\ufffb'],
])('%s says nothing', (_, text) => expect(isBlank(text)).toBe(true));

test.each([
  ['an emoji of several', '👩‍👧'],
  ['an emoji with a selector', '❤️'],
  ['a flag made of tags', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
  ['Korean', '네'],
  ['one Korean letter', 'ㅋ'],
  ['Arabic with a direction mark', '\u200fمرحبا\u200f'],
  ['an Arabic number sign', '\u0600'],
  ['one full stop among zero-width spaces', '\u200b.\u200b'],
  ['a braille letter', '⠁'],
])('%s says something', (_, text) => expect(isBlank(text)).toBe(false));
