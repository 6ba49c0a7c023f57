/**
 * One event stream per browser: a stream per tab would use up the browser's connections at the seventh tab. Whoever holds the lock
 * listens and passes everything on; when that tab goes, the next one takes over and everybody reads the state anew.
 */
import type { Told } from '../shapes.ts';

export type Heard = { kind: 'ready' } | { kind: 'lost' } | Told;

export function follow(hear: (heard: Heard) => void): () => void {
  const over = new AbortController();
  // Without a secure context (a phone in the same network) there are no locks; each tab then listens for itself.
  if (!('locks' in navigator)) {
    listen(hear, over.signal);
    return () => over.abort();
  }
  const channel = new BroadcastChannel('parley-sandbox');
  channel.onmessage = ({ data }: MessageEvent<Heard>) => hear(data);
  const lead = () =>
    new Promise<void>((resolve) => {
      over.signal.addEventListener('abort', () => resolve());
      listen((heard) => {
        hear(heard);
        channel.postMessage(heard);
      }, over.signal);
    });
  navigator.locks.request('parley-sandbox-stream', { signal: over.signal }, lead).catch(() => undefined);
  hear({ kind: 'ready' });
  return () => {
    over.abort();
    channel.close();
  };
}

function listen(hear: (heard: Heard) => void, over: AbortSignal): void {
  const source = new EventSource('/control/stream');
  source.addEventListener('ready', () => hear({ kind: 'ready' }));
  source.onmessage = ({ data }: MessageEvent<string>) => hear(JSON.parse(data) as Told);
  source.onerror = () => hear({ kind: 'lost' });
  over.addEventListener('abort', () => source.close());
}
