/** One open event stream: what it is told, how far it has been told, and what happens when it cannot follow. */
import type { ServerResponse } from 'node:http';
import type { Signed } from '../people/sessions.ts';
import type { Position } from './position.ts';

/** A reader that leaves so much unread is cut off (T60); it comes back with its last cursor and is told what it missed, or to look again. */
const mostUnreadBytes = 1024 * 1024;
/** Beyond their own work, people are told so many events a second; a screen that shows more cannot be read. */
const toldPerSecond = 50;
const toldAtOnce = 300;
/** Whoever missed something for that reason is asked to look again at most this often. */
const resyncEveryMs = 5_000;

export type Stream = {
  readonly id: string;
  readonly sessionId: string;
  signed: Signed;
  /** Everything up to here has been told, or was none of their business. */
  told: Position;
  /** Collected while it is still being told what it missed; null = told at once. */
  waiting: Buffer[] | null;
  /** Takes one from what may be told beyond one's own work; false = it is left out, and a resync will follow. */
  mayTell(): boolean;
  /** True once when something was left out and it is time to say so. */
  owesResync(): boolean;
  write(chunk: Buffer | string): void;
  /** Says why, then ends. */
  end(last: string): void;
};

export type Opening = { id: string; signed: Signed; told: Position; response: ServerResponse };

export function openStream({ id, signed, told, response }: Opening): Stream {
  const flood = floodGate();
  const send = (chunk: Buffer | string) => {
    if (response.destroyed || response.writableEnded) return;
    response.write(chunk);
    if (response.writableLength > mostUnreadBytes) response.destroy();
  };
  return {
    id,
    sessionId: signed.sessionId,
    signed,
    told,
    waiting: null,
    ...flood,
    write: send,
    end: (last) => {
      send(last);
      if (!response.destroyed) response.end();
    },
  };
}

function floodGate(): Pick<Stream, 'mayTell' | 'owesResync'> {
  let left = toldAtOnce;
  let at = performance.now();
  let isOwed = false;
  let lastResyncAt = Number.NEGATIVE_INFINITY;
  return {
    mayTell() {
      const now = performance.now();
      left = Math.min(toldAtOnce, left + ((now - at) / 1000) * toldPerSecond);
      at = now;
      if (left < 1) {
        isOwed = true;
        return false;
      }
      left -= 1;
      return true;
    },
    owesResync() {
      const now = performance.now();
      if (!isOwed || now - lastResyncAt < resyncEveryMs) return false;
      isOwed = false;
      lastResyncAt = now;
      return true;
    },
  };
}

type Spoken = { event: string; id?: string | undefined; data: unknown };

/** One server-sent event. JSON has no bare line breaks, so `data` is one line. */
export const sse = ({ event, id, data }: Spoken): string =>
  `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/** When to come back: spread, so that nobody comes at the same moment as all others (F43). */
export const retryAfter = (ms: number): string => `retry: ${Math.round(ms)}\n\n`;
