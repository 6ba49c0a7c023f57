/** How names, numbers and times are written. */
import type { Language } from './words.ts';

const lettersOf = (text: string): string[] => [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);

export const initialsOf = (name: string): string => {
  // A Korean given name is the last two syllables; a shop begins with its name.
  // By what a person sees as one letter: an emoji is not to be cut in two.
  const letters = lettersOf(name.trim());
  if (/[\uac00-\ud7a3]/.test(name)) return (name.trim().includes(' ') ? letters.slice(0, 2) : letters.slice(-2)).join('');
  return name
    .split(/\s+/)
    .map((part) => lettersOf(part)[0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();
};

/** A colour that stays with a person: one of eight of the avatars'. */
export const colourOf = (id: string): number => [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7) % 8;

export function formatNumber(digits: string): string {
  const korean = /^82(\d{2})(\d{4})(\d{4})$/.exec(digits);
  if (korean) return `+82 ${korean[1]}-${korean[2]}-${korean[3]}`;
  const british = /^44(\d{4})(\d{6})$/.exec(digits);
  return british ? `+44 ${british[1]} ${british[2]}` : `+${digits}`;
}

export const formatTime = (at: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' }).format(at);

/** Today the time, within a week the day, else the date. */
export function formatWhen(at: number, now: number, language: Language): string {
  const day = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  const days = Math.round((day(now) - day(at)) / 86_400_000);
  if (days === 0) return formatTime(at, language);
  if (days > 0 && days < 7) return new Intl.DateTimeFormat(language, { weekday: 'long' }).format(at);
  return new Intl.DateTimeFormat(language, { dateStyle: 'short' }).format(at);
}

export function formatSpan(ms: number, language: Language): string {
  const hours = Math.round(ms / 3_600_000);
  const unit = (count: number, name: 'day' | 'hour') =>
    count > 0 ? new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'long' }).format(count) : '';
  return [unit(Math.floor(hours / 24), 'day'), unit(hours % 24, 'hour')].filter(Boolean).join(' ');
}

/** How long until something: seconds, then minutes, then hours. */
export function formatWait(ms: number, language: Language): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  const [count, unit] =
    seconds < 60 ? [seconds, 'second'] : seconds < 3600 ? [Math.round(seconds / 60), 'minute'] : [Math.round(seconds / 3600), 'hour'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: language === 'ko' ? 'long' : 'short' }).format(count);
}
