import { z } from 'zod';
import { cursor, id, instant, nothing, pageOf } from './basics.ts';
import { content, outgoing } from './content.ts';
import { operation } from './operation.ts';

/** Ranks rise only, with two exceptions in `engine/message/status.ts`: `failed` yields to a later delivery, `unknown` to any word. */
export const messageStatus = z.enum(['received', 'queued', 'unknown', 'sent', 'failed', 'delivered', 'read', 'played']);
export type MessageStatus = z.infer<typeof messageStatus>;

/** Why a send failed: who can repair it, in words, with Meta's code for the curious. */
export const failure = z.object({
  code: z.number().int().nullable(),
  class: z.enum(['agent', 'administrator', 'wait', 'other']),
  ko: z.string(),
  en: z.string(),
});
export type Failure = z.infer<typeof failure>;

export const author = z.object({
  kind: z.enum(['customer', 'agent', 'script', 'system']),
  personId: id.nullable(),
  name: z.string().nullable(),
});

/** `late`: came more than an hour after it was written. `no-time`: WhatsApp printed a time that cannot be; `at` is when it came. */
export const lateness = z.enum(['late', 'no-time']);

export const message = z.object({
  id,
  caseId: id,
  direction: z.enum(['in', 'out']),
  author,
  content,
  status: messageStatus,
  failure: failure.nullable(),
  /** Sort key inside a case: the customer's own time for inbound (never ahead of ours), ours for outbound. */
  at: instant,
  /** What is to be known of an inbound message's time. */
  lateness: lateness.nullable(),
  sentAt: instant.nullable(),
  deliveredAt: instant.nullable(),
  readAt: instant.nullable(),
  /** The quoted message when it belongs to the same customer and channel. */
  quote: z.object({ messageId: id.nullable(), text: z.string().nullable() }).nullable(),
  retryOf: id.nullable(),
  /** The command id of the browser that sent it: lets the screen recognise its own optimistic bubble. */
  clientId: z.string().nullable(),
  /** Unknown outcome for over 120 s: a person must look (`unknown` and this = "could not be confirmed"). */
  isFlagged: z.boolean(),
  traceId: z.string(),
});
export type Message = z.infer<typeof message>;

export const listMessages = operation({
  name: 'listMessages',
  method: 'GET',
  path: '/cases/:caseId/messages',
  access: { channel: 'cases.view-own' },
  rate: 'read',
  summary: 'Messages of a case, newest page first, each page in the order of the conversation.',
  input: z.object({ caseId: id, before: cursor.optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }),
  output: pageOf(message),
  refusals: ['not-found'],
});

export const sendMessage = operation({
  name: 'sendMessage',
  method: 'POST',
  path: '/cases/:caseId/messages',
  access: { channel: 'messages.reply' },
  rate: 'send',
  idempotent: true,
  summary: 'Sends text or an image to the customer of a case. The answer is the stored, queued message; its way on is told by the feed.',
  input: z.object({ caseId: id, content: outgoing, quoteMessageId: id.nullable().default(null) }),
  output: message,
  refusals: [
    'not-found',
    'case-closed',
    'window-shut',
    'text-too-long',
    'nothing-to-send',
    'channel-paused',
    'customer-unreachable',
    'media-not-ready',
    'key-required',
    'key-reused',
  ],
});

export const retryMessage = operation({
  name: 'retryMessage',
  method: 'POST',
  path: '/messages/:messageId/retry',
  access: { channel: 'messages.reply' },
  rate: 'send',
  idempotent: true,
  summary: 'Sends a failed message again: a new message linked to the failed one.',
  input: z.object({ messageId: id }),
  output: message,
  refusals: [
    'not-found',
    'retry-not-possible',
    'case-closed',
    'window-shut',
    'channel-paused',
    'customer-unreachable',
    'key-required',
    'key-reused',
  ],
});

export const readRawMessage = operation({
  name: 'readRawMessage',
  method: 'GET',
  path: '/messages/:messageId/raw',
  access: { channel: 'messages.view-raw' },
  rate: 'read',
  summary: 'What Meta posted for an inbound message, as it came.',
  input: z.object({ messageId: id }),
  output: z.object({ raw: z.unknown() }),
  refusals: ['not-found'],
});

export const markRead = operation({
  name: 'markRead',
  method: 'POST',
  path: '/cases/:caseId/read',
  access: { channel: 'cases.view-own' },
  rate: 'write',
  summary: 'Sets a case read; the assigned agent’s reading is told to the customer (blue ticks).',
  input: z.object({ caseId: id }),
  output: nothing,
  refusals: ['not-found'],
});

export const tellTyping = operation({
  name: 'tellTyping',
  method: 'POST',
  path: '/cases/:caseId/typing',
  access: { channel: 'messages.reply' },
  rate: 'write',
  summary: 'Shows the customer that somebody is typing (WhatsApp shows it for up to 25 s).',
  input: z.object({ caseId: id }),
  output: nothing,
  refusals: ['not-found'],
});
