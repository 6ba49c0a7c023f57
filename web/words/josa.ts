/**
 * Korean particles change with the last sound before them. `josa(name, '이/가')` gives `이` after a final consonant, `가` after a
 * vowel; `으로/로` takes `로` also after ㄹ. Latin letters and figures are judged by how Koreans read them aloud.
 */
export type Particle = '이/가' | '을/를' | '은/는' | '과/와' | '으로/로' | '이에요/예요' | '아/야';

type Final = 'none' | 'rieul' | 'other';

/** 영 일 이 삼 사 오 육 칠 팔 구 */
const figures: readonly Final[] = ['other', 'rieul', 'none', 'other', 'none', 'none', 'other', 'rieul', 'rieul', 'other'];
/** After a vowel, or doubled (Jack, Scott), they close a syllable; after another consonant they get a vowel of their own (Mark 마크), and d always (David 데이비드). */
const latinWithFinal = /(?:[aeiouy][bckpt]|ck|pp|tt|ng|m|n|[aeiouy](?:nn?|mm?)e)$/i;
const letterNames: Record<string, Final> = { L: 'rieul', M: 'other', N: 'other', R: 'rieul' };

/** What stands in brackets at the end is not read aloud: 단비 리빙(데모)은 is said after 리빙. */
const spokenPart = (word: string): string => {
  const whole = word.normalize('NFKC').replace(/[^\p{L}\p{N}%)\]]+$/u, '');
  const before = whole.replace(/(?:\s*(?:\([^()]*\)|\[[^[\]]*\]))+$/u, '');
  return /[\p{L}\p{N}]/u.test(before) ? before : whole;
};

function finalOf(word: string): Final {
  const spoken = spokenPart(word);
  // 퍼센트
  if (spoken.endsWith('%')) return 'none';
  const last = spoken.replace(/[^\p{L}\p{N}]+$/u, '').at(-1) ?? '';
  const code = last.charCodeAt(0) - 0xac00;
  if (code >= 0 && code < 11_172) return code % 28 === 0 ? 'none' : code % 28 === 8 ? 'rieul' : 'other';
  if (/[\u1100-\u1112\u11a8-\u11c2]/.test(last)) return finalOfLetter(last);
  if (/\d/.test(last)) return finalOfNumber(spoken);
  if (/[A-Za-z]/.test(last)) return finalOfLatin(spoken);
  return 'none';
}

/** A consonant alone goes by its name: 기역, 리을, 키읔. */
const finalOfLetter = (letter: string): Final => (/[\u1105\u11af]/.test(letter) ? 'rieul' : 'other');

/** 10 십, 100 백, 1000 천, 10000 만 all end in a consonant; 0 alone is 영. */
function finalOfNumber(word: string): Final {
  const digits = /(\d+)\D*$/.exec(word)?.[1] ?? '0';
  return digits.endsWith('0') ? 'other' : (figures[Number(digits.at(-1))] ?? 'none');
}

function finalOfLatin(word: string): Final {
  const part = /([A-Za-z]+)[^A-Za-z]*$/.exec(word)?.[1] ?? '';
  // All capitals are spelled out: URL = 유아르엘, API = 에이피아이.
  if (part === part.toUpperCase()) return letterNames[part.at(-1) ?? ''] ?? 'none';
  if (/[lL]$|le$/.test(part)) return 'rieul';
  return latinWithFinal.test(part) ? 'other' : 'none';
}

export function josa(word: string, particle: Particle): string {
  const [closed = '', open = ''] = particle.split('/');
  const final = finalOf(word);
  if (particle === '으로/로') return final === 'other' ? closed : open;
  return final === 'none' ? open : closed;
}

/** The word with its particle. */
export const withJosa = (word: string, particle: Particle): string => word + josa(word, particle);
