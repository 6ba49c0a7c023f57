/**
 * A program of its own that belongs to us: it says once that it is ready, and when it ends by itself it is started again. Several ends
 * shortly after each other are no accident: then it is given up.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { StartProblem } from '#server/start-problem.ts';

export type Part = {
  /** As the sentences call it: “The sandbox”. */
  name: string;
  /** The file, and what Node is given before it. */
  program: string[];
  env: NodeJS.ProcessEnv;
  output: 'inherit' | 'ignore';
  /** Whoever is not ready by then is ended. */
  patienceMs?: number;
};

type Watch<Ready> = {
  say(sentence: string): void;
  /** It is running again after it had ended. */
  onAgain?(ready: Ready): void;
  onGivenUp(sentence: string): void;
  /** Shared by all parts: Ctrl+C reaches every process at once, and none that ends then is to come back. */
  stopping: AbortController;
  rhythm?: Rhythm;
};

/** How long to wait after each end in a row; one more is too many. Who ran for `calmMs` begins a new row. */
type Rhythm = { pausesMs: readonly number[]; calmMs: number };
const patient: Rhythm = { pausesMs: [500, 1_000, 2_000, 4_000], calmMs: 30_000 };

export type Kept<Ready> = {
  /** Rejects when the very first start fails: that is nothing to try again. */
  ready: Promise<Ready>;
  stop(): Promise<void>;
};

/** `Ready` is what the program says by `process.send` when it is ready. */
export function keepRunning<Ready>(part: Part, watch: Watch<Ready>): Kept<Ready> {
  const { stopping } = watch;
  let run = begin<Ready>(part);
  const { ready } = run;
  const keep = async (): Promise<void> => {
    await ready;
    const { pausesMs, calmMs } = watch.rhythm ?? patient;
    for (let ends = 0, since = performance.now(); ; ) {
      const how = await run.ended;
      // Ctrl+C reaches the program and us at once, and it may be quicker to go than we are to hear of it.
      await wait(100, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      ends = performance.now() - since < calmMs ? ends + 1 : 1;
      const pauseMs = pausesMs[ends - 1];
      if (pauseMs === undefined)
        return watch.onGivenUp(`${part.name} has ended ${ends} times shortly after its start (${how}). Parley stops.`);
      watch.say(`${part.name} has ended (${how}). It is started again in ${pauseMs / 1_000} s.`);
      await wait(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      run = begin(part);
      since = Number.POSITIVE_INFINITY;
      await run.ready.then(again, () => undefined);
      since = performance.now();
    }
  };
  const again = (value: Ready) => {
    watch.say(`${part.name} is running again.`);
    watch.onAgain?.(value);
  };
  const kept = keep().catch(() => undefined);
  return {
    ready,
    stop: async () => {
      stopping.abort();
      run.end();
      await run.ended;
      await kept;
    },
  };
}

type Run<Ready> = { ready: Promise<Ready>; ended: Promise<string>; end(): void };

function begin<Ready>({ name, program, env, output, patienceMs }: Part): Run<Ready> {
  // The channel tells the program when we are gone, however that came about.
  const child = spawn(process.execPath, program, { env, stdio: ['ignore', output, 'inherit', 'ipc'] });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
    child.once('error', ({ message }) => resolve(message));
  });
  const ready = new Promise<Ready>((resolve, reject) => {
    child.once('message', (value) => resolve(value as Ready));
    void ended.then((how) => reject(startProblem(child, `${name} has ended before it was ready (${how}).`)));
    if (patienceMs === undefined) return;
    const late = setTimeout(() => {
      reject(new StartProblem(`${name} was not ready within ${patienceMs / 1_000} s.`));
      child.kill('SIGKILL');
    }, patienceMs);
    for (const event of ['message', 'exit'] as const) child.once(event, () => clearTimeout(late));
  });
  // Who waits hears of it; that nobody does is no fault.
  ready.catch(() => undefined);
  return { ready, ended, end: () => void child.kill('SIGTERM') };
}

/** Who leaves with a code has said why, on the lines above. */
const startProblem = ({ exitCode }: ChildProcess, sentence: string): StartProblem => new StartProblem(exitCode === null ? sentence : '');
