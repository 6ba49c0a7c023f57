/** The lists that a change of one of our numbers may carry: messages, statuses, errors, changed ids. Each item is read, or set aside, alone. */
import { idUpdate, inboundMessage, statusUpdate, type WhatsappUser, whatsappUser } from '#cloud-api/webhook.ts';
import type { Move } from '#engine/customer/identify.ts';
import type { Told } from '#engine/message/status.ts';
import { failureOf } from './failures.ts';
import { aside, type Item, type Part, type Piece } from './read-item.ts';
import { type Reading, readAddress, readMessage, readSender } from './read-message.ts';
import { cleanText, readInstant } from './read-text.ts';

type Place = { phoneNumberId: string; place: string; reading: Reading };

/** Meta posts at most 1,000 updates at once, so nobody needs more. */
const mostUsers = 1_000;

export function* listPieces(value: Part, at: Place): Generator<Piece> {
  const users = usersIn(value);
  const each = (name: string, read: ReadOne) => listPiece(value, { ...at, name }, read);
  yield* each('contacts', (_, place, index) => {
    if (index >= mostUsers) return asideAt(place, `The contact stands behind ${mostUsers} others.`);
    return users()[index] ? null : asideAt(place, 'The contact has not the shape of a contact.');
  });
  yield* each('messages', (item, place) => readOne(item, users(), place));
  yield* each('statuses', readStatus);
  yield* each('errors', readError);
  yield* each('user_id_update', readIdUpdate);
}

/** Whoever wrote is found among them, wherever in the webhook reading begins: read when first asked for. */
function usersIn({ contacts }: Part): () => (WhatsappUser | null)[] {
  let users: (WhatsappUser | null)[] | null = null;
  return () => {
    users ??= (Array.isArray(contacts) ? contacts.slice(0, mostUsers) : []).map((item) => whatsappUser.safeParse(item).data ?? null);
    return users;
  };
}

/** Whether the lists give any item at all: contacts that can be read only describe. */
export function hasItems(value: Part): boolean {
  const { contacts } = value;
  if (['messages', 'statuses', 'errors', 'user_id_update'].some((name) => isFilled(value[name]))) return true;
  if (!Array.isArray(contacts)) return isFilled(contacts);
  return contacts.length > mostUsers || usersIn(value)().includes(null);
}

const isFilled = (list: unknown): boolean => (Array.isArray(list) ? list.length > 0 : (list ?? null) !== null);

const asideAt = ({ phoneNumberId, place: position }: Place, detail: string): Item => aside({ position, phoneNumberId }, detail);

type ReadOne = (item: unknown, at: Place, index: number) => Item | null;

/** Something else in the place of a list is set aside as such; the lists beside it are read. */
function* listPiece(value: Part, { name, ...at }: Place & { name: string }, read: ReadOne): Generator<Piece> {
  const list = value[name] ?? [];
  const place = `${at.place}.${name}`;
  if (!Array.isArray(list)) {
    yield { position: place, read: () => [asideAt({ ...at, place }, `“${name}” is no list.`)] };
    return;
  }
  for (const [index, item] of list.entries()) {
    const position = `${place}.${index}`;
    yield {
      position,
      read: () => {
        const found = read(item, { ...at, place: position }, index);
        return found ? [found] : [];
      },
    };
  }
}

function readOne(item: unknown, users: readonly (WhatsappUser | null)[], at: Place): Item {
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
  const sender = readSender(
    message,
    users.filter((user) => user !== null),
  );
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

/** Documented beside the `system` message that says the same; either may come. */
function readIdUpdate(item: unknown, at: Place): Item {
  const parsed = idUpdate.safeParse(item);
  if (!parsed.success) return asideAt(at, 'The update of an id has not the shape of one.');
  const { wa_id, user_id } = parsed.data;
  return {
    position: at.place,
    kind: 'moved',
    phoneNumberId: at.phoneNumberId,
    key: `update ${at.phoneNumberId} ${user_id.previous} ${user_id.current}`,
    move: {
      from: readAddress([cleanText(user_id.previous, 200), ...(wa_id ? [cleanText(wa_id, 200)] : [])]),
      to: readAddress([cleanText(user_id.current, 200)]),
    },
  };
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
      at: readInstant(timestamp, at.reading.receivedAt).at,
      failure: told === 'failed' ? failureOf(errors?.[0]?.code ?? unexplainedCode) : null,
    },
  };
}

function readError(item: unknown, at: Place): Item {
  const code = typeof item === 'object' && item !== null && 'code' in item && typeof item.code === 'number' ? item.code : unexplainedCode;
  return asideAt(at, `WhatsApp reports error ${code} for this number.`);
}
