/** What the pages and the tests see of the world: shapes only, shared by the control desk, the driver and the pages. */
import type { BusinessNumber, Customer, Settings, Status, Webhook } from './world.ts';

export type { BusinessNumber, Settings, Status } from './world.ts';

export type ContentView =
  | { type: 'text'; body: string }
  | { type: 'image'; mediaId: string; caption: string | null; width: number | null; height: number | null };
export type QuoteView = { wamid: string; direction: 'in' | 'out'; text: string | null; isPicture: boolean };

export type MessageView = {
  wamid: string;
  /** `in`: the customer wrote it. */
  direction: 'in' | 'out';
  phoneNumberId: string;
  customerId: string;
  content: ContentView;
  quote: QuoteView | null;
  at: number;
  status: Status;
  statusAt: number;
  errorCode: number | null;
  isReadByBusiness: boolean;
};

export type ThreadView = {
  phoneNumberId: string;
  /** Delivered to the phone and not yet seen there. */
  unread: number;
  /** The last message that the phone shows. */
  last: MessageView | null;
  lastInboundAt: number | null;
};
export type CustomerView = Customer & { threads: ThreadView[]; isShown: boolean };

export type WebhookView = Omit<Webhook, 'body'>;
export type ClockView = { now: number; offsetMs: number };
export type FaultView = { code: number; when: 'at-once' | 'later'; suffix: string | null; ko: string; en: string };

export type WorldView = {
  wabaName: string;
  numbers: BusinessNumber[];
  customers: CustomerView[];
  settings: Settings;
  clock: ClockView;
  connection: ConnectionView;
  faults: FaultView[];
};
/** Where webhooks go; null: no business has set a callback yet. */
export type ConnectionView = { callbackUrl: string | null; isSubscribed: boolean };

/** One line of the stream: each replaces what was known before. */
export type Told =
  | { kind: 'customer'; customer: CustomerView }
  | { kind: 'message'; message: MessageView }
  | { kind: 'typing'; phoneNumberId: string; customerId: string; until: number | null }
  | { kind: 'settings'; settings: Settings }
  | { kind: 'clock'; clock: ClockView }
  | { kind: 'webhook'; webhook: WebhookView }
  | { kind: 'connection'; connection: ConnectionView };
