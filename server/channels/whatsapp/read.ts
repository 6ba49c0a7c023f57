/**
 * Station 4: Meta's words → items, each with its place in the webhook and what makes it the same item when it comes again. Pure.
 * What cannot be read, or means nothing to Parley yet, becomes an item too: it is set aside alone and shown, never lost.
 */
import { z } from 'zod';
import { inboundMessage, type NumberValue, numberValue, statusUpdate, webhook, whatsappUser } from '#cloud-api/webhook.ts';
import type { Failure } from '#contract/messages.ts';
import type { Move, Sender } from '#engine/customer/identify.ts';
import type { Told } from '#engine/message/status.ts';
import { failureOf } from './failures.ts';
import { type Reading, type ReadMessage, readAddress, readMessage, readSender } from './read-message.ts';
import { cleanText, isTooDeep, readInstant } from './read-text.ts';

export type ReadStatus = { providerId: string; messageId: string | null; told: Told; at: number; failure: Failure | null };

/** `position` says where in its webhook an item stands: `entry.change.kind.index`; empty = the whole body. */
export type Item = { position: string } & (
  | { kind: 'message'; phoneNumberId: string; key: string; sender: Sender; message: ReadMessage }
  | { kind: 'moved'; phoneNumberId: string; key: string; move: Move }
  | { kind: 'status'; phoneNumberId: string; key: string; status: ReadStatus }
  /** `phoneNumberId` where one was said: foreign ones are set aside as such. */
  | { kind: 'aside'; phoneNumberId: string | null; reason: 'unreadable' | 'too-deep'; detail: string }
);

export function readWebhook(body: Buffer, reading: Reading): Item[] {
  if (isTooDeep(body)) return [whole('too-deep', 'The body is nested too deeply.')];
  const json = parseJson(body);
  if (json === undefined) return [whole('unreadable', 'The body is no JSON.')];
  const parsed = webhook.safeParse(json);
  if (!parsed.success) return [whole('unreadable', 'The body has not the shape of a webhook.')];
  if (parsed.data.object !== 'whatsapp_business_account') return [whole('unreadable', 'The webhook is not about a WhatsApp account.')];
  return parsed.data.entry.flatMap(({ changes }, entry) =>
    changes.flatMap(({ field, value }, change) => readChange({ field, value, place: `${entry}.${change}` }, reading)),
  );
}

const whole = (reason: 'unreadable' | 'too-deep', detail: string): Item => ({
  position: '',
  kind: 'aside',
  phoneNumberId: null,
  reason,
  detail,
});

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function readChange({ field, value, place }: { field: string; value: unknown; place: string }, reading: Reading): Item[] {
  const parsed = numberValue.safeParse(value);
  const phoneNumberId = parsed.success ? cleanText(parsed.data.metadata.phone_number_id, 60) : null;
  const aside = (detail: string): Item => ({ position: place, kind: 'aside', phoneNumberId, reason: 'unreadable', detail });
  if (field === 'user_id_update' && parsed.success && phoneNumberId !== null) {
    return readIdUpdates(parsed.data, { phoneNumberId, place, reading });
  }
  if (field !== 'messages') return [aside(`Parley does not use the field “${fieldName(field)}” yet.`)];
  if (!parsed.success || phoneNumberId === null) return [aside('The items do not say to which number they belong.')];
  const items = readItems(parsed.data, { phoneNumberId, place, reading });
  return items.length > 0 ? items : [aside('There is no item in it that Parley knows.')];
}

/** Names of fields are Meta's, not customers'; but a signature is no reason to print whatever stands there. */
const fieldName = (field: string): string => (/^[a-z_]{1,60}$/.test(field) ? field : '…');

type Place = { phoneNumberId: string; place: string; reading: Reading };

function readItems({ contacts = [], messages = [], statuses = [], errors = [] }: NumberValue, at: Place): Item[] {
  const users = contacts.flatMap((contact) => {
    const user = whatsappUser.safeParse(contact);
    return user.success ? [user.data] : [];
  });
  return [
    ...messages.map((item, index) => readOne(item, users, { ...at, place: `${at.place}.messages.${index}` })),
    ...statuses.map((item, index) => readStatus(item, { ...at, place: `${at.place}.statuses.${index}` })),
    ...errors.map((item, index) => readError(item, { ...at, place: `${at.place}.errors.${index}` })),
  ];
}

const asideAt = ({ phoneNumberId, place }: Place, detail: string): Item => ({
  position: place,
  kind: 'aside',
  phoneNumberId,
  reason: 'unreadable',
  detail,
});

function readOne(item: unknown, users: Parameters<typeof readSender>[1], at: Place): Item {
  const parsed = inboundMessage.safeParse(item);
  if (!parsed.success) return asideAt(at, 'The message has not the shape of a message.');
  const message = parsed.data;
  if (message.group_id !== undefined) return asideAt(at, 'The message was written in a group.');
  const { phoneNumberId, place: position } = at;
  const key = `message ${phoneNumberId} ${message.id}`;
  if (message.type === 'system') {
    const move = readMove(message);
    return move ? { position, kind: 'moved', phoneNumberId, key, move } : asideAt(at, 'A notice of WhatsApp that Parley does not use yet.');
  }
  const sender = readSender(message, users);
  if (!sender) return asideAt(at, 'The message does not say who wrote it.');
  return { position, kind: 'message', phoneNumberId, key, sender, message: readMessage(message, at.reading) };
}

/** `user_changed_number` says the new one and who it was by `from`; `user_changed_user_id` says both. */
function readMove({ from, from_user_id, system }: ReturnType<typeof inboundMessage.parse>): Move | null {
  const ids = (...some: (string | undefined)[]) => some.flatMap((id) => (id ? [cleanText(id, 200)] : []));
  const to = readAddress(ids(system?.wa_id, system?.user_id));
  const before = readAddress(ids(system?.previous_user_id, from, from_user_id));
  if (to.phone === null && to.bsuid === null) return null;
  return before.phone === null && before.bsuid === null ? null : { from: before, to };
}

const idUpdates = z.looseObject({
  user_id_update: z.array(
    z.looseObject({ wa_id: z.string().optional(), user_id: z.looseObject({ previous: z.string(), current: z.string() }) }),
  ),
});

/** Documented beside the `system` message that says the same; either may come. */
function readIdUpdates(value: NumberValue, at: Place): Item[] {
  const parsed = idUpdates.safeParse(value);
  if (!parsed.success) return [asideAt(at, 'The update of an id has not the shape of one.')];
  return parsed.data.user_id_update.map(({ wa_id, user_id }, index) => ({
    position: `${at.place}.user_id_update.${index}`,
    kind: 'moved',
    phoneNumberId: at.phoneNumberId,
    key: `update ${at.phoneNumberId} ${user_id.previous} ${user_id.current}`,
    move: {
      from: readAddress([cleanText(user_id.previous, 200), ...(wa_id ? [cleanText(wa_id, 200)] : [])]),
      to: readAddress([cleanText(user_id.current, 200)]),
    },
  }));
}

const words: readonly Told[] = ['sent', 'delivered', 'read', 'played', 'failed'];
const isUuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
/** "Something went wrong": a failure that says nothing more of itself. */
const unexplainedCode = 131_000;

function readStatus(item: unknown, at: Place): Item {
  const parsed = statusUpdate.safeParse(item);
  if (!parsed.success) return asideAt(at, 'The status has not the shape of a status.');
  const { id, status, timestamp, errors, biz_opaque_callback_data: ours, recipient_participant_id: participant } = parsed.data;
  const told = words.find((word) => word === status);
  if (!told) return asideAt(at, 'The status is none that Parley knows.');
  return {
    position: at.place,
    kind: 'status',
    phoneNumberId: at.phoneNumberId,
    key: `status ${at.phoneNumberId} ${id} ${status} ${participant ?? ''}`,
    status: {
      providerId: cleanText(id),
      messageId: ours && isUuid.test(ours) ? ours : null,
      told,
      at: readInstant(timestamp, at.reading.receivedAt),
      failure: told === 'failed' ? failureOf(errors?.[0]?.code ?? unexplainedCode) : null,
    },
  };
}

function readError(item: unknown, at: Place): Item {
  const code = typeof item === 'object' && item !== null && 'code' in item && typeof item.code === 'number' ? item.code : unexplainedCode;
  return asideAt(at, `WhatsApp reports error ${code} for this number.`);
}
