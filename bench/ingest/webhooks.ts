/** Signed webhooks in Meta's shape (cloud-api/fixtures/inbound-text.json, status-sent.json), one item each, unique ids. */
import { createHmac } from 'node:crypto';

export type World = { metaAppId: string; appSecret: string; wabaId: string; phoneNumberId: string; displayNumber: string };
export type Word = 'sent' | 'delivered' | 'read';
export type Item =
  | { kind: 'message'; wamid: string; customer: number; text: string }
  | { kind: 'status'; wamid: string; messageId: string; customer: number; status: Word };
/** The items of a run are known by its name and their number, to whoever sends them and to whoever looks for them afterwards. */
export type Run = { name: string; customers: number };

export const phoneOf = (customer: number) => `8210${String(20_000_000 + customer)}`;
export const bsuidOf = (customer: number) => `KR.73${String(customer).padStart(18, '0')}`;

/** Round the customers, yet no two neighbours write one after the other. */
const customerOf = (message: number, { customers }: Run) => (message * 389) % customers;
const wamid = (message: number, { name }: Run, way: 'in' | 'out') =>
  `wamid.HBgM${Buffer.from(`${name}.${String(message).padStart(9, '0')}.${way}`).toString('base64url')}FQIAERgSMDFBMkIzQzRENjE4NjVF`;

/** `sent` comes when a message has just gone, `delivered` and `read` so many messages later: no batch sees all words about one. */
export const lead = { sent: 2_000, delivered: 1_500, read: 0 } as const;
const words = Object.keys(lead) as Word[];

/** What we sent to that customer: the statuses tell of it. */
export type Sent = { id: string; wamid: string; customer: number };
export function sentMessage(message: number, run: Run): Sent {
  const id = `0198f000-${run.name.slice(0, 4)}-7${run.name.slice(4, 7)}-8000-${message.toString(16).padStart(12, '0')}`;
  return { id, wamid: wamid(message, run, 'out'), customer: customerOf(message, run) };
}

export const messagesIn = (items: number) => Math.ceil(items / 4);
/** How many sent messages the statuses of so many items tell of. */
export const sentMessagesFor = (items: number) => messagesIn(items) + lead.sent;

/** 1 message : 3 statuses. */
export function itemOf(number: number, run: Run): Item {
  const message = Math.floor(number / 4);
  const status = words[(number % 4) - 1];
  if (status !== undefined) {
    const sent = sentMessage(message + lead[status], run);
    return { kind: 'status', wamid: sent.wamid, messageId: sent.id, customer: sent.customer, status };
  }
  const text = `안녕하세요, 주문 ${run.name}-${number} 언제 오나요? 🚚`;
  return { kind: 'message', wamid: wamid(message, run, 'in'), customer: customerOf(message, run), text };
}

export function webhookBody(world: World, item: Item, atSeconds: number): Buffer {
  const [waId, bsuid, timestamp] = [phoneOf(item.customer), bsuidOf(item.customer), String(atSeconds)];
  const contacts = [{ profile: { name: `손님 ${item.customer}` }, wa_id: waId, user_id: bsuid }];
  const news =
    item.kind === 'message'
      ? { messages: [{ from: waId, from_user_id: bsuid, id: item.wamid, timestamp, type: 'text', text: { body: item.text } }] }
      : { statuses: [{ ...statusOf(item, { waId, bsuid }), timestamp }] };
  const metadata = { display_phone_number: world.displayNumber, phone_number_id: world.phoneNumberId };
  const value = { messaging_product: 'whatsapp', metadata, contacts, ...news };
  const body = { object: 'whatsapp_business_account', entry: [{ id: world.wabaId, changes: [{ value, field: 'messages' }] }] };
  return Buffer.from(escaped(JSON.stringify(body)));
}

const statusOf = (
  { wamid: id, status, messageId }: Extract<Item, { kind: 'status' }>,
  { waId, bsuid }: { waId: string; bsuid: string },
) => ({
  ...{ id, status, recipient_id: waId, recipient_user_id: bsuid },
  pricing: { billable: true, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' },
  biz_opaque_callback_data: messageId,
});

/** Meta signs the ASCII-escaped bytes. */
const escaped = (json: string) => json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

export function signedRequest(world: World, body: Buffer, port: number): Buffer {
  const signature = createHmac('sha256', world.appSecret).update(body).digest('hex');
  const head = [
    `POST /webhooks/whatsapp/${world.metaAppId} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/json',
    `X-Hub-Signature-256: sha256=${signature}`,
    `Content-Length: ${body.length}`,
  ].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]);
}
