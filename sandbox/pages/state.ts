/** What the pages know, and how news changes it: pure. */
import type { MessageView, Told, WebhookView, WorldView } from '../shapes.ts';
import type { Chat } from './desk.ts';

/** A message on its way from the page to the sandbox. */
export type Draft = {
  id: string;
  chat: Chat;
  text: string;
  picture: { file: Blob; url: string; width: number; height: number } | null;
  quoted: MessageView | null;
  at: number;
  hasFailed: boolean;
};
export type State = {
  world: WorldView | null;
  chats: Record<string, MessageView[]>;
  drafts: Draft[];
  /** Begun and not sent, by chat. */
  written: Record<string, string>;
  /** Until when (of the sandbox's clock) the business types, by chat. */
  typing: Record<string, number>;
  webhooks: WebhookView[];
  isLost: boolean;
  /** When the business could not be told of a new time; null: it was told since. */
  untoldAt: number | null;
  /** Sandbox time minus this computer's. */
  aheadMs: number;
};
export type News =
  | Told
  | { kind: 'lost' }
  | { kind: 'world'; world: WorldView; at: number }
  | { kind: 'webhooks'; webhooks: WebhookView[] }
  | { kind: 'chat'; chat: Chat; messages: MessageView[] }
  | { kind: 'draft'; draft: Draft }
  | { kind: 'draft-gone'; id: string }
  | { kind: 'written'; chat: Chat; text: string }
  | { kind: 'heard-clock'; now: number; at: number }
  | { kind: 'clock-untold'; at: number | null };

export const firstState: State = {
  world: null,
  chats: {},
  drafts: [],
  written: {},
  typing: {},
  webhooks: [],
  isLost: false,
  untoldAt: null,
  aheadMs: 0,
};
export const chatKey = ({ customerId, phoneNumberId }: Chat): string => `${phoneNumberId}/${customerId}`;

const mostWebhooks = 200;

export function reduce(state: State, news: News): State {
  const { world } = state;
  switch (news.kind) {
    case 'lost':
      return { ...state, isLost: true };
    case 'world':
      return { ...state, isLost: false, world: news.world, aheadMs: news.world.clock.now - news.at };
    case 'webhooks':
      return { ...state, webhooks: news.webhooks };
    case 'webhook':
      return { ...state, webhooks: replace(state.webhooks, news.webhook).slice(-mostWebhooks) };
    case 'chat':
      return { ...state, chats: { ...state.chats, [chatKey(news.chat)]: sorted(news.messages) } };
    case 'message':
      return addMessage(state, news.message);
    case 'draft':
      return { ...state, drafts: [...state.drafts.filter(({ id }) => id !== news.draft.id), news.draft] };
    case 'draft-gone':
      return { ...state, drafts: state.drafts.filter(({ id }) => id !== news.id) };
    case 'written':
      return { ...state, written: { ...state.written, [chatKey(news.chat)]: news.text } };
    case 'typing':
      return { ...state, typing: { ...state.typing, [chatKey(news)]: news.until ?? 0 } };
    case 'customer':
      return world ? { ...state, world: { ...world, customers: replace(world.customers, news.customer) } } : state;
    case 'settings':
      return world ? { ...state, world: { ...world, settings: news.settings } } : state;
    case 'connection':
      return world ? { ...state, world: { ...world, connection: news.connection } } : state;
    case 'clock':
      return world ? { ...state, world: { ...world, clock: news.clock } } : state;
    case 'heard-clock':
      return { ...state, aheadMs: news.now - news.at };
    case 'clock-untold':
      return { ...state, untoldAt: news.at };
    default:
      return news satisfies never;
  }
}

function replace<T extends { id: string | number }>(rows: T[], row: T): T[] {
  const place = rows.findIndex(({ id }) => id === row.id);
  return place < 0 ? [...rows, row] : rows.with(place, row);
}

function addMessage(state: State, message: MessageView): State {
  const key = chatKey(message);
  const chat = state.chats[key];
  // A chat nobody has opened yet is read as a whole when somebody does.
  if (!chat) return state;
  const place = chat.findIndex(({ wamid }) => wamid === message.wamid);
  const chats = { ...state.chats, [key]: sorted(place < 0 ? [...chat, message] : chat.with(place, message)) };
  return { ...state, chats, drafts: place < 0 ? withoutDraftOf(state.drafts, message) : state.drafts };
}

/** The stream may tell of a message before the call that sent it has its answer: it must not stand there twice, not even for a moment. */
function withoutDraftOf(drafts: Draft[], message: MessageView): Draft[] {
  const { content } = message;
  const isSame = ({ chat, text, picture, hasFailed }: Draft) =>
    message.direction === 'in' &&
    !hasFailed &&
    chatKey(chat) === chatKey(message) &&
    (picture !== null) === (content.type === 'image') &&
    text === (content.type === 'text' ? content.body : (content.caption ?? ''));
  const place = drafts.findIndex(isSame);
  return place < 0 ? drafts : drafts.toSpliced(place, 1);
}

/** By the time Meta had them; of one time in the order of arrival. */
const sorted = (messages: MessageView[]): MessageView[] => messages.toSorted((a, b) => a.at - b.at);

/** What has reached the phone is on it; the rest is still somewhere between. */
export const isOnPhone = ({ direction, status }: Pick<MessageView, 'direction' | 'status'>): boolean =>
  direction === 'in' || status === 'delivered' || status === 'read';
