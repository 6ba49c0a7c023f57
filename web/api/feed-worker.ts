/** The one connection of this browser, shared by all tabs: an event stream per tab would block every request at the seventh tab. */
import { type FeedNews, openStream } from './stream.ts';

export type FeedOrder = { kind: 'start'; personId: string } | { kind: 'stop' } | { kind: 'again' };

const tabs = new Set<MessagePort>();
let latest: FeedNews | null = null;

const stream = openStream({
  fetch: (...request) => fetch(...request),
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  tell: (news) => {
    if (news.kind === 'state') latest = news;
    for (const tab of tabs) tab.postMessage(news);
  },
});

function onConnect(event: MessageEvent): void {
  const [tab] = event.ports;
  if (!tab) return;
  tabs.add(tab);
  tab.onmessage = ({ data }: MessageEvent<FeedOrder>) => {
    if (data.kind === 'start') {
      const isNew = stream.start(data.personId);
      // A tab that comes later has fetched nothing before it listens, so for it the running stream is not a fresh one.
      if (!isNew && latest?.kind === 'state') tab.postMessage({ ...latest, isFresh: false });
    } else if (data.kind === 'stop') stream.stop();
    else stream.again();
  };
}
globalThis.addEventListener('connect', (event) => onConnect(event as MessageEvent));
