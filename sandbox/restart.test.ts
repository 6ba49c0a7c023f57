import { appendFile, cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStage, openStageOn } from './testing.ts';

const haneul = 'c821000000011';

test('a restart keeps people, chats, pictures, settings, the clock, and goes on with what was under way', async () => {
  const first = await openStage();
  await first.driver.writes(haneul, 'hi');
  await first.driver.settings({ sentAfterMs: 1000 });
  await first.driver.adds({ name: 'Zoë', language: 'en' });
  await first.driver.moveClock(60_000);
  await first.driver.settle();
  const { body } = await first.sends({ to: '+821000000011', text: { body: 'on its way' } });
  const before = await first.driver.state();
  await first.sandbox.stop();
  const second = await openStageOn(first.folder);
  expect(second.connection).toMatchObject({ ...first.connection, callbackUrl: first.business.url });
  const after = await second.driver.state();
  expect({ ...after, connection: null }).toEqual({ ...before, connection: null });
  await second.driver.moveClock(1000);
  await second.driver.settle();
  const [{ id }] = body.messages as [{ id: string }];
  expect(second.business.heard[0]?.value.statuses?.[0]).toMatchObject({ id, status: 'sent' });
});

test('what was answered before a crash is there after it, and a line cut in the middle is forgotten', async () => {
  const first = await openStage();
  first.business.answers = [500, 500, 500];
  const written = await first.driver.writes(haneul, 'answered');
  // A crash leaves the files as they are; the copy is what the next start finds.
  const folder = await mkdtemp(join(tmpdir(), 'parley-crash-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(first.folder, folder, { recursive: true });
  await rm(join(folder, 'running'));
  const journal = (await readdir(folder)).find((name) => name.startsWith('changes-')) ?? '';
  await appendFile(join(folder, journal), '{"kind":"message","message":{"wam');
  await first.sandbox.stop();
  const second = await openStageOn(folder);
  expect((await second.driver.chat(haneul)).map(({ wamid }) => wamid)).toEqual([written.wamid]);
  await second.driver.moveClock(1000);
  await second.driver.settle();
  expect(second.business.words()).toEqual(['text']);
  await second.driver.writes(haneul, 'and on');
  expect(await second.driver.chat(haneul)).toHaveLength(2);
});

test('a stop in the middle of everything loses nothing that was answered, and nobody hears of a closed file', async () => {
  const first = await openStage();
  await first.driver.settings({ sentAfterMs: 0, deliveredAfterMs: 0, readAfterMs: 0 });
  const calls = Array.from({ length: 60 }, (_, index) =>
    index % 2 === 0 ? first.driver.writes(haneul, `in ${index}`) : first.sends({ to: '+821000000011', text: { body: `out ${index}` } }),
  ).map((call) => call.then(() => true).catch(() => false));
  // As soon as one is answered, the rest is somewhere on its way.
  await Promise.race(calls);
  await first.sandbox.stop();
  const answered = (await Promise.all(calls)).flatMap((isAnswered, index) => (isAnswered ? [`${index % 2 ? 'out' : 'in'} ${index}`] : []));
  const second = await openStageOn(first.folder);
  const kept = (await second.driver.chat(haneul)).map(({ content }) => (content.type === 'text' ? content.body : ''));
  expect(kept).toEqual(expect.arrayContaining(answered));
});

test('a second sandbox on the same data is refused with one sentence', async () => {
  const { folder } = await openStage();
  await expect(openStageOn(folder)).rejects.toThrow(
    /^Another sandbox \(process \d+\) is already running on .+\. Stop it first, or give this one another folder by PARLEY_DATA\.$/,
  );
});
