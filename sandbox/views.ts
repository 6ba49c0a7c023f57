/** The world as its pages see it. */
import type { SandboxClock } from './clock.ts';
import { faults } from './faults.ts';
import { own } from './lookup.ts';
import type {
  ClockView,
  ConnectionView,
  ContentView,
  CustomerView,
  MessageView,
  QuoteView,
  ThreadView,
  WebhookView,
  WorldView,
} from './shapes.ts';
import { type Customer, type Message, type MessageContent, threadKey, type Webhook, type World } from './world.ts';

export function viewMessage(world: World, message: Message): MessageView | null {
  const { wamid, direction, phoneNumberId, customerId, at, status, statusAt, errorCode, isReadByBusiness } = message;
  if (customerId === null) return null;
  const content = viewContent(world, message.content);
  const quote = viewQuote(world, message);
  return { wamid, direction, phoneNumberId, customerId, content, quote, at, status, statusAt, errorCode, isReadByBusiness };
}

function viewContent(world: World, content: MessageContent): ContentView {
  if (content.type === 'text') return content;
  const { width = null, height = null } = world.media[content.mediaId] ?? {};
  return { ...content, width, height };
}

function viewQuote(world: World, { quotedWamid }: Message): QuoteView | null {
  const quoted = quotedWamid === null ? undefined : own(world.messages, quotedWamid);
  if (!quoted) return null;
  const { wamid, direction, content } = quoted;
  return { wamid, direction, text: content.type === 'text' ? content.body : content.caption, isPicture: content.type === 'image' };
}

/** What has not reached the phone is not on it. */
export const isOnPhone = ({ direction, status }: Pick<Message, 'direction' | 'status'>): boolean =>
  direction === 'in' || status === 'delivered' || status === 'read';

export function viewThread(world: World, phoneNumberId: string, customerId: string): ThreadView {
  let [unread, last, lastInboundAt]: [number, Message | null, number | null] = [0, null, null];
  for (const wamid of world.threads[threadKey(phoneNumberId, customerId)] ?? []) {
    const message = world.messages[wamid];
    if (!message || !isOnPhone(message)) continue;
    if (!last || message.at >= last.at) last = message;
    if (message.direction === 'in') lastInboundAt = message.at;
    else if (message.status === 'delivered') unread += 1;
  }
  return { phoneNumberId, unread, last: last && viewMessage(world, last), lastInboundAt };
}

export function viewCustomer(world: World, customer: Customer, isShown: boolean): CustomerView {
  return { ...customer, threads: world.numbers.map(({ phoneNumberId }) => viewThread(world, phoneNumberId, customer.id)), isShown };
}

export function viewWebhook({ body: _, ...webhook }: Webhook): WebhookView {
  return webhook;
}

export const viewClock = (clock: SandboxClock): ClockView => ({ now: clock.now(), offsetMs: clock.offsetMs() });
export const viewConnection = ({ callback, isSubscribed }: World): ConnectionView => ({ callbackUrl: callback?.url ?? null, isSubscribed });

export function viewWorld(world: World, clock: SandboxClock, isShown: (customerId: string) => boolean): WorldView {
  return {
    wabaName: world.wabaName,
    numbers: world.numbers,
    customers: Object.values(world.customers).map((customer) => viewCustomer(world, customer, isShown(customer.id))),
    settings: world.settings,
    clock: viewClock(clock),
    connection: viewConnection(world),
    faults: faults.map(({ code, when, suffix, ko, en }) => ({ code, when, suffix, ko, en })),
  };
}
