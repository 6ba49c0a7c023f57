/**
 * Outcomes that come in at the same time share one commit: the next write takes whatever arrived while the last one ran. An outcome
 * that cannot be written now (the database restarts) is tried again for a while; after that the lease ends and the sweep calls it unknown.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { type Outcome, recordOutcomes } from './outcomes.ts';

export type Recorder = {
  record(outcome: Outcome): void;
  /** Until everything told so far is written or given up. */
  settled(): Promise<void>;
};

const maxBatch = 200;
const pausesMs = [250, 500, 1_000, 2_000, 4_000, 8_000];

export function openRecorder(context: Context): Recorder {
  let waiting: Outcome[] = [];
  let writing: Promise<void> | undefined;
  const late = new Set<Promise<void>>();

  async function write() {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      await writeBatch(batch);
    }
    writing = undefined;
  }

  /** One that fails must not take the others with it. */
  async function writeBatch(batch: Outcome[]) {
    try {
      await recordOutcomes(context, batch);
      // Whoever waited behind these may go now. Local: other nodes have queues and polls of their own.
      context.db.wakes.emit('outbox');
    } catch (error) {
      if (batch.length > 1) for (const outcome of batch) await writeBatch([outcome]);
      else for (const outcome of batch) tryLater(outcome, error);
    }
  }

  function tryLater(outcome: Outcome, error: unknown) {
    const trial = tryAgain(context, outcome, error).finally(() => late.delete(trial));
    late.add(trial);
  }

  return {
    record: (outcome) => {
      waiting.push(outcome);
      writing ??= write();
    },
    settled: async () => {
      while (writing || late.size > 0) await Promise.all([writing, ...late]);
    },
  };
}

async function tryAgain(context: Context, outcome: Outcome, first: unknown): Promise<void> {
  let err = first;
  for (const pauseMs of pausesMs) {
    await wait(pauseMs);
    try {
      await recordOutcomes(context, [outcome]);
      context.db.wakes.emit('outbox');
      return;
    } catch (error) {
      err = error;
    }
  }
  context.log.error({ err, part: 'outbox', outboxId: outcome.handed.outboxId }, 'The outcome of a send could not be written.');
}
