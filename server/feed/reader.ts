/** The one reader of the log in this process: woken by commits, it reads what is new once and has it told to every stream. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { type Running, startLoop } from '../work/loop.ts';
import type { Crowd } from './crowd.ts';
import { hasHeldNews, selectMissed, selectNews } from './news.ts';
import { type Horizon, isAfter, type Position, writeCursor } from './position.ts';
import { type Stream, sse } from './stream.ts';
import { type Batch, type Told, tellBatch } from './tell.ts';

const batchSize = 1_000;
/** A reader that missed more is asked to look again: cheaper for both than reading it all (F48). */
const mostMissed = 2_000;
/** What happens within this time is told in one go; the busier the log, the larger the bites, and the fewer writes to each stream. */
const rests = [
  { below: 100, ms: 20 },
  { below: 300, ms: 50 },
];
const longestRestMs = 100;
const restMs = (count: number) => rests.find(({ below }) => count < below)?.ms ?? longestRestMs;
/** An older transaction is still open, usually for a few milliseconds. */
const heldMs = 5;
/** A batch that fails so often in a row is skipped: everybody looks again instead. */
const mostFailures = 3;

export type Reader = Running & {
  /** From here on the stream hears what is new; answers behind which position that is. */
  join(stream: Stream, horizon: Horizon): Position;
  /** Tells what the stream missed between its cursor and where it joined; false = too much. */
  catchUp(stream: Stream, missed: { after: Position; upTo: Position }): Promise<boolean>;
  cursor(stream: Stream): string;
};

export function startReader(context: Context, crowd: Crowd): Reader {
  const { db, metrics } = context;
  let epoch = '';
  /** Null while nobody listens. */
  let position: Position | null = null;
  let failures = 0;

  async function once(): Promise<number> {
    if (crowd.streams.size === 0) position = null;
    if (!position) return 0;
    for (const stream of crowd.streams) if (stream.owesResync()) stream.write(sse({ event: 'resync', data: {} }));
    const before: Position = position;
    const news = await selectNews(db, before, batchSize);
    if (!news.last) return waitForHeld();
    // Whoever comes from now on starts behind this batch; whoever is here is told it.
    position = news.last;
    await tell({ epoch, news: news.rows, upTo: position }, before);
    if (news.count < batchSize) await wait(restMs(news.count));
    return news.count;
  }

  async function waitForHeld(): Promise<number> {
    if (!(await hasHeldNews(db))) return 0;
    await wait(heldMs);
    return 1;
  }

  async function tell(batch: Batch, before: Position): Promise<void> {
    const streams = [...crowd.streams];
    const told = await tellBatch(db, batch, streams).catch((error: unknown) => {
      failures += 1;
      if (failures < mostFailures) position = before;
      else for (const stream of streams) stream.write(sse({ event: 'resync', data: {} }));
      throw error;
    });
    failures = 0;
    for (const stream of streams) {
      hand(stream, told.get(stream) ?? null);
      if (isAfter(batch.upTo, stream.told)) stream.told = batch.upTo;
    }
  }

  function hand(stream: Stream, told: Told): void {
    if (!told) return;
    metrics.feedEvents.inc(told.count);
    if (stream.waiting) stream.waiting.push(told.chunk);
    else stream.write(told.chunk);
  }

  return {
    ...startLoop(context, { part: 'feed', topic: 'feed', pollMs: 1_000, once }),
    join(stream, horizon) {
      crowd.add(stream);
      if (!position || epoch !== horizon.epoch) {
        position = horizon.position;
        epoch = horizon.epoch;
        db.wakes.emit('feed');
      }
      return position;
    },
    async catchUp(stream, { after, upTo }) {
      const news = await selectMissed(db, { after, upTo }, mostMissed + 1);
      if (news.count > mostMissed) return false;
      const past: Stream = { ...stream, told: after };
      hand({ ...past, waiting: null }, (await tellBatch(db, { epoch, news: news.rows, upTo }, [past])).get(past) ?? null);
      return true;
    },
    cursor: (stream) => writeCursor(epoch, stream.told),
  };
}
