/**
 * The one way to the database: `rows` for plain SQL (set-based hot paths), `select` for composed queries (Kysely),
 * `transact` for both in one transaction. Inside a transaction `transact` is a savepoint.
 * Instants come back as milliseconds since 1970 and go in as ISO text (`iso`), bigints as numbers, xid8 as text.
 */
import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import {
  type CompiledQuery,
  type DatabaseConnection,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import pg from 'pg';
import { openAnnouncer } from './announce.ts';
import type { Topic } from './topic.ts';
import type { Tables } from './types.ts';

export type Db = {
  rows<Row>(sql: string, values?: unknown[]): Promise<Row[]>;
  readonly select: Kysely<Tables>;
  transact<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** Wakes `topic` on every node once this transaction has committed (at once outside of one). */
  wake(...topics: Topic[]): void;
  /** Runs after the outermost commit, never after a rollback. */
  afterCommit(effect: () => void): void;
};

type Wakes = EventEmitter<Record<Topic, []>>;

export type Database = Db & {
  /** Local wake-ups: emitted after commits here and on NOTIFY from other nodes. */
  readonly wakes: Wakes;
  /** How this node signs what it tells the others. */
  readonly node: string;
  /** The same database through so many connections of one's own: whoever works there waits behind nobody else's queries. */
  apart(connections: number): Db;
  /** A connection of one's own (LISTEN, advisory locks). The caller releases it. */
  connect(): Promise<pg.PoolClient>;
  close(): Promise<void>;
};

export const iso = (ms: number): string => new Date(ms).toISOString();

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === pg.types.builtins.TIMESTAMPTZ) return (text: string) => Date.parse(text);
    if (oid === pg.types.builtins.INT8) return Number;
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

const sessionSettings = [
  '-c timezone=UTC',
  '-c idle_in_transaction_session_timeout=30000',
  // Arrays and keys go in as parameters, so one plan fits all values. Left to itself, PostgreSQL would compare the costs of its first
  // plans, made while the tables were small, with later ones, and plan such statements anew at every call.
  '-c plan_cache_mode=force_generic_plan',
].join(' ');

export function connectDatabase(connection: pg.PoolConfig): Database {
  const pools: pg.Pool[] = [];
  const open = (max: number): pg.Pool => {
    const pool = new pg.Pool({ ...connection, max, types, options: sessionSettings });
    // An idle connection that dies is replaced at the next use; whoever was using one gets the error itself.
    pool.on('error', () => undefined);
    // A connection that dies between two queries of a transaction says so as an event, too: the next query fails with it, the process lives.
    pool.on('connect', (client) => client.on('error', () => undefined));
    pools.push(pool);
    return pool;
  };
  const pool = open(connection.max ?? 10);
  const wakes: Wakes = new EventEmitter();
  const announcer = openAnnouncer(pool);
  const wake = (topics: Iterable<Topic>) => {
    for (const topic of topics) wakes.emit(topic);
    announcer.tell(topics);
  };
  return {
    ...outside(pool, wake),
    wakes,
    node: announcer.node,
    apart: (connections) => outside(open(connections), wake),
    connect: () => pool.connect(),
    close: async () => void (await Promise.all(pools.map((each) => each.end()))),
  };
}

const outside = (pool: pg.Pool, wake: Wake): Db => ({
  rows: async <Row>(sql: string, values: unknown[] = []) => (await pool.query(named(sql, values))).rows as Row[],
  select: kyselyOn((sql, values) => pool.query(named(sql, values))),
  transact: (work) => transactOn(pool, wake, work),
  wake: (...topics) => wake(topics),
  afterCommit: (effect) => effect(),
});

/** Deadlocks and serialisation failures change nothing, so the whole transaction may run again. */
const retryable = new Set(['40001', '40P01']);

type Wake = (topics: Iterable<Topic>) => void;

async function transactOn<T>(pool: pg.Pool, wake: Wake, work: (db: Db) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    const topics = new Set<Topic>();
    const effects: (() => void)[] = [];
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(inside(client, topics, effects, 1));
      await client.query('commit');
      for (const effect of effects) effect();
      wake(topics);
      return result;
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure;
      });
      if (!(attempt < 4 && error instanceof pg.DatabaseError && retryable.has(error.code ?? ''))) throw error;
    } finally {
      client.release(broken);
    }
  }
}

function inside(client: pg.ClientBase, topics: Set<Topic>, effects: (() => void)[], depth: number): Db {
  return {
    rows: async <Row>(sql: string, values: unknown[] = []) => (await client.query(named(sql, values))).rows as Row[],
    select: kyselyOn((sql, values) => client.query(named(sql, values))),
    wake: (...woken) => {
      for (const topic of woken) topics.add(topic);
    },
    afterCommit: (effect) => {
      effects.push(effect);
    },
    transact: async (work) => {
      const savepoint = `s${depth}`;
      await client.query(`savepoint ${savepoint}`);
      try {
        const result = await work(inside(client, topics, effects, depth + 1));
        await client.query(`release savepoint ${savepoint}`);
        return result;
      } catch (error) {
        await client.query(`rollback to savepoint ${savepoint}`);
        throw error;
      }
    },
  };
}

/**
 * Named statements are planned once per connection: 53 µs a query instead of 218 (measured). Names are never given up, so SQL
 * text must come from a bounded set: arrays go in as one `= any($1)`, never as a list of placeholders.
 */
function named(text: string, values: unknown[]): pg.QueryConfig {
  if (values.length === 0) return { text };
  let name = names.get(text);
  if (name === undefined) {
    name = `p${createHash('sha1').update(text).digest('hex').slice(0, 20)}`;
    if (names.size < 2_000) names.set(text, name);
  }
  return { name, text, values };
}
const names = new Map<string, string>();

type RunSql = (sql: string, values: unknown[]) => Promise<pg.QueryResult>;

function kyselyOn(run: RunSql): Kysely<Tables> {
  const connection: DatabaseConnection = {
    executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      const result = await run(query.sql, [...query.parameters]);
      return { rows: result.rows as R[], numAffectedRows: BigInt(result.rowCount ?? 0) };
    },
    streamQuery: () => {
      throw new Error('Streaming is not used: pages and cursors are.');
    },
  };
  const refuse = async () => {
    throw new Error('Transactions are opened by transact().');
  };
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createDriver: () => ({
        init: async () => undefined,
        acquireConnection: async () => connection,
        beginTransaction: refuse,
        commitTransaction: refuse,
        rollbackTransaction: refuse,
        releaseConnection: async () => undefined,
        destroy: async () => undefined,
      }),
    },
  });
}
