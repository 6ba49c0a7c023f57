/**
 * Who wrote? A customer is known by the BSUID (one per business portfolio) first, by the phone second, by the username when nothing
 * better is told or known; each may be missing. When one message shows that two customers are one person, they are joined.
 */
import type { SceneEvent } from '../events.ts';
import type { NewId, SceneCustomer } from '../scene.ts';
import { add, contradicts, end, holds, type Identity, isRival, isStrong, rename } from './identities.ts';
import { join, makeshiftName } from './join.ts';

export type { Identity } from './identities.ts';

/** What WhatsApp says of a sender; hidden parts are null, never empty. */
export type Sender = { phone: string | null; bsuid: string | null; username: string | null; name: string | null };
export type Address = Pick<Sender, 'phone' | 'bsuid'>;

export type Identifying = {
  sender: Sender;
  /** The business portfolio in which a BSUID has its meaning. */
  portfolioId: string;
  /** Customers with one of the sender's identities. */
  known: readonly SceneCustomer[];
  now: number;
  newId: NewId;
};
/** `changed`: the customers as they are after the events, so that the next sender of a batch is seen beside them. */
export type Identified = { customer: SceneCustomer; isNew: boolean; changed: SceneCustomer[]; events: SceneEvent[] };

/** What recognises this sender: whoever holds one of these may be the customer. */
export function recognisableBy({ phone, bsuid, username = null }: Address & Partial<Sender>, portfolioId: string): Identity[] {
  const identities: Identity[] = [];
  if (bsuid !== null) identities.push({ kind: 'bsuid', scope: portfolioId, value: bsuid });
  if (phone !== null) identities.push({ kind: 'phone', scope: '', value: phone });
  if (username !== null) identities.push({ kind: 'username', scope: '', value: username });
  return identities;
}

export function identify({ sender, portfolioId, known, now, newId }: Identifying): Identified {
  const told = recognisableBy(sender, portfolioId);
  const present = known.map(copyOf);
  const { people, robbed } = castOf(told, present);
  const events: SceneEvent[] = [];
  const isNew = people.length === 0;
  const { customer } = isNew ? { customer: { id: newId(), name: nameOf(sender), identities: [] } } : join(people, { now, events });
  if (isNew) events.push({ type: 'customer.created', customerId: customer.id, name: customer.name, at: now });
  else rename({ customer, now, events }, sender.name);
  for (const { holder, identity } of robbed) end({ customer: holder, now, events }, identity);
  for (const identity of told) {
    // What still belongs to somebody else stays theirs.
    if (!present.some((other) => other.id !== customer.id && holds(other, identity))) add({ customer, now, events }, identity);
  }
  return { customer, isNew, changed: isNew ? [...present, customer] : present, events };
}

const copyOf = (customer: SceneCustomer): SceneCustomer => ({ ...customer, identities: [...customer.identities] });

type Cast = {
  /** Everybody this sender has been so far. */
  people: SceneCustomer[];
  /** Identities that have changed hands. */
  robbed: { holder: SceneCustomer; identity: Identity }[];
};

function castOf(told: readonly Identity[], known: readonly SceneCustomer[]): Cast {
  const [bsuid, phone, username] = (['bsuid', 'phone', 'username'] as const).map((kind) => told.find((one) => one.kind === kind));
  const holderOf = (identity: Identity | undefined) => identity && known.find((customer) => holds(customer, identity));
  const [byBsuid, byPhone, byUsername] = [holderOf(bsuid), holderOf(phone), holderOf(username)];
  const robbed: Cast['robbed'] = [];
  const people = new Set<SceneCustomer>();
  if (byBsuid) people.add(byBsuid);
  // Another account on the same number is another person: WhatsApp gives a new BSUID when a number changes hands.
  const isRecycled = bsuid !== undefined && (byPhone?.identities.some((one) => isRival(one, bsuid)) ?? false);
  if (byPhone && phone && isRecycled && !byBsuid) robbed.push({ holder: byPhone, identity: phone });
  if (byPhone && !isRecycled && !(byBsuid && contradicts(byBsuid, byPhone.identities))) people.add(byPhone);
  if (byUsername && username && !people.has(byUsername)) {
    // A name alone is all there is to go by; beside a number or an id it tells who somebody is of whom nothing else is known.
    if ((!bsuid && !phone) || !byUsername.identities.some(isStrong)) people.add(byUsername);
    else robbed.push({ holder: byUsername, identity: username });
  }
  return { people: [...people], robbed };
}

const nameOf = ({ name, username, phone }: Sender): string => name ?? username ?? makeshiftName(phone);

export type Move = { from: Address; to: Address };

/** WhatsApp tells that a customer has another number or BSUID from now on (F10): the same person, whatever it was before. */
export function move(
  { from, to }: Move,
  { portfolioId, known, now }: Omit<Identifying, 'sender' | 'newId'>,
): Pick<Identified, 'changed' | 'events'> {
  const before = recognisableBy(from, portfolioId);
  const after = recognisableBy(to, portfolioId);
  const present = known.map(copyOf);
  const mover = present.find((one) => before.some((identity) => holds(one, identity)) && !contradicts(one, before));
  const events: SceneEvent[] = [];
  if (!mover) return { changed: [], events };
  // A number alone may have a new owner since; then what others have stays theirs.
  const isCertain = before.some(({ kind }) => kind === 'bsuid') || !mover.identities.some(({ kind }) => kind === 'bsuid');
  // They may have written as who they are now before this was told. Whoever has it beside something else is another person.
  const met = present.filter(
    (one) => isCertain && one !== mover && after.some((identity) => holds(one, identity)) && !contradicts(one, after),
  );
  const { customer } = join([mover, ...met], { now, events });
  for (const identity of after) {
    if (!present.some((other) => other.id !== customer.id && holds(other, identity))) add({ customer, now, events }, identity);
  }
  return { changed: present, events };
}
