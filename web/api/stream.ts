/** One connection to the event feed: it reconnects by itself and goes on behind the last event it has told. */
import { type FeedEvent, feedPath, pulsePath } from '#contract/events.ts';
import { personHeader } from '#contract/people.ts';
import { type SseEvent, sseParser } from './sse.ts';

export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'signed-out';
export type FeedNews =
  /** `isFresh`: the stream starts here, so whatever was fetched before it may have missed something. */
  | { kind: 'state'; state: ConnectionState; sinceMs: number; isFresh: boolean }
  | { kind: 'clock'; serverNow: string; receivedAt: number }
  | { kind: 'events'; events: FeedEvent[] }
  | { kind: 'resync' }
  | { kind: 'access-changed' };

export type StreamParts = {
  fetch: typeof fetch;
  now(): number;
  /** Runs later; gives back how to call it off. */
  after(ms: number, run: () => void): () => void;
  tell(news: FeedNews): void;
};
export type Stream = {
  /** False when it was running for this person already: whoever asks is told nothing new. */
  start(personId: string): boolean;
  stop(): void;
  again(): void;
};

const silenceMs = 25_000;
const pauses = [300, 1000, 2000, 4000, 5000] as const;

type Run = {
  personId: string;
  abort: AbortController;
  lastId: string | null;
  streamId: string | null;
  failures: number;
  /** The server's last word was when to come back: each of many in its own time. */
  restMs: number | null;
  calledOff: () => void;
};

const pauseAfter = ({ restMs, failures }: Run): number => restMs ?? pauses[Math.min(failures, pauses.length - 1)] ?? 5000;

function requestOf({ personId, lastId, abort }: Run): RequestInit {
  const headers = { accept: 'text/event-stream', [personHeader]: personId, ...(lastId === null ? {} : { 'last-event-id': lastId }) };
  return { headers, signal: abort.signal, credentials: 'same-origin', cache: 'no-store' };
}

export function openStream(parts: StreamParts): Stream {
  let run: Run | null = null;
  let person: string | null = null;

  const state = (next: ConnectionState, isFresh = false) => parts.tell({ kind: 'state', state: next, sinceMs: parts.now(), isFresh });
  const stop = () => {
    run?.abort.abort();
    run?.calledOff();
    run = null;
  };
  const start = (personId: string, lastId: string | null, failures: number) => {
    stop();
    run = { personId, abort: new AbortController(), lastId, streamId: null, failures, restMs: null, calledOff: () => undefined };
    void connect(run);
  };
  const retry = (failed: Run) => {
    if (run !== failed) return;
    if (failed.failures === 0) state('lost');
    failed.calledOff();
    failed.calledOff = parts.after(pauseAfter(failed), () => run === failed && start(failed.personId, failed.lastId, failed.failures + 1));
  };

  async function connect(own: Run): Promise<void> {
    try {
      const response = await parts.fetch(feedPath, requestOf(own));
      if (response.status === 401) return end(own, 'signed-out');
      if (!response.ok || !response.body) return retry(own);
      await read(own, response.body);
      retry(own);
    } catch {
      // Offline, reset, or our own abort: in each case the only thing to do is to connect again, unless we were stopped.
      retry(own);
    }
  }

  async function read(own: Run, body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const parse = sseParser();
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const calledOff = parts.after(silenceMs, () => own.abort.abort());
      const { done, value } = await reader.read().finally(calledOff);
      if (done || run !== own) return;
      for (const event of parse(value)) take(own, event);
    }
  }

  function take(own: Run, { event, id, data }: SseEvent): void {
    const isResumed = own.lastId !== null;
    if (id !== null) own.lastId = id;
    own.restMs = event === 'retry' ? Number(data) : null;
    if (event === 'change') {
      parts.tell({ kind: 'events', events: JSON.parse(data) as FeedEvent[] });
    } else if (event === 'hello') {
      own.failures = 0;
      state('connected', !isResumed);
      own.streamId = tellClock(data);
    } else if (event === 'beat') {
      tellClock(data);
      answerBeat(own);
    } else if (event === 'resync') parts.tell({ kind: 'resync' });
    else if (event === 'signed-out') end(own, 'signed-out');
    else if (event === 'access-changed') {
      // What I may see is another world now: begin again, without a place in the old one.
      own.lastId = null;
      parts.tell({ kind: 'access-changed' });
    }
  }

  function tellClock(data: string): string | null {
    const { serverNow, streamId } = JSON.parse(data) as { serverNow?: string; streamId?: string };
    if (serverNow) parts.tell({ kind: 'clock', serverNow, receivedAt: parts.now() });
    return streamId ?? null;
  }

  /** So the server notices a network that died; an answer that is lost is only one beat of two. */
  function answerBeat({ streamId, abort }: Run): void {
    if (streamId === null) return;
    const body = JSON.stringify({ streamId });
    const headers = { 'content-type': 'application/json' };
    void parts.fetch(pulsePath, { method: 'POST', headers, body, signal: abort.signal, credentials: 'same-origin' }).catch(() => undefined);
  }

  function end(own: Run, last: ConnectionState): void {
    if (run !== own) return;
    stop();
    person = null;
    state(last);
  }

  return {
    start(personId) {
      if (person === personId && run) return false;
      person = personId;
      state('connecting');
      start(personId, null, 0);
      return true;
    },
    stop() {
      person = null;
      stop();
    },
    /** The network came back, or the tab woke up: do not wait out the pause. */
    again() {
      if (run && run.failures > 0) start(run.personId, run.lastId, run.failures);
    },
  };
}
