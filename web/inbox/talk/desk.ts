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
import { afterWord, tabs } from '../../api/tabs.ts';
import { useMe } from '../../app/me.ts';
import { preferences } from '../../preferences.ts';
import { answerOf } from './answers.ts';
import { openDraftTabs } from './draft-tabs.ts';
import { type Draft, type Drafts, noDraft, openDrafts } from './drafts.ts';
import { openKeyValue } from './key-value.ts';
import { countLeft, type Left, removeLeft, type Stores } from './left-behind.ts';
import { type Notices, openNotices } from './notices.ts';
import { type Outbox, openOutbox, type SendAnswer } from './outbox.ts';
import { openParting } from './parting.ts';
import type { Pending } from './pending.ts';
import { openPictureUrls, type PictureUrls } from './picture-urls.ts';
import { upload } from './upload.ts';

export type Desk = { outbox: Outbox; drafts: Drafts; notices: Notices; pictureUrls: PictureUrls };

type Page = { desks: Map<string, Desk>; stores: Stores };
const pages = new WeakMap<QueryClient, Page>();

function pageOf(cache: QueryClient): Page {
  const known = pages.get(cache);
  if (known) return known;
  const stores = { drafts: openKeyValue<Draft>('drafts'), pending: openKeyValue<Pending>('pending'), parting: openParting(localStorage) };
  const page = { desks: new Map<string, Desk>(), stores };
  pages.set(cache, page);
  return page;
}

export function deskOf(cache: QueryClient, personId: string): Desk {
  const { desks, stores } = pageOf(cache);
  const desk = desks.get(personId) ?? openDesk(cache, personId, stores);
  desks.set(personId, desk);
  return desk;
}

/** What would be lost by signing out. */
export async function countLeftOf(cache: QueryClient, personId: string): Promise<Left> {
  const { desks, stores } = pageOf(cache);
  await desks.get(personId)?.drafts.settle();
  return countLeft(stores, personId);
}

/** The person has signed out: nothing of theirs stays in this browser, and nothing more leaves it. */
export async function forgetPerson(cache: QueryClient, personId: string): Promise<void> {
  const { desks, stores } = pageOf(cache);
  const desk = desks.get(personId);
  desk?.drafts.close();
  desk?.outbox.close();
  desks.delete(personId);
  await removeLeft(stores, personId);
}

export function useDesk(): Desk {
  return deskOf(useQueryClient(), useMe().id);
}

/** What the list shows of a draft: its first words; null = there is none. */
export function useDraftWords(caseId: string): string | null {
  const { drafts } = useDesk();
  return useSyncExternalStore(
    drafts.subscribe,
    useCallback(() => {
      const draft = drafts.read(caseId);
      return draft === noDraft ? null : draft.text.slice(0, 160);
    }, [drafts, caseId]),
  );
}

const later = (ms: number, run: () => void) => {
  const timer = window.setTimeout(run, ms);
  return () => window.clearTimeout(timer);
};

const draftChannel = () => (typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('parley.drafts'));

function openDesk(cache: QueryClient, personId: string, stores: Stores): Desk {
  const drafts = openDrafts({ personId, kept: stores.drafts, parting: stores.parting, tabs: openDraftTabs(draftChannel()), later });
  const notices = openNotices();
  const outbox = openOutbox({
    personId,
    kept: stores.pending,
    send,
    upload: ({ caseId, content }, onProgress, signal) =>
      content.kind === 'image'
        ? upload(
            { personId, caseId, file: content.file, fileName: content.fileName, language: preferences.read().language },
            onProgress,
            signal,
          )
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
  // Another tab signed them out; this one may stand at the sign-in page already and still know what they wrote.
  tabs.hear((word) => {
    if (afterWord(word, personId) === 'leave') void forgetPerson(cache, personId);
  });
  return { outbox, drafts, notices, pictureUrls: openPictureUrls() };
}

async function send({ clientId, personId, caseId, content, quote, retryOf }: Pending): Promise<SendAnswer> {
  try {
    return { kind: 'stored', message: await ask() };
  } catch (error) {
    return answerOf(error);
  }
  function ask(): Promise<Message> {
    const options = { key: clientId, personId };
    if (retryOf !== null) return call('retryMessage', { messageId: retryOf }, options);
    const quoteMessageId = quote?.messageId ?? null;
    if (content.kind === 'text') return call('sendMessage', { caseId, content, quoteMessageId }, options);
    if (content.kind === 'again' || content.mediaId === null) throw new Error('Only uploaded pictures and texts can be sent.');
    const { mediaId, caption } = content;
    return call('sendMessage', { caseId, content: { kind: 'image', mediaId, caption }, quoteMessageId }, options);
  }
}

/** The feed may have brought it first, and then knows more of it than the answer. */
function keepMessage(cache: QueryClient, message: Message): void {
  cache.setQueryData<Conversation>(keys.messages(message.caseId), (now) =>
    !now || now.rows.some(({ id }) => id === message.id) ? now : mergeMessages(now, [message]),
  );
}
