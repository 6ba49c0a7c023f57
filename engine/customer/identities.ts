/** What a customer is known by, and how it changes: one of each kind in its scope, each said as an event. */
import type { SceneEvent } from '../events.ts';
import type { IdentityKind, SceneCustomer } from '../scene.ts';

export type Identity = { kind: IdentityKind; scope: string; value: string };

export const holds = ({ identities }: SceneCustomer, wanted: Identity): boolean => identities.some((one) => isSame(one, wanted));
const isSame = (a: Identity, b: Identity): boolean => a.kind === b.kind && a.scope === b.scope && a.value === b.value;
/** The same kind in the same scope with another value: a customer has one of each. */
export const isRival = (a: Identity, b: Identity): boolean => a.kind === b.kind && a.scope === b.scope && a.value !== b.value;

/** Usernames change at will: only the others tell two people apart. */
export const isStrong = ({ kind }: Identity): boolean => kind !== 'username';
export const contradicts = (customer: SceneCustomer, told: readonly Identity[]): boolean =>
  customer.identities.some((one) => isStrong(one) && told.some((other) => isRival(one, other)));

export type Change = { customer: SceneCustomer; now: number; events: SceneEvent[] };

export function add({ customer, now, events }: Change, identity: Identity): void {
  if (holds(customer, identity)) return;
  for (const rival of customer.identities.filter((one) => isRival(one, identity))) end({ customer, now, events }, rival);
  customer.identities.push(identity);
  events.push({ type: 'identity.added', customerId: customer.id, ...identity, at: now });
}

export function end({ customer, now, events }: Change, identity: Identity): void {
  if (!holds(customer, identity)) return;
  customer.identities = customer.identities.filter((one) => !isSame(one, identity));
  events.push({ type: 'identity.ended', customerId: customer.id, ...identity, at: now });
}

export function rename({ customer, now, events }: Change, name: string | null): void {
  if (name === null || name === customer.name) return;
  customer.name = name;
  events.push({ type: 'customer.renamed', customerId: customer.id, name, at: now });
}
