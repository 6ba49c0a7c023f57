/** LISTEN, for ever: wake-ups of other nodes. `pg` neither reconnects nor listens again by itself, so this loop does. */
import { setTimeout as wait } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { heardFrom } from './announce.ts';
import type { Database } from './database.ts';
import type { Topic } from './topic.ts';

const topics: readonly Topic[] = ['inbound', 'routing', 'outbox', 'timers', 'media', 'feed', 'clock', 'access'];
const retryMs = 1_000;

export type Listening = { stop(): Promise<void> };

export async function listenForWakes(db: Database, lost: (error: unknown) => void): Promise<Listening> {
  const stopping = new AbortController();
  let client = await listen(db);
  const run = async () => {
    while (!stopping.signal.aborted) {
      const error = await ended(client, stopping.signal);
      client.release(true);
      if (stopping.signal.aborted) return;
      lost(error);
      const again = await reconnect(db, stopping.signal, lost);
      if (!again) return;
      client = again;
      // Whatever was said while nobody listened: everybody looks once.
      for (const topic of topics) db.wakes.emit(topic);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function listen(db: Database): Promise<PoolClient> {
  const client = await db.connect();
  client.on('notification', ({ payload }) => {
    for (const topic of heardFrom(payload ?? '', db.node, topics)) db.wakes.emit(topic);
  });
  try {
    await client.query('listen parley');
  } catch (error) {
    client.release(true);
    throw error;
  }
  return client;
}

async function reconnect(db: Database, signal: AbortSignal, failed: (error: unknown) => void): Promise<PoolClient | undefined> {
  while (!signal.aborted) {
    await wait(retryMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return undefined;
    try {
      return await listen(db);
    } catch (error) {
      failed(error);
    }
  }
  return undefined;
}

/** Resolves with the error when the connection is lost, with undefined when we stop. */
function ended(client: PoolClient, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(undefined);
    client.once('error', resolve);
    client.once('end', () => resolve(new Error('The listening connection ended.')));
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
