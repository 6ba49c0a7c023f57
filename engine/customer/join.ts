/**
 * Two customers turn out to be one person (decision 0023). The older one stays, whoever was found first, so that every order of words
 * ends with the same one; identities, cases and messages of the other become theirs.
 */
import type { SceneEvent } from '../events.ts';
import type { SceneCustomer } from '../scene.ts';
import { add, type Change, end, rename } from './identities.ts';

/** `from` has nothing any more and is not met again. */
export type Joined = { customer: SceneCustomer; from: SceneCustomer[] };

/** Ids are time-ordered: the smallest is the oldest. The customers are changed in place. */
export function join(people: readonly SceneCustomer[], { now, events }: Omit<Change, 'customer'>): Joined {
  const [customer, ...from] = people.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (!customer) throw new Error('Nobody is to be joined.');
  for (const other of from) absorb({ customer, now, events }, other);
  return { customer, from };
}

function absorb(change: Change, from: SceneCustomer): void {
  const { customer, now, events } = change;
  events.push({ type: 'customer.joined', customerId: customer.id, fromCustomerId: from.id, at: now });
  for (const identity of [...from.identities]) {
    end({ customer: from, now, events }, identity);
    // Of two usernames the one that stays is as good as the other until WhatsApp tells one again.
    if (!customer.identities.some((one) => one.kind === identity.kind && one.scope === identity.scope)) add(change, identity);
  }
  if (isMakeshift(customer.name) && !isMakeshift(from.name)) rename(change, from.name);
}

const makeshift = '…';
/** Somebody without any name is told apart by the end of their number, which is not enough to call it. */
export const makeshiftName = (phone: string | null): string => (phone === null ? makeshift : `${makeshift}${phone.slice(-4)}`);
const isMakeshift = (name: string): boolean => name.startsWith(makeshift);

/** Events that say who went where, for whoever still knows the one that is gone. */
export const joinsIn = (events: readonly SceneEvent[]): { from: string; into: string }[] =>
  events.flatMap((event) => (event.type === 'customer.joined' ? [{ from: event.fromCustomerId, into: event.customerId }] : []));
