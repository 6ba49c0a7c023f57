/** Everything the pretend Meta remembers, and the records that change it. The world is what its records make of it: nothing else writes. */
export type BusinessNumber = {
  phoneNumberId: string;
  displayNumber: string;
  /** What the business calls this line. */
  name: string;
  /** What customers see. */
  verifiedName: string;
};

export type Customer = {
  id: string;
  name: string;
  /** Digits with country code; WhatsApp's `wa_id`. */
  number: string;
  bsuid: string;
  username: string | null;
  /** A username customer whose number businesses do not see. */
  isPhoneHidden: boolean;
  language: 'ko' | 'en';
  /** The phone is switched on and in reach: only then something is delivered to it or leaves it. */
  isOnline: boolean;
  addedAt: number;
};

/** Outbound: Meta's words. Inbound: `accepted` waits on a phone that is offline, `delivered` was answered with 200 by the business. */
export type Status = 'accepted' | 'sent' | 'delivered' | 'read' | 'failed';
export type Step = { status: 'sent' | 'delivered' | 'read' | 'failed'; at: number; code: number | null };
export type MessageContent = { type: 'text'; body: string } | { type: 'image'; mediaId: string; caption: string | null };

export type Message = {
  wamid: string;
  /** `out`: from the business to the customer. */
  direction: 'in' | 'out';
  phoneNumberId: string;
  /** Null when a business wrote to a number that no pretend customer has. */
  customerId: string | null;
  /** What the business addressed, as it wrote it. */
  input: string;
  content: MessageContent;
  quotedWamid: string | null;
  opaque: string | null;
  at: number;
  status: Status;
  statusAt: number;
  errorCode: number | null;
  /** The next thing that happens to an outbound message by itself. */
  next: Step | null;
  /** Inbound: the business has read it. */
  isReadByBusiness: boolean;
};

export type Media = {
  id: string;
  /** The number that it was uploaded for or sent to; nobody else may use it. */
  phoneNumberId: string;
  mimeType: string;
  sizeBytes: number;
  /** Hex. */
  sha256: string;
  /** Of a picture that can be read. */
  width: number | null;
  height: number | null;
  at: number;
  expiresAt: number;
  isDeleted: boolean;
};

export type Webhook = {
  id: number;
  /** What it tells, for the log: `text`, `image`, `sent`, `read` … */
  tells: string;
  customerId: string | null;
  wamid: string;
  body: string;
  queuedAt: number;
  /** Null: answered with 200, given up after seven days, or dropped. */
  dueAt: number | null;
  attempts: number;
  lastStatus: number | null;
  lastReason: string | null;
  lastAt: number | null;
  tookMs: number | null;
  /** How many more times it is posted after the first success, on purpose. */
  copiesLeft: number;
  state: 'waiting' | 'done' | 'given-up';
};

export type Settings = {
  sentAfterMs: number;
  deliveredAfterMs: number;
  readAfterMs: number;
  delivers: 'when-online' | 'always' | 'never';
  reads: 'when-shown' | 'always' | 'never';
  /** Every webhook is posted so many more times. */
  duplicates: number;
  shuffles: boolean;
  webhookDelayMs: number;
  /** The next n webhooks get lost on their first way; Meta's retry brings them. */
  dropWebhooks: number;
  /** The next n sends are accepted, then their answer is cut: nobody but a status can tell. */
  dropAnswers: number;
  failSends: number;
  answerDelayMs: number;
  /** A code that every send fails with later, whoever it goes to. */
  failWith: number | null;
  tokenExpired: boolean;
  /** The next n webhooks carry a signature made with another secret on their first way. */
  wrongSignatures: number;
  /** Whether the number's and the pair's rate limits hold. */
  keepsRates: boolean;
  throughput: 'STANDARD' | 'HIGH';
};

export const calm: Settings = {
  sentAfterMs: 200,
  deliveredAfterMs: 600,
  readAfterMs: 800,
  delivers: 'when-online',
  reads: 'when-shown',
  duplicates: 0,
  shuffles: false,
  webhookDelayMs: 0,
  dropWebhooks: 0,
  dropAnswers: 0,
  failSends: 0,
  answerDelayMs: 0,
  failWith: null,
  tokenExpired: false,
  wrongSignatures: 0,
  keepsRates: true,
  throughput: 'STANDARD',
};

/** Where the business wants its webhooks: set by the app, good since it answered the handshake. */
export type Callback = { url: string; fields: string[] };

export type World = {
  appId: string;
  appSecret: string;
  verifyToken: string;
  accessToken: string;
  portfolioId: string;
  wabaId: string;
  wabaName: string;
  numbers: BusinessNumber[];
  isSubscribed: boolean;
  callback: Callback | null;
  clockOffsetMs: number;
  settings: Settings;
  customers: Record<string, Customer>;
  messages: Record<string, Message>;
  /** Per `phoneNumberId/customerId`: ids of its messages in order. */
  threads: Record<string, string[]>;
  media: Record<string, Media>;
  webhooks: Record<string, Webhook>;
  lastWebhookId: number;
  /** Service messages delivered, per `phoneNumberId/2026-11`: the first thousand of a month are free. */
  serviceMessages: Record<string, number>;
};

export type Change =
  /** Added, or changed. */
  | { kind: 'customer'; customer: Customer }
  | { kind: 'message'; message: Message; webhook: Webhook | null }
  | { kind: 'status'; wamid: string; step: Step; next: Step | null; webhook: Webhook | null }
  | { kind: 'planned'; wamid: string; next: Step | null }
  | { kind: 'read-by-business'; wamids: string[] }
  | { kind: 'media-added'; media: Media }
  | { kind: 'media-deleted'; id: string }
  | { kind: 'webhook-tried'; webhook: Omit<Webhook, 'body'> }
  | { kind: 'settings'; settings: Settings }
  | { kind: 'clock'; offsetMs: number }
  | { kind: 'subscribed'; isSubscribed: boolean }
  | { kind: 'callback'; callback: Callback };

export const threadKey = (phoneNumberId: string, customerId: string): string => `${phoneNumberId}/${customerId}`;

/** Webhooks that are over keep their line in the log and their bytes for a resend, but not for ever. */
export const loggedWebhooks = 2000;

export function applyChange(world: World, change: Change): void {
  switch (change.kind) {
    case 'customer':
      world.customers[change.customer.id] = change.customer;
      return;
    case 'message':
      addMessage(world, change.message);
      addWebhook(world, change.webhook);
      return;
    case 'status':
      stepMessage(world, change);
      addWebhook(world, change.webhook);
      return;
    case 'planned': {
      const message = world.messages[change.wamid];
      if (message) message.next = change.next;
      return;
    }
    case 'read-by-business':
      for (const wamid of change.wamids) {
        const message = world.messages[wamid];
        if (message) message.isReadByBusiness = true;
      }
      return;
    case 'media-added':
      world.media[change.media.id] = change.media;
      return;
    case 'media-deleted': {
      const media = world.media[change.id];
      if (media) media.isDeleted = true;
      return;
    }
    case 'webhook-tried':
      tryWebhook(world, change.webhook);
      return;
    case 'settings':
      world.settings = change.settings;
      return;
    case 'clock':
      world.clockOffsetMs = change.offsetMs;
      return;
    case 'subscribed':
      world.isSubscribed = change.isSubscribed;
      return;
    case 'callback':
      world.callback = change.callback;
      return;
    default:
      change satisfies never;
  }
}

function addMessage(world: World, message: Message): void {
  world.messages[message.wamid] = message;
  if (message.customerId === null) return;
  const key = threadKey(message.phoneNumberId, message.customerId);
  const thread = world.threads[key];
  if (thread) thread.push(message.wamid);
  else world.threads[key] = [message.wamid];
}

function stepMessage(world: World, { wamid, step, next }: Extract<Change, { kind: 'status' }>): void {
  const message = world.messages[wamid];
  if (!message) return;
  message.status = step.status;
  message.statusAt = step.at;
  message.errorCode = step.code;
  message.next = next;
  // What waited on a phone that was offline counts from when Meta had it.
  if (message.direction === 'in' && step.status === 'sent') message.at = step.at;
  if (message.direction === 'out' && step.status === 'delivered') {
    const month = serviceMonth(message.phoneNumberId, step.at);
    world.serviceMessages[month] = (world.serviceMessages[month] ?? 0) + 1;
  }
}

export const serviceMonth = (phoneNumberId: string, at: number): string => `${phoneNumberId}/${new Date(at).toISOString().slice(0, 7)}`;

function tryWebhook(world: World, tried: Omit<Webhook, 'body'>): void {
  const webhook = world.webhooks[tried.id];
  if (!webhook) return;
  Object.assign(webhook, tried);
  const message = world.messages[tried.wamid];
  if (tried.state === 'done' && message?.direction === 'in' && message.status === 'sent') {
    message.status = 'delivered';
    message.statusAt = tried.lastAt ?? message.statusAt;
  }
}

function addWebhook(world: World, webhook: Webhook | null): void {
  if (!webhook) return;
  world.webhooks[webhook.id] = webhook;
  world.lastWebhookId = Math.max(world.lastWebhookId, webhook.id);
  const old = world.webhooks[webhook.id - loggedWebhooks];
  if (old && old.state !== 'waiting') delete world.webhooks[old.id];
}
