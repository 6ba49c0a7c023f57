/**
 * The life of a worker: one round after the other while there is work, then rest until a wake-up or the poll. Wake-ups are hints that
 * may get lost, so every worker also looks by itself. A round that fails is told once and tried again after a pause.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../context.ts';
import type { Topic } from '../db/topic.ts';

export type Loop = {
  part: string;
  topic: Topic;
  pollMs: number;
  /** One round: how much was done; 0 = nothing is left to do now. */
  once(): Promise<number>;
};
export type Running = { stop(): Promise<void> };

const pauseMs = 1_000;

export function startLoop({ db, log }: Pick<Context, 'db' | 'log'>, { part, topic, pollMs, once }: Loop): Running {
  let isStopping = false;
  let isWoken = false;
  /** Only while resting: a busy worker is woken thousands of times, and an abort costs more than a flag. */
  let rest: AbortController | undefined;
  const wake = () => {
    isWoken = true;
    rest?.abort();
  };
  db.wakes.on(topic, wake);

  async function sleep(ms: number) {
    if (isStopping) return;
    rest = new AbortController();
    await pause(ms, rest.signal);
    rest = undefined;
  }

  async function run() {
    while (!isStopping) {
      // From here on a wake-up is remembered: it cuts the coming rest short even if it comes before that has begun.
      isWoken = false;
      const done = await once().catch((err) => {
        log.error({ err, part }, 'A round of work failed; it is tried again.');
        return undefined;
      });
      if (done === 0 && !isWoken) await sleep(pollMs);
      if (done === undefined) await sleep(pauseMs);
    }
  }
  const running = run();
  return {
    stop: async () => {
      isStopping = true;
      db.wakes.off(topic, wake);
      rest?.abort();
      await running;
    },
  };
}

const pause = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal }).catch(() => undefined);
