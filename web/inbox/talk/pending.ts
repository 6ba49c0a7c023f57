/**
 * A send that the server has not answered yet, as a value. Its client id is the idempotency key, so asking again after a lost
 * answer can never send twice. `outbox.ts` moves it along; here are only the rules.
 */
import type { Content } from '#contract/content.ts';
import type { Message } from '#contract/messages.ts';

export type PendingContent =
  | { kind: 'text'; text: string }
  | {
      kind: 'image';
      file: Blob;
      fileName: string;
      width: number | null;
      height: number | null;
      caption: string | null;
      mediaId: string | null;
    }
  /** A failed message once more: the server knows what was in it. */
  | { kind: 'again'; content: Content };

export type Sentence = { ko: string; en: string };
export type PendingTrouble = { kind: 'network' } | { kind: 'refused'; code: string; sentence: Sentence };

export type PendingState =
  /** Its turn comes when those before it are through. */
  | { kind: 'waiting' }
  | { kind: 'uploading'; progress: number }
  | { kind: 'sending' }
  /** The network failed; the next try is at this instant. */
  | { kind: 'resting'; until: number }
  /** Older than two minutes when the connection came back: a person decides. */
  | { kind: 'asking' }
  | { kind: 'failed'; trouble: PendingTrouble };

export type Pending = {
  clientId: string;
  personId: string;
  caseId: string;
  content: PendingContent;
  quote: { messageId: string; author: string; text: string } | null;
  /** Set when this is a failed message's second try. */
  retryOf: string | null;
  /** Of the server's clock, when Enter was pressed. */
  at: number;
  attempts: number;
  state: PendingState;
};

/** How long a try that met no network waits for the next; after the last it stops and says so. */
export const restsMs = [1000, 3000, 9000, 27_000] as const;
/** A message that waited longer may have lost its sense: the person is asked. */
export const asksAfterMs = 2 * 60_000;

/** Whether it stands in the way of later ones: order is kept until it failed or a person is asked. */
export const holdsOrder = ({ state }: Pending): boolean => state.kind !== 'failed' && state.kind !== 'asking';
export const isUnderWay = ({ state }: Pending): boolean => state.kind === 'sending' || state.kind === 'uploading';

/** The one to hand over next, if nothing before it is still under way or resting. */
export function nextToSend(list: readonly Pending[]): Pending | null {
  const first = list.find(holdsOrder);
  return first && first.state.kind === 'waiting' ? first : null;
}

export function afterLostNetwork(pending: Pending, now: number): Pending {
  const rest = restsMs[pending.attempts];
  if (rest === undefined) return { ...pending, state: { kind: 'failed', trouble: { kind: 'network' } } };
  return { ...pending, attempts: pending.attempts + 1, state: { kind: 'resting', until: now + rest } };
}

/** Everything is down: knock every three seconds without counting, and ask a person when it takes too long. */
export function whileUnreachable(pending: Pending, now: number): Pending {
  return { ...pending, state: now - pending.at > asksAfterMs ? { kind: 'asking' } : { kind: 'resting', until: now + 3000 } };
}

/** What a reload or the returning connection makes of it. */
export function afterReturn(pending: Pending, now: number): Pending {
  if (pending.state.kind === 'failed' || pending.state.kind === 'asking') return pending;
  return { ...pending, attempts: 0, state: now - pending.at > asksAfterMs ? { kind: 'asking' } : { kind: 'waiting' } };
}

export const again = (pending: Pending, now: number): Pending => ({ ...pending, at: now, attempts: 0, state: { kind: 'waiting' } });

/** A message of the feed as shown: the server's word, and the send behind it as long as there is one. */
export type Shown = { key: string; message: Message; pending: Pending | null };

/**
 * The server's messages in their order, then what is still on its way. A bubble keeps its key when the server's copy takes its
 * place, so that it is neither drawn anew nor moves.
 */
export function reconcile(messages: readonly Message[], pending: readonly Pending[], me: { id: string; name: string }): Shown[] {
  const known = new Set(messages.map((message) => message.clientId));
  const shown: Shown[] = messages.map((message) => ({ key: message.clientId ?? message.id, message, pending: null }));
  for (const each of pending) {
    if (known.has(each.clientId)) continue;
    const entry = { key: each.clientId, message: asMessage(each, me), pending: each };
    // What stopped stays where it was written; what is on its way is the newest, whatever the clocks say.
    const after = holdsOrder(each) ? -1 : shown.findIndex(({ message }) => Date.parse(message.at) > each.at);
    shown.splice(after < 0 ? shown.length : after, 0, entry);
  }
  return shown;
}

function asMessage(pending: Pending, me: { id: string; name: string }): Message {
  const { content, quote } = pending;
  return {
    id: pending.clientId,
    caseId: pending.caseId,
    direction: 'out',
    author: { kind: 'agent', personId: me.id, name: me.name },
    content: shownContent(pending.clientId, content),
    status: pending.state.kind === 'failed' ? 'failed' : 'queued',
    failure: null,
    at: new Date(pending.at).toISOString(),
    lateness: null,
    sentAt: null,
    deliveredAt: null,
    readAt: null,
    quote: quote && { messageId: quote.messageId, text: quote.text },
    retryOf: pending.retryOf,
    clientId: pending.clientId,
    isFlagged: false,
    traceId: '',
  };
}

function shownContent(clientId: string, content: PendingContent): Content {
  if (content.kind === 'text') return content;
  if (content.kind === 'again') return content.content;
  const { file, mediaId, width, height, fileName, caption } = content;
  return {
    kind: 'image',
    caption,
    media: {
      mediaId: mediaId ?? clientId,
      state: 'pending',
      mimeType: file.type,
      sizeBytes: file.size,
      width,
      height,
      fileName,
      failure: null,
    },
  };
}
