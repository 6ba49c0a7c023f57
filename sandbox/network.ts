/** The pretend WhatsApp between a business and its customers' phones: what is taken from one side arrives, in time, at the other. */
import { limits } from '#cloud-api/limits.ts';
import type { Taken } from './check.ts';
import type { Course } from './course.ts';
import { randomNine } from './first-world.ts';
import type { Hub } from './hub.ts';
import { customerOf, messagesOf, numberOf, threadOf } from './lookup.ts';
import { inboundBody } from './payloads.ts';
import type { Presence } from './presence.ts';
import { firstStep } from './progress.ts';
import { viewCustomer } from './views.ts';
import { newWebhook } from './webhooks.ts';
import { wamid } from './wire.ts';
import type { BusinessNumber, Customer, Media, Message, MessageContent, Step, Webhook } from './world.ts';

export type Network = { hub: Hub; course: Course; presence: Presence; mediaUrl: (media: Media) => string };

/** A business's message that passed the checks; ends when it is on disk. */
export async function acceptSend({ hub, course }: Network, number: BusinessNumber, taken: Taken): Promise<Message> {
  const { input, customer, opaque } = taken;
  const party = customer?.number ?? input.replace(/^\+/, '');
  const message: Message = {
    ...newMessage(number, hub.clock.now(), taken),
    wamid: wamid(party, 'out', randomNine()),
    direction: 'out',
    customerId: customer?.id ?? null,
    input,
    opaque,
  };
  message.next = firstStep(hub.world, taken, message);
  course.follow(message);
  // The dots go when the answer comes.
  if (customer) tellTyping(hub, { number, customerId: customer.id, until: null });
  await hub.commit({ kind: 'message', message, webhook: null });
  return message;
}

export type Written = { number: BusinessNumber; customer: Customer; content: MessageContent; quotedWamid: string | null };

/** What a customer wrote on the phone. It waits there while the phone is offline. */
export async function writeAsCustomer(network: Network, { number, customer, ...written }: Written): Promise<Message> {
  const { hub } = network;
  const message: Message = {
    ...newMessage(number, hub.clock.now(), written),
    wamid: wamid(customer.number, 'in', randomNine()),
    customerId: customer.id,
    status: customer.isOnline ? 'sent' : 'accepted',
  };
  await hub.commit({ kind: 'message', message, webhook: customer.isOnline ? inboundWebhook(network, message, customer) : null });
  return message;
}

function inboundWebhook({ hub: { world }, mediaUrl }: Network, message: Message, customer: Customer): Webhook | null {
  const body = inboundBody({ world, number: numberOf(world, message), customer, message, mediaUrl });
  return newWebhook(world, message.at, { tells: message.content.type, customerId: customer.id, wamid: message.wamid, body });
}

/** The business has read this message and all before it; with `isTyping` the phone shows the dots for 25 s. */
export async function readByBusiness({ hub }: Network, message: Message, isTyping: boolean): Promise<void> {
  const customer = customerOf(hub.world, message);
  if (!customer) return;
  const thread = threadOf(hub.world, message.phoneNumberId, customer.id);
  const earlier = thread.slice(0, thread.findIndex((each) => each.wamid === message.wamid) + 1);
  const wamids = earlier.flatMap((each) => (each.direction === 'in' && !each.isReadByBusiness ? [each.wamid] : []));
  const until = hub.clock.now() + limits.typingMs;
  if (isTyping) tellTyping(hub, { number: numberOf(hub.world, message), customerId: customer.id, until });
  if (wamids.length > 0) await hub.commit({ kind: 'read-by-business', wamids });
}

/** Back in reach, a phone sends what waited on it and takes what waited for it. */
export async function setOnline(network: Network, customer: Customer, isOnline: boolean): Promise<void> {
  const { hub, course } = network;
  if (customer.isOnline === isOnline) return;
  const changed = { ...customer, isOnline };
  hub.note({ kind: 'customer', customer: changed });
  if (isOnline) {
    for (const message of messagesOf(hub.world, changed))
      if (message.direction === 'in' && message.status === 'accepted') leavePhone(network, message, changed);
    course.wake(changed);
  }
  await hub.written();
}

function leavePhone(network: Network, message: Message, customer: Customer): void {
  const step: Step = { status: 'sent', at: network.hub.clock.now(), code: null };
  const webhook = inboundWebhook(network, { ...message, at: step.at }, customer);
  network.hub.note({ kind: 'status', wamid: message.wamid, step, next: null, webhook });
}

/** The chat opens on the phone's screen (or closes); an open chat reads. */
export function setShown(network: Network, customer: Customer, shown: { isShown: boolean; leaseMs: number | null }): void {
  const { presence, course } = network;
  const isChanged = shown.isShown ? presence.show(customer.id, shown.leaseMs) : presence.hide(customer.id);
  if (!isChanged) return;
  if (shown.isShown) course.wake(customer);
  tellCustomer(network, customer);
}

/** The customer reads everything that has been delivered, at once. */
export async function readAll({ hub, course }: Network, customer: Customer): Promise<void> {
  for (const message of messagesOf(hub.world, customer)) {
    if (message.direction === 'out' && message.status === 'delivered')
      course.take(message, { status: 'read', at: hub.clock.now(), code: null });
  }
  await hub.written();
}

export function tellCustomer({ hub, presence }: Pick<Network, 'hub' | 'presence'>, customer: Customer): void {
  hub.tell({ kind: 'customer', customer: viewCustomer(hub.world, customer, presence.isShown(customer.id)) });
}

function tellTyping(hub: Hub, { number, ...typing }: { number: BusinessNumber; customerId: string; until: number | null }): void {
  hub.tell({ kind: 'typing', phoneNumberId: number.phoneNumberId, ...typing });
}

export function newMessage(
  { phoneNumberId }: BusinessNumber,
  at: number,
  { content, quotedWamid }: Pick<Message, 'content' | 'quotedWamid'>,
): Message {
  return {
    wamid: '',
    direction: 'in',
    phoneNumberId,
    customerId: null,
    input: '',
    content,
    quotedWamid,
    opaque: null,
    at,
    status: 'accepted',
    statusAt: at,
    errorCode: null,
    next: null,
    isReadByBusiness: false,
  };
}
