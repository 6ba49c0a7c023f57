/**
 * Tells the other nodes what was committed here: after the commit, and what happens within a few milliseconds in one word. NOTIFY inside
 * the transactions would cost each of them a round trip, and PostgreSQL gives notifications one order, so that all commits would queue up
 * behind each other's flush to disk. A word that gets lost is no harm: every worker also looks by itself.
 */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Topic } from './topic.ts';

const channel = 'parley';
const gatherMs = 15;

/** `node` stands before the topics, so that whoever hears their own word knows it. */
export type Announcer = { readonly node: string; tell(topics: Iterable<Topic>): void };

export function openAnnouncer(pool: pg.Pool): Announcer {
  const node = randomBytes(6).toString('hex');
  const gathered = new Set<Topic>();
  let isGathering = false;
  const speak = () => {
    isGathering = false;
    const values = [channel, [node, ...gathered].join(',')];
    gathered.clear();
    if (!pool.ending) pool.query({ name: 'announce', text: 'select pg_notify($1, $2)', values }).catch(() => undefined);
  };
  return {
    node,
    tell(topics) {
      for (const topic of topics) gathered.add(topic);
      if (isGathering || gathered.size === 0) return;
      isGathering = true;
      setTimeout(speak, gatherMs).unref();
    },
  };
}

/** The topics of another node's word; nothing of one's own, whose wakes were emitted at once. */
export function heardFrom(payload: string, own: string, known: readonly Topic[]): Topic[] {
  const [node, ...words] = payload.split(',');
  return node === own ? [] : known.filter((topic) => words.includes(topic));
}
