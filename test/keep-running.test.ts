import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepRunning, type Part } from '../tools/keep-running.ts';

/** A real program: says its process id when it is ready, then does as `rest` says. */
const part = (rest: string, start = ''): Part => ({
  name: 'The clerk',
  program: ['-e', `${start}; process.send(process.pid); ${rest}`],
  env: process.env,
  output: 'ignore',
});
const goesOn = 'process.on("disconnect", () => process.exit())';
const rhythm = { pausesMs: [1, 1, 1], calmMs: 60_000 };
const silent = () => ({ say: () => undefined, onGivenUp: () => undefined, stopping: new AbortController() });

test('what is killed again and again is started again, and given up in the end', async () => {
  const said: string[] = [];
  const seen = new Set<number>();
  const givenUp = new Promise<string>((resolve) => {
    const kill = (pid: number) => {
      seen.add(pid);
      process.kill(pid, 'SIGKILL');
    };
    const kept = keepRunning<number>(part(goesOn), {
      say: (line) => said.push(line),
      onAgain: kill,
      onGivenUp: resolve,
      stopping: new AbortController(),
      rhythm,
    });
    onTestFinished(() => kept.stop());
    void kept.ready.then(kill);
  });
  expect(await givenUp).toBe('The clerk has ended 4 times shortly after its start (signal SIGKILL). Parley stops.');
  expect(seen.size).toBe(4);
  const again = ['The clerk has ended (signal SIGKILL). It is started again in 0.001 s.', 'The clerk is running again.'];
  expect(said).toEqual([...again, ...again, ...again]);
});

test('who ran for a while begins a new row: an end every now and then is never too many', async () => {
  let starts = 0;
  await new Promise<void>((resolve, reject) => {
    const onAgain = () => {
      starts += 1;
      if (starts === 6) resolve();
    };
    const watch = { ...silent(), onAgain, onGivenUp: reject, rhythm: { ...rhythm, calmMs: 0 } };
    const kept = keepRunning<number>(part('process.exit(3)'), watch);
    onTestFinished(() => kept.stop());
  });
  expect(starts).toBe(6);
});

test('a start again that fails counts like an end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-keep-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const onlyOnce = `try { require("node:fs").mkdirSync(${JSON.stringify(join(folder, 'was-here'))}) } catch { process.exit(7) }`;
  const givenUp = new Promise<string>((resolve) => {
    const kept = keepRunning<number>(part('process.exit(1)', onlyOnce), { ...silent(), onGivenUp: resolve, rhythm });
    onTestFinished(() => kept.stop());
  });
  expect(await givenUp).toBe('The clerk has ended 4 times shortly after its start (exit code 7). Parley stops.');
});

test('a first start that fails is not tried again; who leaves with a code has spoken already', async () => {
  const watch = { ...silent(), say: () => expect.unreachable(), onGivenUp: () => expect.unreachable() };
  await expect(keepRunning(part('', 'process.exit(1)'), watch).ready).rejects.toThrow(/^$/);
  await expect(keepRunning(part('', 'process.kill(process.pid, "SIGKILL")'), watch).ready).rejects.toThrow(
    'The clerk has ended before it was ready (signal SIGKILL).',
  );
  const late = { ...part('', goesOn), program: ['-e', 'setInterval(() => undefined, 1000)'], patienceMs: 50 };
  await expect(keepRunning(late, watch).ready).rejects.toThrow('The clerk was not ready within 0.05 s.');
});

test('a stop ends it, also while it starts and while it waits to start again', async () => {
  const running = keepRunning<number>(part(goesOn), silent());
  const pid = await running.ready;
  await running.stop();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');

  const starting = keepRunning<number>(part(goesOn), silent());
  await starting.stop();
  await expect(starting.ready).rejects.toThrow('before it was ready');

  const said: string[] = [];
  await new Promise<void>((resolve) => {
    const say = (sentence: string) => {
      said.push(sentence);
      void waiting.stop().then(resolve);
    };
    const waiting = keepRunning<number>(part('process.exit(1)'), { ...silent(), say, rhythm: { pausesMs: [600_000], calmMs: 60_000 } });
  });
  expect(said).toEqual(['The clerk has ended (exit code 1). It is started again in 600 s.']);
});
