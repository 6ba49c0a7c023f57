/** The world at first start: one WhatsApp account, one Seoul number, a handful of people who do not exist. */
import { randomBytes, randomInt } from 'node:crypto';
import { faultByNumber } from './faults.ts';
import { type Customer, calm, type World } from './world.ts';

const digits = (count: number): string => `${randomInt(1, 10)}${Array.from({ length: count - 1 }, () => randomInt(0, 10)).join('')}`;

/** Numbers no operator gives out: +82 10-0000-xxxx, and Ofcom's drama range +44 7700 900xxx. */
const people: [name: string, number: string, language: 'ko' | 'en', username?: string][] = [
  ['오하늘', '821000000011', 'ko'],
  ['김민준', '821000000012', 'ko'],
  ['이서연', '821000000013', 'ko'],
  ['박도윤', '821000000014', 'ko'],
  ['최지우', '821000000015', 'ko'],
  ['Ines Duarte', '447700900111', 'en'],
  ['Tom Whitaker', '447700900112', 'en'],
  ['한여름', '821000000016', 'ko', 'summer.han'],
];

export function firstWorld(now: number): World {
  const customers = people.map(([name, number, language, username]) => newCustomer({ name, number, language, username, at: now }));
  return {
    appId: digits(15),
    appSecret: randomBytes(16).toString('hex'),
    verifyToken: `verify-${randomBytes(9).toString('hex')}`,
    accessToken: `EAAJ${randomBytes(30).toString('base64url').replace(/[-_]/g, 'x')}`,
    portfolioId: digits(15),
    wabaId: digits(15),
    wabaName: '단비 리빙 Danbi Living (sandbox)',
    numbers: [
      {
        phoneNumberId: digits(15),
        displayNumber: '+82 2-0000-0100',
        name: 'WA Seoul',
        verifiedName: '단비 리빙 Danbi Living',
      },
    ],
    isSubscribed: true,
    callback: null,
    clockOffsetMs: 0,
    settings: calm,
    customers: Object.fromEntries(customers.map((customer) => [customer.id, customer])),
    messages: {},
    threads: {},
    media: {},
    webhooks: {},
    lastWebhookId: 0,
    serviceMessages: {},
  };
}

export type NewCustomer = { name: string; number: string; language: 'ko' | 'en'; username?: string | undefined; at: number };

/** Whoever has a username hides the number behind it. */
export function newCustomer({ name, number, language, username, at }: NewCustomer): Customer {
  return {
    id: `c${number}`,
    name,
    number,
    bsuid: `${number.startsWith('82') ? 'KR' : 'GB'}.${digits(20)}`,
    username: username ?? null,
    isPhoneHidden: username !== undefined,
    language,
    isOnline: true,
    addedAt: at,
  };
}

type Wanted = {
  name: string;
  language: 'ko' | 'en';
  number?: string | undefined;
  suffix?: string | undefined;
  username?: string | undefined;
};

/** Null when somebody has that number or username already. */
export function addCustomer(world: World, { name, language, number, suffix, username }: Wanted, at: number): Customer | null {
  const found = number ?? freeNumber(world, language, suffix);
  const isTaken = username !== undefined && Object.values(world.customers).some((customer) => customer.username === username);
  if (found === null || isTaken || world.customers[`c${found}`]) return null;
  return newCustomer({ name, number: found, language, username, at });
}

/** The next number that no operator gives out and nobody here has. */
function freeNumber(world: World, language: 'ko' | 'en', suffix: string | undefined): string | null {
  const start = language === 'ko' ? '8210' : '4477009';
  for (let line = 0; line < 10_000; line += 1) {
    const number = suffix ? `${start}${String(line).padStart(language === 'ko' ? 4 : 1, '0')}${suffix}` : lineNumber(language, line);
    // Without a wish, nobody gets a number that fails.
    const isFault = !suffix && faultByNumber(number) !== null;
    if (!isFault && !world.customers[`c${number}`]) return number;
  }
  return null;
}

const lineNumber = (language: 'ko' | 'en', line: number): string =>
  language === 'ko' ? `82100000${String(line + 20).padStart(4, '0')}` : `447700900${String((line % 880) + 120).padStart(3, '0')}`;

export const newId = (): string => digits(16);
export const randomNine = (): Buffer => randomBytes(9);
