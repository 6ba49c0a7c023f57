import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { lockFolder } from './folder.ts';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
const statOf = (pid: string | number): string => readFileSync(`/proc/${pid}/stat`, 'utf8');
const startOf = (stat: string): string => stat.split(') ').at(-1)?.split(' ')[19] ?? '';

test('a folder is held by one process at a time, and free again when it is released', () => {
  const folder = newFolder();
  const lock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(`Parley is already running on ${folder} (process ${process.pid}).`);
  lock.release();
  lockFolder(folder).release();
});

test('a folder that is not there yet is made for its owner only, and what leads to it may be passed', () => {
  const above = join(newFolder(), 'a');
  lockFolder(join(above, 'b')).release();
  const modeOf = (folder: string) => (statSync(folder).mode & 0o777).toString(8);
  expect([modeOf(above), modeOf(join(above, 'b'))]).toEqual(['755', '700']);
});

test('what a crash left is taken over: a process that is gone, and a number that was given to somebody else', () => {
  const folder = newFolder();
  for (const left of ['4194304 123', `${process.pid} 1`, '']) {
    writeFileSync(join(folder, 'running'), left);
    lockFolder(folder).release();
  }
});

test.runIf(process.platform === 'linux')('a dead process holds nothing, even where nobody asks for its exit code', async () => {
  const folder = newFolder();
  // The shell becomes a program that never looks after the child it began; the child ends when we let go of what it reads.
  const script = 'cat <&3 & echo $!; exec sleep 60 3<&-';
  const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const said = await new Promise<string>((resolve) => parent.stdout?.once('data', (text) => resolve(String(text))));
  const pid = said.trim();
  while (!statOf(parent.pid ?? 0).includes('(sleep)')) await nextTurn();
  parent.stdio[3]?.destroy();
  while (!statOf(pid).includes(') Z ')) await nextTurn();
  writeFileSync(join(folder, 'running'), `${pid} ${startOf(statOf(pid))}`);
  lockFolder(folder).release();
});

test('a folder that cannot be used is told of with its name and the variable', () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'file'), '');
  for (const wrong of [join(folder, 'file'), join(folder, 'file/below')])
    expect(() => lockFolder(wrong)).toThrow(
      /^The data folder .+\/file.* cannot be (used|made) \(\w+\)\. Give another one by PARLEY_DATA\.$/,
    );
});
