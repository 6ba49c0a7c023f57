/** What the pages ask of the sandbox. */
import type { SettingsInput } from '../control-input.ts';
import type { ClockView, CustomerView, MessageView, WebhookView, WorldView } from '../shapes.ts';

export class DeskProblem extends Error {
  readonly status: number;
  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

async function ask<T>(method: string, path: string, body?: { type: string; bytes: BodyInit; isLast?: boolean }): Promise<T> {
  const sent = body ? { headers: { 'content-type': body.type }, body: body.bytes, keepalive: body.isLast ?? false } : {};
  const answer = await fetch(`/control/${path}`, { method, ...sent });
  const value = (await answer.json().catch(() => null)) as (T & { problem?: string }) | null;
  if (!answer.ok || value === null) throw new DeskProblem(answer.status, value?.problem ?? `HTTP ${answer.status}`);
  return value;
}

const json = (value: unknown, isLast = false) => ({ type: 'application/json', bytes: JSON.stringify(value), isLast });
const customer = (id: string) => `customers/${encodeURIComponent(id)}`;

export type Chat = { customerId: string; phoneNumberId: string };
export type NewPhone = { name: string; language: 'ko' | 'en'; suffix?: string; username?: string };

/** A page that vanishes without a word counts as open for so long at most. */
export const shownLeaseMs = 30_000;

export const desk = {
  world: () => ask<WorldView>('GET', 'world'),
  webhooks: () => ask<WebhookView[]>('GET', 'webhooks'),
  webhookBody: (id: number) => ask<{ body: unknown }>('GET', `webhooks/${id}`),
  resend: (id: number) => ask('POST', `webhooks/${id}/resend`, json({})),
  chat: ({ customerId, phoneNumberId }: Chat) =>
    ask<MessageView[]>('GET', `${customer(customerId)}/messages?phoneNumberId=${phoneNumberId}`),
  write: ({ customerId, phoneNumberId }: Chat, text: string, quotedWamid: string | null) =>
    ask<MessageView>('POST', `${customer(customerId)}/messages`, json({ text, phoneNumberId, quotedWamid })),
  sendPicture: ({ customerId, phoneNumberId }: Chat, picture: { file: Blob; caption: string; quotedWamid: string | null }) => {
    const query = new URLSearchParams({ phoneNumberId });
    if (picture.caption) query.set('caption', picture.caption);
    if (picture.quotedWamid) query.set('quotedWamid', picture.quotedWamid);
    return ask<MessageView>('POST', `${customer(customerId)}/pictures?${query}`, { type: picture.file.type, bytes: picture.file });
  },
  show: (customerId: string, isShown: boolean) =>
    ask('PUT', `${customer(customerId)}/shown`, json(isShown ? { isShown, leaseMs: shownLeaseMs } : { isShown }, true)),
  setOnline: (customerId: string, isOnline: boolean) => ask<CustomerView>('PATCH', customer(customerId), json({ isOnline })),
  add: (phone: NewPhone) => ask<CustomerView>('POST', 'customers', json(phone)),
  change: (settings: SettingsInput) => ask('PATCH', 'settings', json(settings)),
  moveClock: (byMs: number) => ask<{ clock: ClockView; business: 'told' | 'nobody' | 'failed' }>('POST', 'clock', json({ byMs })),
};

export const mediaUrl = (mediaId: string): string => `/control/media/${mediaId}`;
