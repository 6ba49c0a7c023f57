import { expect, test } from 'vitest';
import { largeEmoji } from './emoji.ts';

test.each<[string | null, number | null]>([
  ['😀', 1],
  ['👍🏽', 1],
  ['👩‍👩‍👧', 1],
  ['🇰🇷 🎉', 2],
  ['❤️', 1],
  ['1️⃣2️⃣3️⃣', 3],
  ['😀😀😀😀', null],
  ['😀 네', null],
  ['12', null],
  ['', null],
  [null, null],
])('%s → %s', (text, count) => expect(largeEmoji(text)).toBe(count));
