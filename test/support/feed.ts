/** People listening to the event feed of a server of their own, as browsers do: over a socket. */
import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { FeedEvent } from '#contract/events.ts';
import type { ChannelPermission, RolePermission } from '#contract/permissions.ts';
import type { SceneEvent } from '#engine/events.ts';
import type { Database } from '#server/db/database.ts';
import { type Feed, registerFeed } from '#server/http/feed.ts';
import { insertSession } from '#server/people/sessions.ts';
import { apply } from '#server/scene/apply.ts';
import { openTestApp, type TestApp } from './app.ts';

export type FeedApp = TestApp & { feed: Feed; url: string };

export async function openFeedApp(): Promise<FeedApp> {
  const opened = await openTestApp();
  const feed = registerFeed(opened.app, opened.context);
  onTestFinished(() => feed.stop());
  const url = await opened.app.listen({ port: 0, host: '127.0.0.1' });
  return { ...opened, feed, url };
}

export type Member = { personId: string; roleId: string; sessionId: string; token: string; cookies: { 'parley-session': string } };
export type Wish = {
  name?: string;
  permissions?: readonly RolePermission[];
  channels?: Readonly<Record<string, readonly ChannelPermission[]>>;
  /** An agent with these skills; undefined = no agent. */
  skills?: readonly string[];
};

/** Somebody with a role of their own, signed in. */
export async function addMember(db: Database, { name = 'Bo', permissions = [], channels = {}, skills }: Wish): Promise<Member> {
  const [personId, roleId, sessionId] = [randomUUID(), randomUUID(), randomUUID()] as const;
  await db.rows('insert into roles values ($1, $2, $3)', [roleId, `role of ${personId}`, permissions]);
  await db.rows("insert into people (id, name, email, language, role_id) values ($1, $2, $3, 'en', $4)", [
    personId,
    name,
    `${personId}@example.com`,
    roleId,
  ]);
  for (const [channelId, granted] of Object.entries(channels)) {
    await db.rows('insert into role_channels values ($1, $2, $3)', [roleId, channelId, granted]);
  }
  if (skills) {
    await db.rows("insert into agents (person_id, state) values ($1, 'available')", [personId]);
    for (const skillId of skills) await db.rows('insert into agent_skills values ($1, $2, 1)', [personId, skillId]);
  }
  const token = await insertSession(db, sessionId, personId);
  return { personId, roleId, sessionId, token, cookies: { 'parley-session': token } };
}

/** What the rules decided, written as the server writes it. */
export async function happen(db: Database, events: readonly SceneEvent[], actorId: string | null = null): Promise<void> {
  await db.transact((inside) => apply(inside, [{ events, traceId: 'trace-of-the-test', actorId }], randomUUID));
}

export type Heard = { event: string; id: string | null; data: unknown };
export type Listener = {
  /** Everything heard so far. */
  heard: Heard[];
  /** The events of all `change`s so far. */
  changes(): FeedEvent[];
  /** The first thing heard, now or later, that fits. */
  until(fits: (heard: Heard) => boolean): Promise<Heard>;
  untilEvent(event: string): Promise<Heard>;
  /** The first told event of this type, now or later. */
  untilType(type: string): Promise<FeedEvent>;
  /** Resolves when the server has closed the stream. */
  ended: Promise<void>;
  lastId(): string;
  close(): void;
};

export async function listen(url: string, token: string, lastEventId?: string): Promise<Listener> {
  const abort = new AbortController();
  const response = await fetch(`${url}/api/v1/feed`, {
    headers: { cookie: `parley-session=${token}`, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
    signal: abort.signal,
  });
  if (!response.ok || !response.body) throw new Error(`The feed answered ${response.status}: ${await response.text()}`);
  const heard: Heard[] = [];
  const waiting = new Set<() => void>();
  const tellWaiting = () => {
    for (const look of waiting) look();
  };
  const read = async (body: ReadableStream<Uint8Array>) => {
    let rest = '';
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) if (block.startsWith('event:')) heard.push(heardOf(block));
      tellWaiting();
    }
  };
  let isOver = false;
  const ended = read(response.body)
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
      tellWaiting();
    });
  const until = (fits: (one: Heard) => boolean) =>
    new Promise<Heard>((resolve, reject) => {
      const look = () => {
        const found = heard.find(fits);
        if (!found && !isOver) return;
        waiting.delete(look);
        if (found) resolve(found);
        else reject(new Error(`The stream ended after: ${heard.map((one) => one.event).join(', ')}`));
      };
      waiting.add(look);
      look();
    });
  const changes = () => heard.flatMap((one) => (one.event === 'change' ? (one.data as FeedEvent[]) : []));
  onTestFinished(() => abort.abort());
  return {
    heard,
    changes,
    until,
    untilEvent: (event) => until((one) => one.event === event),
    untilType: async (type) => {
      const isOf = (told: FeedEvent) => told.type === type;
      await until((one) => one.event === 'change' && (one.data as FeedEvent[]).some(isOf));
      const found = changes().find(isOf);
      if (!found) throw new Error(`No event of type ${type} was told.`);
      return found;
    },
    ended,
    lastId: () => heard.findLast((one) => one.id !== null)?.id ?? '',
    close: () => abort.abort(),
  };
}

function heardOf(block: string): Heard {
  const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
  return { event: fields.get('event') ?? '', id: fields.get('id') ?? null, data: JSON.parse(fields.get('data') ?? 'null') };
}
