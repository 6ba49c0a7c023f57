/** Drives a running sandbox from a test, in the words of a story: `await driver.writes('오하늘', '안녕하세요')`. */

import type { Moved } from './control-clock.ts';
import type { CustomerInput, SettingsInput } from './control-input.ts';
import type { ConnectionView, CustomerView, MessageView, Settings, WebhookView, WorldView } from './shapes.ts';
import type { BusinessNumber, Message } from './world.ts';

export type Connection = ConnectionView & {
  appId: string;
  appSecret: string;
  verifyToken: string;
  accessToken: string;
  portfolioId: string;
  wabaId: string;
  wabaName: string;
  numbers: BusinessNumber[];
};

export type Quoting = { quotedWamid?: string };
export type Driver = {
  connection(): Promise<Connection>;
  state(): Promise<WorldView>;
  /** Sets the callback as an app does; the handshake has been answered when this ends. */
  connect(callbackUrl: string): Promise<void>;
  adds(customer: CustomerInput): Promise<CustomerView>;
  writes(customerId: string, text: string, quoting?: Quoting): Promise<MessageView>;
  sendsPicture(
    customerId: string,
    picture: { bytes: Uint8Array; mimeType: 'image/jpeg' | 'image/png'; caption?: string } & Quoting,
  ): Promise<MessageView>;
  /** The chat with one customer, as the sandbox knows it: also what has not reached the phone. */
  chat(customerId: string): Promise<MessageView[]>;
  /** The phone shows the chat (until told otherwise) and so reads what comes. */
  shows(customerId: string, isShown: boolean): Promise<void>;
  /** Everything delivered so far is read, now. */
  reads(customerId: string): Promise<void>;
  goes(customerId: string, isOnline: boolean): Promise<void>;
  settings(changes: SettingsInput): Promise<Settings>;
  /** Moves the sandbox's clock forward and tells the business. */
  moveClock(byMs: number): Promise<Moved>;
  /** Ends when everything due by the clock has happened and no webhook is on its way. */
  settle(): Promise<void>;
  webhooks(): Promise<WebhookView[]>;
  resends(webhookId: number): Promise<void>;
  /** Every message with all the sandbox knows, such as the correlation data. */
  messages(): Promise<Message[]>;
};

export function openDriver(baseUrl: string): Driver {
  const ask = async (method: string, path: string, body?: { type: string; bytes: string | Uint8Array }): Promise<unknown> => {
    const sent = body ? { headers: { 'content-type': body.type }, body: body.bytes as NonNullable<RequestInit['body']> } : {};
    const answer = await fetch(new URL(path, baseUrl), { method, ...sent });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} → ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const get = async <T>(path: string) => (await ask('GET', `/control/${path}`)) as T;
  const give = async <T>(method: string, path: string, value: unknown = {}) =>
    (await ask(method, `/control/${path}`, { type: 'application/json', bytes: JSON.stringify(value) })) as T;
  const customer = (id: string) => `customers/${encodeURIComponent(id)}`;

  return {
    connection: () => get('connection'),
    state: () => get('world'),
    connect: async (callbackUrl) => {
      const { appId, appSecret, verifyToken } = await get<Connection>('connection');
      const wish = { object: 'whatsapp_business_account', callback_url: callbackUrl, verify_token: verifyToken, fields: 'messages' };
      const fields = { ...wish, access_token: `${appId}|${appSecret}` };
      await ask('POST', `/v26.0/${appId}/subscriptions`, { type: 'application/json', bytes: JSON.stringify(fields) });
    },
    adds: (wanted) => give('POST', 'customers', wanted),
    writes: (id, text, quoting = {}) => give('POST', `${customer(id)}/messages`, { text, ...quoting }),
    sendsPicture: async (id, { bytes, mimeType, caption, quotedWamid }) => {
      const query = new URLSearchParams({ ...(caption ? { caption } : {}), ...(quotedWamid ? { quotedWamid } : {}) });
      return (await ask('POST', `/control/${customer(id)}/pictures?${query}`, { type: mimeType, bytes })) as MessageView;
    },
    chat: (id) => get(`${customer(id)}/messages`),
    shows: (id, isShown) => give('PUT', `${customer(id)}/shown`, { isShown }),
    reads: (id) => give('POST', `${customer(id)}/read`),
    goes: (id, isOnline) => give('PATCH', customer(id), { isOnline }),
    settings: (changes) => give('PATCH', 'settings', changes),
    moveClock: (byMs) => give('POST', 'clock', { byMs }),
    settle: () => give('POST', 'settle'),
    webhooks: () => get('webhooks'),
    resends: (id) => give('POST', `webhooks/${id}/resend`),
    messages: () => get('messages'),
  };
}
