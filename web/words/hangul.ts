/** Search as Koreans type: ㄱ finds 김, ㄱㅁㅈ finds 김민준, 기 finds 김 while the syllable is still being composed. */
const initials = [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'];
const vowels = [
  'ㅏ',
  'ㅐ',
  'ㅑ',
  'ㅒ',
  'ㅓ',
  'ㅔ',
  'ㅕ',
  'ㅖ',
  'ㅗ',
  'ㅗㅏ',
  'ㅗㅐ',
  'ㅗㅣ',
  'ㅛ',
  'ㅜ',
  'ㅜㅓ',
  'ㅜㅔ',
  'ㅜㅣ',
  'ㅠ',
  'ㅡ',
  'ㅡㅣ',
  'ㅣ',
];
const finals = [
  ...['', 'ㄱ', 'ㄲ', 'ㄱㅅ', 'ㄴ', 'ㄴㅈ', 'ㄴㅎ', 'ㄷ', 'ㄹ', 'ㄹㄱ', 'ㄹㅁ', 'ㄹㅂ', 'ㄹㅅ', 'ㄹㅌ', 'ㄹㅍ', 'ㄹㅎ'],
  ...['ㅁ', 'ㅂ', 'ㅂㅅ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ'],
];
const compound: Record<string, string> = {
  ㅘ: 'ㅗㅏ',
  ㅙ: 'ㅗㅐ',
  ㅚ: 'ㅗㅣ',
  ㅝ: 'ㅜㅓ',
  ㅞ: 'ㅜㅔ',
  ㅟ: 'ㅜㅣ',
  ㅢ: 'ㅡㅣ',
  ㄳ: 'ㄱㅅ',
  ㄵ: 'ㄴㅈ',
  ㄶ: 'ㄴㅎ',
  ㄺ: 'ㄹㄱ',
  ㄻ: 'ㄹㅁ',
  ㄼ: 'ㄹㅂ',
  ㅄ: 'ㅂㅅ',
};

const syllable = (sign: string): number => {
  const code = sign.charCodeAt(0) - 0xac00;
  return code >= 0 && code < 11_172 ? code : -1;
};

/** 김 → ㄱㅣㅁ, everything else in lower case. */
export function jamo(text: string): string {
  let letters = '';
  for (const sign of text.normalize('NFC').toLowerCase()) {
    const code = syllable(sign);
    if (code < 0) letters += compound[sign] ?? sign;
    else letters += (initials[Math.floor(code / 588)] ?? '') + (vowels[Math.floor((code % 588) / 28)] ?? '') + (finals[code % 28] ?? '');
  }
  return letters;
}

/** 김민준 → ㄱㅁㅈ */
function initialConsonants(text: string): string {
  return [...text.normalize('NFC')]
    .map((sign) => (syllable(sign) < 0 ? sign.toLowerCase() : (initials[Math.floor(syllable(sign) / 588)] ?? '')))
    .join('');
}

const onlyInitials = /^[ㄱ-ㅎ\s]+$/;

export function finds(text: string, wanted: string): boolean {
  const asked = wanted.trim();
  if (asked === '') return true;
  if (onlyInitials.test(asked) && initialConsonants(text).includes(asked)) return true;
  return jamo(text).includes(jamo(asked));
}
