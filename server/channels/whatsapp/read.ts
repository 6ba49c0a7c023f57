/**
 * Station 4: Meta's words → items, each with its place in the webhook and what makes it the same item when it comes again. Pure.
 * What cannot be read, or means nothing to Parley yet, becomes an item too: it is set aside alone and shown, never lost; so does a
 * webhook, or an entry of one, that carries nothing at all. What is more than anybody posts is counted, not read, and is one item.
 */
import { change, entry, numberValue, webhook } from '#cloud-api/webhook.ts';
import { aside, fieldName, type Item, isPart, type Part, type Piece, type Spot, unknownParts } from './read-item.ts';
import type { Reading } from './read-message.ts';
import { cleanText, isTooDeep } from './read-text.ts';
import { hasItems, listPieces } from './read-value.ts';

export type { Item } from './read-item.ts';

/** Meta posts at most 1,000 updates at once; each may come in an entry and a change of its own, with its contact. */
const mostPieces = 5_000;

/** `piece` = from where on its webhook is read to find it again, and what comes after it. */
export type PlacedItem = Item & { piece: number };
/** Where reading begins, or the place that alone is read: one that was set aside is looked at again. */
export type Wanted = { from: number } | { within: string };

const restSign = '+';
/** The place of all that was not read from this piece on. */
export const restPosition = (piece: number): string => `${restSign}${piece}`;
export const isRest = (position: string): boolean => position.startsWith(restSign);
export const wantedAt = (position: string): Wanted =>
  isRest(position) ? { from: Number(position.slice(restSign.length)) } : { within: position };

export function readWebhook(body: Buffer, reading: Reading, wanted: Wanted = { from: 0 }): PlacedItem[] {
  if (isTooDeep(body)) return [{ ...whole('The body is nested too deeply.'), reason: 'too-deep' }];
  const json = parseJson(body);
  if (json === undefined) return [whole('The body is no JSON.')];
  const parsed = webhook.safeParse(json);
  if (!parsed.success || !isPart(json)) return [whole('The body has not the shape of a webhook.')];
  if (parsed.data.object !== 'whatsapp_business_account') return [whole('The webhook is not about a WhatsApp account.')];
  const items: PlacedItem[] = [];
  let [index, taken] = [-1, 0];
  for (const piece of webhookPieces(json, parsed.data.entry, reading)) {
    index += 1;
    if ('from' in wanted ? index < wanted.from : !isRelated(piece.position, wanted.within)) continue;
    if (taken === mostPieces) return [...items, rest(index, countPieces(parsed.data.entry) - index)];
    taken += 1;
    for (const item of piece.read()) items.push({ ...item, piece: index });
  }
  return items;
}

/** One holds the other, or they are the same. */
const isRelated = (one: string, other: string): boolean => isWithin(one, other) || isWithin(other, one);
export const isWithin = (position: string, place: string): boolean =>
  place === '' || position === place || position.startsWith(`${place}.`);

type Whole = Extract<PlacedItem, { kind: 'aside' }>;
const whole = (detail: string): Whole => ({ position: '', kind: 'aside', phoneNumberId: null, reason: 'unreadable', detail, piece: 0 });

function rest(piece: number, count: number): PlacedItem {
  const detail = `Parley reads ${mostPieces} parts of a webhook at once; these are the ${Math.max(1, count)} more.`;
  return { ...whole(detail), position: restPosition(piece), piece };
}

/** How many there are, by the lengths of lists alone. */
function countPieces(entries: readonly unknown[]): number {
  const lengthOf = (list: unknown) => (Array.isArray(list) ? list.length : 0);
  let count = 1;
  for (const one of entries) {
    count += 1;
    if (!isPart(one) || !Array.isArray(one.changes)) continue;
    for (const inside of one.changes) {
      count += 1;
      if (isPart(inside) && isPart(inside.value)) for (const name of lists) count += lengthOf(inside.value[name]);
    }
  }
  return count;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function* webhookPieces(json: Part, entries: readonly unknown[], reading: Reading): Generator<Piece> {
  for (const [index, one] of entries.entries()) yield* entryPieces(one, String(index), reading);
  yield {
    position: '',
    read: () => {
      const unknown = unknownParts(json, ['object', 'entry'], { position: '', phoneNumberId: null });
      return entries.length === 0 && unknown.length === 0 ? [whole('The webhook carries nothing.')] : unknown;
    },
  };
}

const asidePiece = (spot: Spot, detail: string): Piece => ({ position: spot.position, read: () => [aside(spot, detail)] });

function* entryPieces(raw: unknown, position: string, reading: Reading): Generator<Piece> {
  const spot: Spot = { position, phoneNumberId: null };
  // Asked first: a parser's complaint costs a hundred times as much, and there may be millions.
  const parsed = isPart(raw) ? entry.safeParse(raw) : null;
  if (!parsed?.success || !isPart(raw)) {
    yield asidePiece(spot, 'The entry has not the shape of an entry.');
    return;
  }
  const changes = parsed.data.changes ?? [];
  for (const [index, one] of changes.entries()) yield* changePieces(one, `${position}.${index}`, reading);
  yield {
    position,
    read: () => {
      const unknown = unknownParts(raw, ['id', 'time', 'changes'], spot);
      return changes.length === 0 && unknown.length === 0 ? [aside(spot, 'The entry carries nothing.')] : unknown;
    },
  };
}

function* changePieces(raw: unknown, place: string, reading: Reading): Generator<Piece> {
  const parsed = isPart(raw) ? change.safeParse(raw) : null;
  if (!parsed?.success || !isPart(raw)) {
    yield asidePiece({ position: place, phoneNumberId: null }, 'The change has not the shape of a change.');
    return;
  }
  const { field, value } = parsed.data;
  const number = numberValue.safeParse(value);
  const phoneNumberId = number.success ? cleanText(number.data.metadata.phone_number_id, 60) : null;
  const spot: Spot = { position: place, phoneNumberId };
  const beside = () => unknownParts(raw, ['field', 'value'], { position: `${place}.change`, phoneNumberId });
  const alone = (detail: string): Piece => ({ position: place, read: () => [aside(spot, detail), ...beside()] });
  if (field !== 'messages' && field !== 'user_id_update') yield alone(`Parley does not use the field “${fieldName(field)}” yet.`);
  else if (phoneNumberId === null || !isPart(value)) yield alone('The items do not say to which number they belong.');
  else {
    yield* listPieces(value, { phoneNumberId, place, reading });
    yield {
      position: place,
      read: () => {
        const unknown = [...unknownParts(value, described, spot), ...beside()];
        return unknown.length > 0 || hasItems(value) ? unknown : [aside(spot, 'There is no item in it that Parley knows.')];
      },
    };
  }
}

const lists = ['contacts', 'messages', 'statuses', 'errors', 'user_id_update'];
const described = ['messaging_product', 'metadata', ...lists];
