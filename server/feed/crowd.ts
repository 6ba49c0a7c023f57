/** All open streams of this process: who is there, whether they may still be, and the beat that tells both sides so. */
import { agentConnected } from '../agents/presence.ts';
import type { Context } from '../context.ts';
import { iso } from '../db/database.ts';
import { type Signed, selectSigned } from '../people/sessions.ts';
import { retryAfter, type Stream, sse } from './stream.ts';

/** One stream serves all tabs of a browser, so more than a few of one person are leaks: the oldest gives way (T62). */
const mostPerPerson = 5;
export const mostStreams = 2_000;

export type Crowd = {
  readonly streams: ReadonlySet<Stream>;
  add(stream: Stream): void;
  remove(stream: Stream): void;
  /** Sessions that ended and rights that changed are told, then closed (T57). */
  recheck(): Promise<void>;
  /** The reader of a stream is alive; false = no such stream for whoever holds this cookie. */
  pulse(streamId: string, token: string): boolean;
  /** `cursor`: everything up to it has been told to everybody. */
  beat(cursor: (stream: Stream) => string, now: number): Promise<void>;
  leave(): void;
};

/** Whoever asks while one look is under way waits for the next, together with all others: many changes in a row are two looks. */
function together(look: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  let next: Promise<void> | null = null;
  const begin = () => {
    next = null;
    const looking = look();
    last = looking.catch(() => undefined);
    return looking;
  };
  return () => {
    next ??= last.then(begin);
    return next;
  };
}

export function openCrowd(context: Context): Crowd {
  const streams = new Set<Stream>();
  const { feedStreams } = context.metrics;

  const remove = (stream: Stream) => {
    streams.delete(stream);
    feedStreams.set(streams.size);
  };
  const dismiss = (stream: Stream, last: string) => {
    remove(stream);
    stream.end(last);
  };

  const recheck = together(async () => {
    const present = [...streams];
    if (present.length === 0) return;
    const standing = await selectSigned(context.db, [...new Set(present.map((stream) => stream.sessionId))]);
    for (const stream of present) {
      const signed = standing.get(stream.sessionId);
      if (!signed) dismiss(stream, sse({ event: 'signed-out', data: {} }));
      else if (!hasSameAccess(stream.signed, signed)) dismiss(stream, sse({ event: 'access-changed', data: {} }));
    }
  });

  return {
    streams,
    add(stream) {
      const theirs = [...streams].filter((each) => each.signed.personId === stream.signed.personId);
      // Told to wait long, so that the oldest and the newest do not chase each other away.
      for (const oldest of theirs.slice(0, Math.max(0, theirs.length - mostPerPerson + 1))) dismiss(oldest, retryAfter(60_000));
      streams.add(stream);
      feedStreams.set(streams.size);
    },
    remove,
    recheck,
    pulse(streamId, token) {
      const answered = [...streams].find((stream) => stream.id === streamId && stream.token === token);
      answered?.pulse();
      return answered !== undefined;
    },
    async beat(cursor, now) {
      for (const stream of [...streams].filter((each) => each.isSilent(now))) {
        remove(stream);
        stream.drop();
      }
      await recheck();
      const data = JSON.stringify({ serverNow: iso(context.clock.now()) });
      const agents = new Set<string>();
      for (const stream of streams) {
        const chunk = sse({ event: 'beat', id: cursor(stream), data });
        if (stream.waiting) stream.waiting.push(Buffer.from(chunk));
        else stream.write(chunk);
        if (stream.signed.isAgent) agents.add(stream.signed.personId);
      }
      for (const personId of agents) await agentConnected(context, personId);
    },
    leave() {
      const present = [...streams];
      for (const [place, stream] of present.entries()) dismiss(stream, retryAfter(1_000 + (4_000 * place) / present.length));
    },
  };
}

const accessOf = ({ role, grants, isAgent }: Signed): string => JSON.stringify([role.id, grants, isAgent]);
const hasSameAccess = (before: Signed, now: Signed): boolean => accessOf(before) === accessOf(now);
