/** How a tab reaches the one connection: a shared worker; else the tab that holds a lock leads the others; else its own. */
import type { FeedOrder } from './feed-worker.ts';
import workerUrl from './feed-worker.ts?sharedworker&url';
import { type FeedNews, openStream, type Stream } from './stream.ts';
import { trustedScriptUrl } from './trusted.ts';

export type Transport = { order(order: FeedOrder): void };
type Hear = (news: FeedNews) => void;

export function openTransport(hear: Hear): Transport {
  if (typeof SharedWorker !== 'undefined') return viaWorker(hear);
  if (typeof BroadcastChannel !== 'undefined' && 'locks' in navigator) return viaLeader(hear);
  const stream = streamHere(hear);
  return { order: (order) => obey(stream, order) };
}

function viaWorker(hear: Hear): Transport {
  const worker = new SharedWorker(trustedScriptUrl(workerUrl), { type: 'module', name: 'parley-feed' });
  worker.port.onmessage = ({ data }: MessageEvent<FeedNews>) => hear(data);
  return { order: (order) => worker.port.postMessage(order) };
}

type Spoken = { from: 'leader'; news: FeedNews } | { from: 'tab'; order: FeedOrder };

/** Every tab asks for the lock; who has it holds the connection, and when that tab closes the next one takes over. */
function viaLeader(hear: Hear): Transport {
  const channel = new BroadcastChannel('parley-feed');
  let stream: Stream | null = null;
  let wanted: FeedOrder | null = null;
  let latest: FeedNews | null = null;
  channel.onmessage = ({ data }: MessageEvent<Spoken>) => {
    if (data.from === 'leader') hear(data.news);
    else if (stream) {
      const isNew = obey(stream, data.order);
      const tellLatest = data.order.kind === 'start' && !isNew && latest?.kind === 'state';
      if (tellLatest) channel.postMessage({ from: 'leader', news: { ...latest, isFresh: false } });
    }
  };
  void navigator.locks.request('parley-feed', () => {
    stream = streamHere((news) => {
      if (news.kind === 'state') latest = news;
      hear(news);
      channel.postMessage({ from: 'leader', news } satisfies Spoken);
    });
    if (wanted) obey(stream, wanted);
    return new Promise(() => undefined);
  });
  return {
    order(order) {
      if (order.kind !== 'again') wanted = order;
      if (stream) obey(stream, order);
      else channel.postMessage({ from: 'tab', order } satisfies Spoken);
    },
  };
}

const streamHere = (hear: Hear): Stream =>
  openStream({
    fetch: (...request) => fetch(...request),
    now: () => Date.now(),
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    tell: hear,
  });

/** True when a new stream was begun. */
function obey(stream: Stream, order: FeedOrder): boolean {
  if (order.kind === 'start') return stream.start(order.personId);
  if (order.kind === 'stop') stream.stop();
  else stream.again();
  return false;
}
