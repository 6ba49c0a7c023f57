/** Signed webhooks in Meta's shape (cloud-api/fixtures/inbound-text.json, status-sent.json), one item each, unique ids. */
import { createHmac } from 'node:crypto';

export type World = { metaAppId: string; appSecret: string; wabaId: string; phoneNumberId: string; displayNumber: string };
export type Item =
  | { kind: 'message'; wamid: string; customer: number; text: string }
  | { kind: 'status'; wamid: string; customer: number; status: 'sent' | 'delivered' | 'read' };

export const phoneOf = (customer: number) => `8210${String(20_000_000 + customer)}`;

export function webhookBody(world: World, item: Item, atSeconds: number): Buffer {
  const waId = phoneOf(item.customer);
  const contacts = [{ profile: { name: `손님 ${item.customer}` }, wa_id: waId, user_id: `KR.${waId}` }];
  const timestamp = String(atSeconds);
  const news =
    item.kind === 'message'
      ? { messages: [{ from: waId, from_user_id: `KR.${waId}`, id: item.wamid, timestamp, type: 'text', text: { body: item.text } }] }
      : { statuses: [{ id: item.wamid, status: item.status, timestamp, recipient_id: waId, recipient_user_id: `KR.${waId}` }] };
  const metadata = { display_phone_number: world.displayNumber, phone_number_id: world.phoneNumberId };
  const value = { messaging_product: 'whatsapp', metadata, contacts, ...news };
  const body = { object: 'whatsapp_business_account', entry: [{ id: world.wabaId, changes: [{ value, field: 'messages' }] }] };
  return Buffer.from(escaped(JSON.stringify(body)));
}

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
