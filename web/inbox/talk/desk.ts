/** What the conversation keeps of its own: drafts and sends of the person who is signed in, once per page. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import type { Message } from '#contract/messages.ts';
import type { Me } from '#contract/people.ts';
import { call } from '../../api/client.ts';
import { serverNow } from '../../api/clock.ts';
import { feed } from '../../api/feed.ts';
import { keys } from '../../api/queries.ts';
import { type Conversation, mergeMessages } from '../../api/reducer.ts';
import { useMe } from '../../app/me.ts';
import { preferences } from '../../preferences.ts';
import { answerOf } from './answers.ts';
import { type Draft, type Drafts, openDrafts } from './drafts.ts';
import { openKeyValue } from './key-value.ts';
import { type Notices, openNotices } from './notices.ts';
import { type Outbox, openOutbox, type SendAnswer } from './outbox.ts';
import { openParting } from './parting.ts';
import type { Pending } from './pending.ts';
import { openPictureUrls, type PictureUrls } from './picture-urls.ts';
import { upload } from './upload.ts';

export type Desk = { outbox: Outbox; drafts: Drafts; notices: Notices; pictureUrls: PictureUrls };

const desks = new WeakMap<QueryClient, Map<string, Desk>>();

export function deskOf(cache: QueryClient, personId: string): Desk {
  const known = desks.get(cache) ?? new Map<string, Desk>();
  desks.set(cache, known);
  const desk = known.get(personId) ?? openDesk(cache, personId);
  known.set(personId, desk);
  return desk;
}

export function useDesk(): Desk {
  return deskOf(useQueryClient(), useMe().id);
}

/** The pencil of the list. */
export function useHasDraft(caseId: string): boolean {
  const { drafts } = useDesk();
  return useSyncExternalStore(
    drafts.subscribe,
    useCallback(() => drafts.has(caseId), [drafts, caseId]),
  );
}

const later = (ms: number, run: () => void) => {
  const timer = window.setTimeout(run, ms);
  return () => window.clearTimeout(timer);
};

function openDesk(cache: QueryClient, personId: string): Desk {
  const drafts = openDrafts({ personId, kept: openKeyValue<Draft>('drafts'), parting: openParting(localStorage), later });
  const notices = openNotices();
  const outbox = openOutbox({
    personId,
    kept: openKeyValue<Pending>('pending'),
    send,
    upload: ({ caseId, content }, onProgress, signal) =>
      content.kind === 'image'
        ? upload({ caseId, file: content.file, fileName: content.fileName, language: preferences.read().language }, onProgress, signal)
        : Promise.resolve({ kind: 'lost' }),
    now: serverNow,
    later,
    // Whoever signs in after me on this page must not send in my name, nor I in theirs.
    isOnline: () => navigator.onLine && cache.getQueryData<Me | null>(keys.me)?.id === personId,
    isReachable: () => feed.connection().state === 'connected',
    onStored: (message) => keepMessage(cache, message),
    onRefused: ({ caseId, content, retryOf }, refusal) => {
      // A picture or a second try stays in the conversation and says there what stands against it.
      if (content.kind !== 'text' || retryOf !== null) return;
      drafts.restore(caseId, content.text);
      notices.say(caseId, refusal.sentence);
    },
  });
  window.addEventListener('online', outbox.wake);
  let wasConnected = true;
  feed.watch(() => {
    const isConnected = feed.connection().state === 'connected';
    if (isConnected && !wasConnected) outbox.wake();
    wasConnected = isConnected;
  });
  window.addEventListener('pagehide', drafts.flush);
  document.addEventListener('visibilitychange', () => document.hidden && drafts.flush());
  return { outbox, drafts, notices, pictureUrls: openPictureUrls() };
}

async function send({ clientId, caseId, content, quote, retryOf }: Pending): Promise<SendAnswer> {
  try {
    return { kind: 'stored', message: await ask() };
  } catch (error) {
    return answerOf(error);
  }
  function ask(): Promise<Message> {
    if (retryOf !== null) return call('retryMessage', { messageId: retryOf }, { key: clientId });
    const quoteMessageId = quote?.messageId ?? null;
    if (content.kind === 'text') return call('sendMessage', { caseId, content, quoteMessageId }, { key: clientId });
    if (content.kind === 'again' || content.mediaId === null) throw new Error('Only uploaded pictures and texts can be sent.');
    const { mediaId, caption } = content;
    return call('sendMessage', { caseId, content: { kind: 'image', mediaId, caption }, quoteMessageId }, { key: clientId });
  }
}

/** The feed may have brought it first, and then knows more of it than the answer. */
function keepMessage(cache: QueryClient, message: Message): void {
  cache.setQueryData<Conversation>(keys.messages(message.caseId), (now) =>
    !now || now.rows.some(({ id }) => id === message.id) ? now : mergeMessages(now, [message]),
  );
}
