/** A tab's ear: keeps the connection's state, the server's clock and the last events, and wakes whoever listens. */
import { useSyncExternalStore } from 'react';
import type { FeedEvent } from '#contract/events.ts';
import { keepServerNow } from './clock.ts';
import { recent } from './recent.ts';
import type { ConnectionState, FeedNews } from './stream.ts';
import { openTransport, type Transport } from './transport.ts';

export type Connection = { state: ConnectionState; sinceMs: number };
export type FeedListener = (news: Exclude<FeedNews, { kind: 'clock' }>) => void;

/** A first answer waits this long for the feed; slower than that, and it is asked again once the feed stands. */
const patienceMs = 400;

function openFeed() {
  let transport: Transport | null = null;
  let connection: Connection = { state: 'connecting', sinceMs: Date.now() };
  let hasUncovered = false;
  let wasConnected = false;
  const listeners = new Set<FeedListener>();
  const watchers = new Set<() => void>();
  const waiting = new Set<() => void>();

  const hear = (news: FeedNews) => {
    if (news.kind === 'clock') return keepServerNow(news.serverNow, news.receivedAt);
    if (news.kind === 'events') recent.keep(news.events);
    if (news.kind === 'state') takeState(news);
    for (const listener of listeners) listener(news);
  };
  const takeState = ({ state, sinceMs, isFresh }: Extract<FeedNews, { kind: 'state' }>) => {
    const before = connection.state;
    // "Lost since" is the first moment of it, however many tries fail after.
    if (state !== before) connection = { state, sinceMs };
    for (const watcher of watchers) watcher();
    if (state !== 'connected') return;
    for (const go of waiting) go();
    // A stream that begins anew behind one that was running leaves a gap, as does whatever was fetched while none was.
    const hasGap = isFresh && (hasUncovered || wasConnected);
    wasConnected = true;
    if (isFresh) hasUncovered = false;
    if (hasGap) for (const listener of listeners) listener({ kind: 'resync' });
  };

  return {
    start(personId: string) {
      if (!transport) globalThis.addEventListener('online', () => transport?.order({ kind: 'again' }));
      transport ??= openTransport(hear);
      transport.order({ kind: 'start', personId });
    },
    stop() {
      wasConnected = false;
      transport?.order({ kind: 'stop' });
    },
    again: () => transport?.order({ kind: 'again' }),
    /** Resolves with a mark for `since`, when events are being told, or patience is at its end. */
    async listening(): Promise<number> {
      if (connection.state !== 'connected') {
        await new Promise<void>((resolve) => {
          const go = () => {
            waiting.delete(go);
            resolve();
          };
          waiting.add(go);
          setTimeout(go, connection.state === 'connecting' ? patienceMs : 0);
        });
      }
      hasUncovered ||= connection.state !== 'connected';
      return recent.mark();
    },
    since: (mark: number): readonly FeedEvent[] => recent.since(mark),
    listen(listener: FeedListener): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watch(watcher: () => void): () => void {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    connection: () => connection,
  };
}

export const feed = openFeed();

export const useConnection = (): Connection => useSyncExternalStore(feed.watch, feed.connection);
