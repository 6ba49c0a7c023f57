/** Rows and events for tests of the console. */
import type { Offer } from '#contract/assignments.ts';
import type { CaseRow } from '#contract/cases.ts';
import type { FeedEvent } from '#contract/events.ts';
import type { Message } from '#contract/messages.ts';

export const meId = '00000000-0000-7000-8000-00000000000a';
export const otherId = '00000000-0000-7000-8000-00000000000b';
export const caseIdOf = (nth: number) => `00000000-0000-7000-8000-0000000001${String(nth).padStart(2, '0')}`;
export const atSecond = (second: number) => new Date(Date.UTC(2026, 10, 22, 5, 0, second)).toISOString();

export const caseRow = (nth: number, changes: Partial<CaseRow> = {}): CaseRow => ({
  id: caseIdOf(nth),
  number: 48_000 + nth,
  customer: { id: caseIdOf(nth).replace('0000000001', '0000000002'), name: `고객 ${nth}` },
  channel: { id: caseIdOf(90), name: 'WA 서울' },
  skill: { id: caseIdOf(91), name: '배송' },
  status: 'open',
  place: 'assigned',
  assignedTo: { id: meId, name: '박상담' },
  offeredTo: null,
  unread: 0,
  preview: { kind: 'text', text: '안녕하세요', direction: 'in' },
  lastMessageAt: atSecond(nth),
  waitingSince: null,
  windowClosesAt: null,
  openedAt: atSecond(0),
  version: 1,
  ...changes,
});

export const message = (caseNth: number, nth: number, changes: Partial<Message> = {}): Message => ({
  id: `00000000-0000-7000-8000-000000001${String(caseNth * 100 + nth).padStart(3, '0')}`,
  caseId: caseIdOf(caseNth),
  direction: 'out',
  author: { kind: 'agent', personId: meId, name: '박상담' },
  content: { kind: 'text', text: `${nth}` },
  status: 'queued',
  failure: null,
  at: atSecond(nth),
  lateness: null,
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  quote: null,
  retryOf: null,
  clientId: null,
  isFlagged: false,
  traceId: 'trace',
  ...changes,
});

export const offer = (nth: number, changes: Partial<Offer> = {}): Offer => ({
  id: `00000000-0000-7000-8000-0000000003${String(nth).padStart(2, '0')}`,
  case: caseRow(nth, { place: 'offered', assignedTo: null, status: 'new', waitingSince: atSecond(0) }),
  because: 'new',
  firstLine: '교환하고 싶어요',
  offeredAt: atSecond(nth),
  expiresAt: atSecond(nth + 30),
  ...changes,
});

let told = 0;
export const event = (changes: Partial<FeedEvent>): FeedEvent => {
  told += 1;
  return { id: `e${told}`, type: 'case.read', at: atSecond(0), traceId: 'trace', facts: {}, ...changes };
};
