/** Holds the state for all components, listens to the sandbox, and sends. */
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { type Chat, desk } from './desk.ts';
import { follow } from './live.ts';
import { chatKey, type Draft, firstState, type News, reduce, type State } from './state.ts';

export type Store = {
  read(): State;
  watch(listener: () => void): () => void;
  hear(news: News): void;
  /** Reads a chat as a whole, once. */
  open(chat: Chat): Promise<void>;
  send(draft: Draft): Promise<void>;
  connect(): () => void;
};

export function createStore(): Store {
  let state = firstState;
  const listeners = new Set<() => void>();
  const opened = new Map<string, Chat>();
  const hear = (news: News) => {
    state = reduce(state, news);
    for (const listener of listeners) listener();
  };
  const readChat = async (chat: Chat) => hear({ kind: 'chat', chat, messages: await desk.chat(chat) });
  const readAll = async () => {
    const [world, webhooks] = await Promise.all([desk.world(), desk.webhooks()]);
    hear({ kind: 'world', world, at: Date.now() });
    hear({ kind: 'webhooks', webhooks });
    await Promise.all([...opened.values()].map(readChat));
  };
  return {
    read: () => state,
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hear,
    open: async (chat) => {
      if (opened.has(chatKey(chat))) return;
      opened.set(chatKey(chat), chat);
      await readChat(chat).catch(() => opened.delete(chatKey(chat)));
    },
    send: async (draft) => {
      hear({ kind: 'draft', draft: { ...draft, hasFailed: false } });
      try {
        const quotedWamid = draft.quoted?.wamid ?? null;
        const message = draft.picture
          ? await desk.sendPicture(draft.chat, { file: draft.picture.file, caption: draft.text, quotedWamid })
          : await desk.write(draft.chat, draft.text, quotedWamid);
        hear({ kind: 'message', message });
        hear({ kind: 'draft-gone', id: draft.id });
      } catch {
        // Gone meanwhile: the stream has told that it arrived, only the answer was lost.
        if (state.drafts.some(({ id }) => id === draft.id)) hear({ kind: 'draft', draft: { ...draft, hasFailed: true } });
      }
    },
    connect: () =>
      follow((heard) => {
        if (heard.kind === 'ready') readAll().catch(() => hear({ kind: 'lost' }));
        else hear(heard);
        if (heard.kind === 'clock') hear({ kind: 'heard-clock', now: heard.clock.now, at: Date.now() });
      }),
  };
}

const StoreContext = createContext<Store | null>(null);

export function StoreProvider({ store, children }: { store: Store; children: ReactNode }): ReactNode {
  useEffect(() => store.connect(), [store]);
  return <StoreContext value={store}>{children}</StoreContext>;
}

export function useStore(): Store {
  const store = useContext(StoreContext);
  if (!store) throw new Error('No store around this component.');
  return store;
}

/** `pick` must give the same value for the same state. */
export function useKnown<T>(pick: (state: State) => T): T {
  const store = useStore();
  return useSyncExternalStore(store.watch, () => pick(store.read()));
}

/** The sandbox's time; the component draws again every `everyMs`. */
export function useSandboxNow(everyMs: number): number {
  const aheadMs = useKnown((state) => state.aheadMs);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return Math.max(now, Date.now()) + aheadMs;
}
