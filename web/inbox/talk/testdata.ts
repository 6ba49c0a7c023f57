/** Whole values for tests, of which each test names only what it is about. */
import type { CaseLine } from '#contract/cases.ts';
import type { Message } from '#contract/messages.ts';

export const customer = { kind: 'customer', personId: null, name: '김민준' } as const;
export const agent = (id = 'me', name = '박상담') => ({ kind: 'agent', personId: id, name }) as const;

export function aMessage(part: Partial<Message> & { text?: string }): Message {
  const { text = '안녕하세요', ...rest } = part;
  return {
    id: part.id ?? part.clientId ?? 'm1',
    caseId: 'c1',
    direction: 'out',
    author: part.direction === 'in' ? customer : agent(),
    content: { kind: 'text', text },
    status: part.direction === 'in' ? 'received' : 'queued',
    failure: null,
    at: '2026-11-24T05:00:00Z',
    lateness: null,
    sentAt: null,
    deliveredAt: null,
    readAt: null,
    quote: null,
    retryOf: null,
    clientId: null,
    isFlagged: false,
    traceId: 't1',
    ...rest,
  };
}

export const aLine = (part: Partial<CaseLine>): CaseLine => ({
  id: 'l1',
  at: '2026-11-24T05:00:00Z',
  type: 'opened',
  by: null,
  to: null,
  because: null,
  ...part,
});
