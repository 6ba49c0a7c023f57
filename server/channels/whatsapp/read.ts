/**
 * Station 4: Meta's words → items, each with its place in the webhook and what makes it the same item when it comes again. Pure.
 * What cannot be read, or means nothing to Parley yet, becomes an item too: it is set aside alone and shown, never lost; so does a
 * webhook, or an entry of one, that carries nothing at all.
 */
import { change, entry, numberValue, webhook } from '#cloud-api/webhook.ts';
import { aside, fieldName, type Item, isPart, type Part, type Spot, unknownParts } from './read-item.ts';
import type { Reading } from './read-message.ts';
import { cleanText, isTooDeep } from './read-text.ts';
import { readLists } from './read-value.ts';

export type { Item } from './read-item.ts';

export function readWebhook(body: Buffer, reading: Reading): Item[] {
  if (isTooDeep(body)) return [{ ...whole('The body is nested too deeply.'), reason: 'too-deep' }];
  const json = parseJson(body);
  if (json === undefined) return [whole('The body is no JSON.')];
  const parsed = webhook.safeParse(json);
  if (!parsed.success || !isPart(json)) return [whole('The body has not the shape of a webhook.')];
  if (parsed.data.object !== 'whatsapp_business_account') return [whole('The webhook is not about a WhatsApp account.')];
  const items = [
    ...parsed.data.entry.flatMap((one, index) => readEntry(one, String(index), reading)),
    ...unknownParts(json, ['object', 'entry'], { position: '', phoneNumberId: null }),
  ];
  return items.length > 0 ? items : [whole('The webhook carries nothing.')];
}

type Whole = Extract<Item, { kind: 'aside' }>;
const whole = (detail: string): Whole => ({ position: '', kind: 'aside', phoneNumberId: null, reason: 'unreadable', detail });

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function readEntry(raw: unknown, position: string, reading: Reading): Item[] {
  const parsed = entry.safeParse(raw);
  const spot: Spot = { position, phoneNumberId: null };
  if (!parsed.success || !isPart(raw)) return [aside(spot, 'The entry has not the shape of an entry.')];
  const items = [
    ...(parsed.data.changes ?? []).flatMap((one, index) => readChange(one, `${position}.${index}`, reading)),
    ...unknownParts(raw, ['id', 'time', 'changes'], spot),
  ];
  return items.length > 0 ? items : [aside(spot, 'The entry carries nothing.')];
}

function readChange(raw: unknown, place: string, reading: Reading): Item[] {
  const parsed = change.safeParse(raw);
  if (!parsed.success || !isPart(raw))
    return [aside({ position: place, phoneNumberId: null }, 'The change has not the shape of a change.')];
  const { field, value } = parsed.data;
  const number = numberValue.safeParse(value);
  const phoneNumberId = number.success ? cleanText(number.data.metadata.phone_number_id, 60) : null;
  const spot: Spot = { position: place, phoneNumberId };
  const beside = unknownParts(raw, ['field', 'value'], { position: `${place}.change`, phoneNumberId });
  if (field !== 'messages' && field !== 'user_id_update') {
    return [aside(spot, `Parley does not use the field “${fieldName(field)}” yet.`), ...beside];
  }
  if (phoneNumberId === null || !isPart(value)) return [aside(spot, 'The items do not say to which number they belong.'), ...beside];
  const items = [...readValue(value, { phoneNumberId, place, reading }), ...beside];
  return items.length > 0 ? items : [aside(spot, 'There is no item in it that Parley knows.')];
}

const described = ['messaging_product', 'metadata', 'contacts', 'messages', 'statuses', 'errors', 'user_id_update'];

function readValue(value: Part, at: { phoneNumberId: string; place: string; reading: Reading }): Item[] {
  return [...readLists(value, at), ...unknownParts(value, described, { position: at.place, phoneNumberId: at.phoneNumberId })];
}
