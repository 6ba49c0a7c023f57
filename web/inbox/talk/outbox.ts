/**
 * Carries sends to the server, one at a time per case, in order; keeps them in the browser's database until the server has
 * them. A bubble shows in the same frame as Enter, because nothing here waits before telling the screen.
 */
import type { Message } from '#contract/messages.ts';
import type { KeyValue } from './key-value.ts';
import {
  afterLostNetwork,
  afterReturn,
  again,
  isUnderWay,
  nextToSend,
  type Pending,
  type PendingContent,
  type Sentence,
  whileUnreachable,
} from './pending.ts';
import { openPendingList, type PendingList } from './pending-list.ts';

export type SendAnswer =
  | { kind: 'stored'; message: Message }
  | { kind: 'refused'; code: string; sentence: Sentence; retryAfterMs: number | null }
  | { kind: 'lost' };
export type UploadAnswer = { kind: 'uploaded'; mediaId: string } | Exclude<SendAnswer, { kind: 'stored' }>;

export type OutboxNeeds = {
  personId: string;
  kept: KeyValue<Pending>;
  send: (pending: Pending) => Promise<SendAnswer>;
  upload: (pending: Pending, onProgress: (share: number) => void, signal: AbortSignal) => Promise<UploadAnswer>;
  now: () => number;
  later: (ms: number, run: () => void) => () => void;
  /** The browser has a network at all. */
  isOnline: () => boolean;
  /** The server was heard of a moment ago. */
  isReachable: () => boolean;
  /** The server has it: the message belongs into the conversation now. */
  onStored: (message: Message) => void;
  /** Refused for good; a text has left the list, so that it can go back to the field. */
  onRefused: (pending: Pending, refusal: { code: string; sentence: Sentence }) => void;
};

export type Outbox = {
  ready: Promise<void>;
  listOf(caseId: string): readonly Pending[];
  subscribe(listener: () => void): () => void;
  add(pending: Omit<Pending, 'personId' | 'at' | 'attempts' | 'state'>): void;
  retry(clientId: string): void;
  /** Forgets it; an upload under way is cut off. What was handed over already cannot be taken back. */
  drop(clientId: string): void;
  /** The connection is back. */
  wake(): void;
  /** The person has signed out: uploads are cut off, and what has not left never does. */
  close(): void;
  /** How it ends for one of them: the server has it, or it was refused, given up or dropped. */
  outcomeOf(clientId: string): Promise<'stored' | 'not-sent'>;
};

type Outcome = 'stored' | 'not-sent';
type Desk = OutboxNeeds & { list: PendingList; uploads: Map<string, AbortController>; waiters: Map<string, (outcome: Outcome) => void> };
type Trouble = Exclude<SendAnswer, { kind: 'stored' }>;

export function openOutbox(needs: OutboxNeeds): Outbox {
  const list = openPendingList(needs.kept);
  const desk: Desk = { ...needs, list, uploads: new Map(), waiters: new Map() };
  const ready = list.load(needs.personId, needs.now()).then(() => {
    for (const caseId of list.caseIds()) pump(desk, caseId);
  });
  return {
    ready,
    listOf: list.of,
    subscribe: list.subscribe,
    add: (asked) => {
      list.add({ ...asked, personId: needs.personId, at: needs.now(), attempts: 0, state: { kind: 'waiting' } });
      pump(desk, asked.caseId);
    },
    retry: (clientId) => {
      const pending = list.find(clientId);
      if (!pending || isUnderWay(pending)) return;
      list.replace(again(pending, needs.now()));
      pump(desk, pending.caseId);
    },
    drop: (clientId) => {
      const pending = list.find(clientId);
      if (!pending || pending.state.kind === 'sending') return;
      desk.uploads.get(clientId)?.abort();
      list.forget(pending);
      end(desk, clientId, 'not-sent');
      pump(desk, pending.caseId);
    },
    close: () => {
      list.close();
      for (const upload of desk.uploads.values()) upload.abort();
      for (const clientId of [...desk.waiters.keys()]) end(desk, clientId, 'not-sent');
    },
    outcomeOf: (clientId) => new Promise((resolve) => desk.waiters.set(clientId, resolve)),
    wake: () => {
      for (const caseId of list.caseIds()) {
        for (const pending of list.of(caseId)) if (!isUnderWay(pending)) list.replace(afterReturn(pending, needs.now()));
        pump(desk, caseId);
      }
    },
  };
}

function pump(desk: Desk, caseId: string): void {
  const list = desk.list.of(caseId);
  const next = nextToSend(list);
  if (!next || next.personId !== desk.personId || list.some(isUnderWay) || !desk.isOnline()) return;
  void carry(desk, next).finally(() => pump(desk, caseId));
}

async function carry(desk: Desk, pending: Pending): Promise<void> {
  const { content } = pending;
  if (content.kind === 'image' && content.mediaId === null) return bring(desk, pending, content);
  desk.list.replace({ ...pending, state: { kind: 'sending' } });
  const answer = await desk.send(pending);
  const current = desk.list.find(pending.clientId);
  if (answer.kind === 'stored') {
    desk.onStored(answer.message);
    if (current) desk.list.forget(current);
    end(desk, pending.clientId, 'stored');
  } else if (current) settle(desk, current, answer);
}

async function bring(desk: Desk, pending: Pending, content: Extract<PendingContent, { kind: 'image' }>): Promise<void> {
  const { list, uploads } = desk;
  const stop = new AbortController();
  uploads.set(pending.clientId, stop);
  list.replace({ ...pending, state: { kind: 'uploading', progress: 0 } });
  const onProgress = (progress: number) => {
    const current = list.find(pending.clientId);
    if (current) list.replace({ ...current, state: { kind: 'uploading', progress } });
  };
  const answer = await desk.upload(pending, onProgress, stop.signal);
  uploads.delete(pending.clientId);
  const current = list.find(pending.clientId);
  if (!current) return;
  if (answer.kind === 'uploaded')
    list.replace({ ...current, content: { ...content, mediaId: answer.mediaId }, state: { kind: 'waiting' } });
  else settle(desk, current, answer);
}

function settle(desk: Desk, pending: Pending, answer: Trouble): void {
  if (answer.kind === 'lost') {
    if (!desk.isOnline()) desk.list.replace({ ...pending, state: { kind: 'waiting' } });
    else rest(desk, desk.isReachable() ? afterLostNetwork(pending, desk.now()) : whileUnreachable(pending, desk.now()));
    return;
  }
  const { code, sentence, retryAfterMs } = answer;
  if (retryAfterMs !== null) {
    rest(desk, { ...pending, state: { kind: 'resting', until: desk.now() + retryAfterMs } });
    return;
  }
  if (pending.content.kind === 'text' && pending.retryOf === null) desk.list.forget(pending);
  else desk.list.replace({ ...pending, state: { kind: 'failed', trouble: { kind: 'refused', code, sentence } } });
  desk.onRefused(pending, { code, sentence });
  end(desk, pending.clientId, 'not-sent');
}

function end(desk: Desk, clientId: string, outcome: Outcome): void {
  desk.waiters.get(clientId)?.(outcome);
  desk.waiters.delete(clientId);
}

function rest(desk: Desk, pending: Pending): void {
  desk.list.replace(pending);
  if (pending.state.kind === 'failed') end(desk, pending.clientId, 'not-sent');
  if (pending.state.kind !== 'resting') return;
  desk.later(Math.max(0, pending.state.until - desk.now()), () => {
    const current = desk.list.find(pending.clientId);
    if (current?.state.kind !== 'resting') return;
    desk.list.replace({ ...current, state: { kind: 'waiting' } });
    pump(desk, current.caseId);
  });
}
