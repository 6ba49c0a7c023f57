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
  /** The cookie it was opened with: who answers its beats must hold the same. */
  readonly token: string;
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
  /** Its reader has answered a beat. */
  pulse(): void;
  /** It used to answer, and does not any more. */
  isSilent(now: number): boolean;
  /** Says why, then ends. */
  end(last: string): void;
  /** There is nobody to say anything to. */
  drop(): void;
};

/** Two beats: the answer to the one before the last has not come. */
const silentMs = 18_000;

export type Opening = Pick<Stream, 'id' | 'token' | 'signed'> & { response: ServerResponse };

export function openStream({ id, token, signed, response }: Opening): Stream {
  const flood = floodGate();
  let pulsedAt: number | null = null;
  const send = (chunk: Buffer | string) => {
    if (response.destroyed || response.writableEnded) return;
    response.write(chunk);
    if (response.writableLength > mostUnreadBytes) response.destroy();
  };
  return {
    id,
    sessionId: signed.sessionId,
    token,
    signed,
    told: { xid: 0, id: 0 },
    waiting: null,
    ...flood,
    write: send,
    pulse: () => {
      pulsedAt = performance.now();
    },
    isSilent: (now) => pulsedAt !== null && now - pulsedAt > silentMs,
    end: (last) => {
      send(last);
      if (!response.destroyed) response.end();
    },
    drop: () => void response.destroy(),
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
