/**
 * Who wrote? A customer is known by the BSUID (one per business portfolio) first, by the phone second; either may be missing.
 * Usernames change hands on WhatsApp: they are kept for people to read and recognise nobody.
 */
import type { SceneEvent } from '../events.ts';
import type { IdentityKind, NewId, SceneCustomer } from '../scene.ts';

/** What WhatsApp says of a sender; hidden parts are null, never empty. */
export type Sender = { phone: string | null; bsuid: string | null; username: string | null; name: string | null };
export type Identity = { kind: IdentityKind; scope: string; value: string };

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
export function recognisableBy({ phone, bsuid }: Pick<Sender, 'phone' | 'bsuid'>, portfolioId: string): Identity[] {
  const identities: Identity[] = [];
  if (bsuid !== null) identities.push({ kind: 'bsuid', scope: portfolioId, value: bsuid });
  if (phone !== null) identities.push({ kind: 'phone', scope: '', value: phone });
  return identities;
}

export function identify({ sender, portfolioId, known, now, newId }: Identifying): Identified {
  const wanted = recognisableBy(sender, portfolioId);
  const [bsuid, phone] = (['bsuid', 'phone'] as const).map((kind) => wanted.find((one) => one.kind === kind));
  const byBsuid = bsuid && known.find((customer) => holds(customer, bsuid));
  const byPhone = phone && known.find((customer) => holds(customer, phone));
  // Another account on the same number is another person: WhatsApp gives a new BSUID when a number changes hands.
  const robbed = !byBsuid && bsuid && byPhone?.identities.some((one) => isRival(one, bsuid)) ? copyOf(byPhone) : undefined;
  const found = byBsuid ?? (robbed ? undefined : byPhone);
  const customer = found ? copyOf(found) : { id: newId(), name: nameOf(sender), identities: [] };
  const events: SceneEvent[] = [];
  if (!found) events.push({ type: 'customer.created', customerId: customer.id, name: customer.name, at: now });
  else rename(customer, sender.name, { now, events });
  if (bsuid) add({ customer, now, events }, bsuid);
  if (phone && robbed) end({ customer: robbed, now, events }, phone);
  // A number that belongs to somebody else stays theirs until another BSUID shows that it changed hands.
  if (phone && (!byPhone || robbed || byPhone.id === customer.id)) add({ customer, now, events }, phone);
  if (sender.username !== null) add({ customer, now, events }, { kind: 'username', scope: '', value: sender.username });
  return { customer, isNew: !found, changed: robbed ? [robbed, customer] : [customer], events };
}

const copyOf = (customer: SceneCustomer): SceneCustomer => ({ ...customer, identities: [...customer.identities] });
const holds = ({ identities }: SceneCustomer, wanted: Identity) => identities.some((one) => isSame(one, wanted));
const isSame = (a: Identity, b: Identity) => a.kind === b.kind && a.scope === b.scope && a.value === b.value;
/** The same kind in the same scope with another value: a customer has one of each. */
const isRival = (a: Identity, b: Identity) => a.kind === b.kind && a.scope === b.scope && a.value !== b.value;

type Change = { customer: SceneCustomer; now: number; events: SceneEvent[] };

function add({ customer, now, events }: Change, identity: Identity): void {
  if (holds(customer, identity)) return;
  for (const rival of customer.identities.filter((one) => isRival(one, identity))) end({ customer, now, events }, rival);
  customer.identities.push(identity);
  events.push({ type: 'identity.added', customerId: customer.id, ...identity, at: now });
}

function end({ customer, now, events }: Change, identity: Identity): void {
  customer.identities = customer.identities.filter((one) => !isSame(one, identity));
  events.push({ type: 'identity.ended', customerId: customer.id, ...identity, at: now });
}

function rename(customer: SceneCustomer, name: string | null, { now, events }: Omit<Change, 'customer'>): void {
  if (name === null || name === customer.name) return;
  customer.name = name;
  events.push({ type: 'customer.renamed', customerId: customer.id, name, at: now });
}

/** Somebody without any name is told apart by the end of their number, which is not enough to call it. */
function nameOf({ name, username, phone }: Sender): string {
  return name ?? username ?? (phone === null ? '…' : `…${phone.slice(-4)}`);
}

export type Move = { from: Pick<Sender, 'phone' | 'bsuid'>; to: Pick<Sender, 'phone' | 'bsuid'> };

/** WhatsApp tells that a customer has another number or BSUID from now on (F10): the same person, whatever it was before. */
export function move(
  { from, to }: Move,
  { portfolioId, known, now }: Omit<Identifying, 'sender' | 'newId'>,
): Pick<Identified, 'changed' | 'events'> {
  const before = recognisableBy(from, portfolioId);
  const found = known.find((one) => before.some((identity) => holds(one, identity)));
  if (!found) return { changed: [], events: [] };
  const customer = copyOf(found);
  const events: SceneEvent[] = [];
  for (const identity of recognisableBy(to, portfolioId)) {
    // Somebody else has it already: the two are put together by a person, not by a webhook.
    const isTaken = known.some((one) => one.id !== customer.id && holds(one, identity));
    if (!isTaken) add({ customer, now, events }, identity);
  }
  return { changed: [customer], events };
}
