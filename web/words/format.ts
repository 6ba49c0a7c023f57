/** Dates, numbers and durations for people. Instants come in as ISO text or milliseconds; the zone is the browser's unless given. */
import type { Language } from '#contract/basics.ts';

export type Place = { language: Language; timeZone?: string };
type Instant = string | number;

const minute = 60_000;
const hour = 60 * minute;

const formatters = new Map<string, Intl.DateTimeFormat>();

// Making an Intl formatter costs about 50 µs; a list draws hundreds of times a second.
function formatter(place: Place, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${place.language} ${place.timeZone ?? ''} ${JSON.stringify(options)}`;
  const kept = formatters.get(key);
  if (kept) return kept;
  const made = new Intl.DateTimeFormat(place.language === 'ko' ? 'ko-KR' : 'en-GB', {
    ...options,
    ...(place.timeZone ? { timeZone: place.timeZone } : {}),
  });
  formatters.set(key, made);
  return made;
}

export const toMs = (at: Instant): number => (typeof at === 'number' ? at : Date.parse(at));

const dayOf = (place: Place, at: Instant): string =>
  formatter(place, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(toMs(at));

/** 오후 2:01 · 14:01 */
export function clock(place: Place, at: Instant): string {
  const time = formatter({ ...place, language: 'en' }, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(toMs(at));
  if (place.language === 'en') return time;
  // Written by hand: some versions of the Unicode data say "PM 2:01" in Korean.
  const hours = Number(time.slice(0, 2));
  return `${hours < 12 ? '오전' : '오후'} ${hours % 12 || 12}${time.slice(2)}`;
}

/** 11월 22일 · 22 Nov; with the year when it is not this one. */
export function shortDate(place: Place, at: Instant, now: number): string {
  const year = (when: Instant) => formatter(place, { year: 'numeric' }).format(toMs(when));
  const options: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric' };
  return formatter(place, year(at) === year(now) ? options : { ...options, year: 'numeric' }).format(toMs(at));
}

/** 2026년 11월 22일 일요일 · Sunday 22 November 2026 */
export const longDate = (place: Place, at: Instant): string => formatter(place, { dateStyle: 'full' }).format(toMs(at));

/** Date and clock, for records. */
export const dateTime = (place: Place, at: Instant): string => `${shortDateWithYear(place, at)} ${clock(place, at)}`;
const shortDateWithYear = (place: Place, at: Instant): string =>
  formatter(place, { year: 'numeric', month: 'short', day: 'numeric' }).format(toMs(at));

/** Relative up to 59 minutes, then the clock, then the date. */
export function when(place: Place, at: Instant, now: number): string {
  const age = now - toMs(at);
  if (age < minute && age > -minute) return place.language === 'ko' ? '방금' : 'now';
  if (age >= minute && age < hour) return minutes(place, Math.floor(age / minute));
  return dayOf(place, at) === dayOf(place, now) ? clock(place, at) : shortDate(place, at, now);
}

const minutes = (place: Place, count: number): string => (place.language === 'ko' ? `${count}분` : `${count} min`);

/** 4:12 · 1:04:12; never below zero. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const h = Math.floor(seconds / 3600);
  const m = Math.floor((seconds % 3600) / 60);
  return h > 0 ? `${h}:${two(m)}:${two(seconds % 60)}` : `${m}:${two(seconds % 60)}`;
}

/** 23시간 12분 · 23 h 12 min; 12분; 45초 */
export function duration(place: Place, ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000));
  const h = Math.floor(total / 3600);
  const m = Math.floor((total % 3600) / 60);
  const ko = place.language === 'ko';
  if (h > 0) return ko ? `${h}시간${m ? ` ${m}분` : ''}` : `${h} h${m ? ` ${m} min` : ''}`;
  if (m > 0) return minutes(place, m);
  return ko ? `${total}초` : `${total} s`;
}

/** 1.4 MB */
export function bytes(place: Place, size: number): string {
  const number = (value: number) => new Intl.NumberFormat(place.language, { maximumFractionDigits: 1 }).format(value);
  if (size < 1024) return `${size} B`;
  if (size < 1024 * 1024) return `${number(size / 1024)} kB`;
  return `${number(size / 1024 / 1024)} MB`;
}
