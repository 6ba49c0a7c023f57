import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { firstWorld, newCustomer } from './first-world.ts';
import { openStore } from './store.ts';

async function folderForTest(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
const open = (folder: string) => openStore({ folder, first: () => firstWorld(0), snapshotEvery: 7 });
const customer = (index: number) => newCustomer({ name: `고객 ${index}`, number: `8210${10_000_000 + index}`, language: 'ko', at: index });

test('many changes share few snapshots, and nothing of them is missing after the next start', async () => {
  const folder = await folderForTest();
  const store = await open(folder);
  for (let round = 0; round < 5; round += 1)
    await Promise.all(Array.from({ length: 9 }, (_, index) => store.commit({ kind: 'customer', customer: customer(round * 9 + index) })));
  const known = structuredClone(store.world);
  await store.close();
  expect((await readdir(folder)).filter((name) => name.startsWith('changes-'))).toHaveLength(1);
  const again = await open(folder);
  expect(again.world).toEqual(known);
  await again.close();
});

test('a folder left behind by a process that is gone may be taken over', async () => {
  const folder = await folderForTest();
  await (await open(folder)).close();
  await writeFile(join(folder, 'running'), '4194304 123');
  await (await open(folder)).close();
  expect(await readdir(folder)).not.toContain('running');
});

test('whoever asks while it closes is cut off: nobody hears of a closed file, what was promised is there, nothing else', async () => {
  const folder = await folderForTest();
  const store = await open(folder);
  const promised = store.commit({ kind: 'customer', customer: customer(1) });
  const closing = store.close();
  const tooLate = [2, 3].map((index) => store.commit({ kind: 'customer', customer: customer(index) }));
  await Promise.all([promised, closing]);
  tooLate.push(store.commit({ kind: 'customer', customer: customer(4) }));
  await store.close();
  // A write on its way would have failed by the time the folder has been opened and read again.
  const again = await open(folder);
  expect(await Promise.race([...tooLate, 'not answered'])).toBe('not answered');
  const isThere = (index: number) => customer(index).id in again.world.customers;
  expect([1, 2, 3, 4].map(isThere)).toEqual([true, false, false, false]);
  expect(again.world).toEqual(store.world);
  await again.close();
});
