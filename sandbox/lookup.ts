/** Finding things in the world. */
import { type BusinessNumber, type Customer, type Message, threadKey, type World } from './world.ts';

/** What was put under this key; a name that every object inherits, such as `constructor`, is nothing that was put there. */
export const own = <T>(record: Record<string, T>, key: string): T | undefined => (Object.hasOwn(record, key) ? record[key] : undefined);

export const customerOf = (world: World, { customerId }: Pick<Message, 'customerId'>): Customer | null =>
  customerId === null ? null : (world.customers[customerId] ?? null);

export const findNumber = (world: World, phoneNumberId: string): BusinessNumber | undefined =>
  world.numbers.find((number) => number.phoneNumberId === phoneNumberId);

export function numberOf(world: World, { phoneNumberId }: Pick<Message, 'phoneNumberId'>): BusinessNumber {
  const number = findNumber(world, phoneNumberId);
  if (!number) throw new Error(`A message belongs to the unknown number ${phoneNumberId}.`);
  return number;
}

/** A customer's messages with one number, in the order in which they came. */
export const threadOf = (world: World, phoneNumberId: string, customerId: string): Message[] =>
  (world.threads[threadKey(phoneNumberId, customerId)] ?? []).flatMap((wamid) => world.messages[wamid] ?? []);

export const messagesOf = (world: World, { id }: Customer): Message[] =>
  world.numbers.flatMap(({ phoneNumberId }) => threadOf(world, phoneNumberId, id));
