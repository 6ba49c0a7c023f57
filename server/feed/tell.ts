/** A batch of news, told to every stream in its own way: filtered per person, read once for all, written out once per distinct content. */
import { visible } from '#engine/role/may.ts';
import type { Db } from '../db/database.ts';
import { type Hearing, hearingOf, isOwn, mayConcern } from './hearing.ts';
import type { News } from './news.ts';
import { isAfter, type Position, writeCursor } from './position.ts';
import { feedEventOf, type Projections, project } from './project.ts';
import { type Stream, sse } from './stream.ts';

type Heard = { news: News; hearing: Hearing };
export type Batch = { epoch: string; news: readonly News[]; upTo: Position };
/** What one stream is told of a batch; null = nothing. */
export type Told = { chunk: Buffer; count: number } | null;

export async function tellBatch(db: Db, { epoch, news, upTo }: Batch, streams: readonly Stream[]): Promise<Map<Stream, Told>> {
  const heard = new Map(streams.map((stream) => [stream, listen(stream, news)]));
  const anyHeard = new Set([...heard.values()].flatMap((each) => each.map((one) => one.news)));
  if (anyHeard.size === 0) return new Map();
  const projections = await project(
    db,
    news.filter((each) => anyHeard.has(each)),
  );
  const write = writer(projections, epoch, upTo);
  return new Map(streams.map((stream) => [stream, write(stream, heard.get(stream) ?? [])]));
}

function listen(stream: Stream, news: readonly News[]): Heard[] {
  const { grants } = stream.signed;
  // A batch is one moment: once something had to be left out, so is whatever else in it is not their own.
  let isFull = false;
  return news.flatMap((each) => {
    if (!isAfter(each, stream.told) || (isFull && !mayConcern(grants, each))) return [];
    const hearing = hearingOf(grants, each);
    if (!hearing) return [];
    if (isOwn(grants, each, hearing)) return [{ news: each, hearing }];
    isFull = isFull || !stream.mayTell();
    return isFull ? [] : [{ news: each, hearing }];
  });
}

/** Streams that hear the same share one text; most do. */
function writer(projections: Projections, epoch: string, upTo: Position) {
  const texts = new Map<News, Map<number, string>>();
  const numbers = new Map<News, number>();
  const chunks = new Map<string, Told>();
  const id = writeCursor(epoch, upTo);
  const textOf = ({ news, hearing }: Heard): string => {
    const ways = texts.get(news) ?? new Map<number, string>();
    texts.set(news, ways);
    const way = wayOf(hearing);
    const text = ways.get(way) ?? JSON.stringify(feedEventOf(news, hearing, { projections, id: writeCursor(epoch, news) }));
    ways.set(way, text);
    return text;
  };
  const numberOf = (news: News): number => {
    const number = numbers.get(news) ?? numbers.size;
    numbers.set(news, number);
    return number;
  };
  return (stream: Stream, heard: readonly Heard[]): Told => {
    const still = heard.filter((each) => seesStill(stream, each, projections));
    if (still.length === 0) return null;
    const key = still.map(({ news, hearing }) => numberOf(news) * 8 + wayOf(hearing)).join();
    const known = chunks.get(key);
    if (known) return known;
    const data = `[${still.map(textOf).join(',')}]`;
    const told = { chunk: Buffer.from(sse({ event: 'change', id, data })), count: still.length };
    chunks.set(key, told);
    return told;
  };
}

const wayOf = ({ sees, lost, isMine }: Hearing): number => (sees ? 1 : 0) + (lost ? 2 : 0) + (isMine ? 4 : 0);

/** The case may have moved on between reading the log and reading the case; the event that moved it comes next. */
function seesStill({ signed }: Stream, { news, hearing }: Heard, { cases }: Projections): boolean {
  if (!hearing.sees || news.caseId === null) return true;
  const known = cases.get(news.caseId);
  return !known || visible(signed.grants, known.facts);
}
