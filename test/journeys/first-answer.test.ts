/** The whole way: a customer writes, the right agent answers, the ticks turn blue. */
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { fileUrl } from '#contract/media.ts';
import { openWorld } from '../support/world.ts';

const hana = 'c821000000011';
const ines = 'c447700900111';
const hour = 3_600_000;

test('a customer writes, the best agent accepts and answers, the customer reads it', async () => {
  const world = await openWorld();
  const [garam, seulgi] = [await world.agent('한가람'), await world.agent('윤슬기')];
  await garam.is('available');
  await seulgi.is('available');
  await world.sandbox.writes(hana, '안녕하세요 👋 주문한 *식탁*은 언제 오나요?');
  await world.settle();

  expect((await seulgi.asks('listOffers')).rows).toEqual([]);
  const offered = await garam.hears((event) => event.offer !== undefined);
  expect(offered.offer?.firstLine).toBe('안녕하세요 👋 주문한 *식탁*은 언제 오나요?');
  const mine = await garam.accepts();
  expect(mine).toMatchObject({ status: 'open', place: 'assigned', customer: { name: '오하늘' } });
  await garam.says(mine.id, '내일 오후에 도착합니다 😊');
  await world.settle();
  await world.sandbox.shows(hana, true);
  await world.settle();

  const [answer] = (await world.sandbox.chat(hana)).slice(-1);
  expect(answer).toMatchObject({ direction: 'out', content: { type: 'text', body: '내일 오후에 도착합니다 😊' }, status: 'read' });
  const told = await garam.hears((event) => event.message?.status === 'read');
  expect(told.message?.content).toEqual({ kind: 'text', text: '내일 오후에 도착합니다 😊' });
  const why = (await garam.asks('listDecisions', { caseId: mine.id })).rows;
  expect(why.at(-1)).toMatchObject({ chosen: { name: '한가람' }, me: { outcome: 'chosen', rank: 1 } });
  expect(await world.broken()).toEqual([]);
});

test('pictures go both ways and are served by Parley only', async () => {
  const world = await openWorld();
  const garam = await world.agent('한가람');
  await garam.is('available');
  const picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#0b6b4d' } })
    .png()
    .toBuffer();
  await world.sandbox.sendsPicture(hana, { bytes: picture, mimeType: 'image/png', caption: '다리가 흔들려요' });
  await world.settle();
  const { id: caseId } = await garam.accepts();

  const [got] = (await garam.asks('listMessages', { caseId })).rows;
  expect(got?.content).toMatchObject({ kind: 'image', caption: '다리가 흔들려요', media: { state: 'ready', width: 64, height: 48 } });
  if (got?.content.kind !== 'image') throw new Error('No picture came.');
  const bytes = await garam.download(fileUrl(got.content.media.mediaId));
  expect(bytes.headers.get('content-type')).toBe('image/png');
  expect(Buffer.from(await bytes.arrayBuffer()).equals(picture)).toBe(true);

  const { mediaId } = await garam.uploads(caseId, { bytes: picture, name: 'leg.png', type: 'image/png' });
  await garam.asks('sendMessage', { caseId, content: { kind: 'image', mediaId, caption: '이렇게 조여 주세요' } });
  await world.settle();
  expect((await world.sandbox.chat(hana)).at(-1)).toMatchObject({
    direction: 'out',
    content: { type: 'image', caption: '이렇게 조여 주세요' },
  });
  expect(await world.broken()).toEqual([]);
});

test('five lines in a burst, repeated and with shuffled statuses, are one case and each there once', async () => {
  const world = await openWorld();
  const emma = await world.agent('Emma Clarke');
  await emma.is('available');
  await world.sandbox.settings({ duplicates: 3, shuffles: true });
  const lines = ['Hi', 'I ordered a lamp', 'two weeks ago', 'order 1041', 'where is it?'];
  // WhatsApp tells whole seconds: the order of lines is known when they are a second apart, however their webhooks arrive.
  for (const line of lines) {
    await world.sandbox.writes(ines, line);
    await world.sandbox.moveClock(1_000);
  }
  await world.sandbox.moveClock(3_000);
  await world.settle();

  const { id: caseId } = await emma.accepts();
  expect(await emma.reads(caseId)).toEqual(lines);
  await emma.says(caseId, 'Let me look');
  await emma.says(caseId, 'It arrives on Friday');
  await world.settle();
  await world.sandbox.shows(ines, true);
  await world.sandbox.moveClock(3_000);
  await world.settle();
  const sent = (await emma.asks('listMessages', { caseId })).rows.filter(({ direction }) => direction === 'out');
  expect(sent.map(({ status }) => status)).toEqual(['read', 'read']);
  expect((await emma.asks('listCases', { view: 'all' })).rows).toHaveLength(1);
  expect(await world.broken()).toEqual([]);
});

test('who rejects is passed over, and nobody gets the same case twice within a minute', async () => {
  const world = await openWorld();
  const [garam, emma] = [await world.agent('한가람'), await world.agent('Emma Clarke')];
  await garam.is('available');
  await emma.is('available');
  await world.sandbox.writes(hana, '교환하고 싶어요');
  await world.settle();
  await garam.rejects();
  await world.settle();
  expect((await garam.asks('listOffers')).rows).toEqual([]);
  await emma.rejects();
  await world.settle();
  expect((await emma.asks('listOffers')).rows).toEqual([]);
  await world.sandbox.moveClock(61_000);
  await world.settle();
  expect((await garam.asks('listOffers')).rows).toHaveLength(1);
  expect(await world.broken()).toEqual([]);
});

test('an offer that runs out goes to the next agent', async () => {
  const world = await openWorld();
  const [garam, emma] = [await world.agent('한가람'), await world.agent('Emma Clarke')];
  await garam.is('available');
  await emma.is('available');
  await world.sandbox.writes(hana, '계세요?');
  await world.settle();
  await world.sandbox.moveClock(31_000);
  await world.settle();
  expect((await garam.asks('listOffers')).rows).toEqual([]);
  const mine = await emma.accepts();
  expect(mine.customer.name).toBe('오하늘');
  expect(await world.broken()).toEqual([]);
});

test('a case waits while nobody can take it and is offered the moment somebody can', async () => {
  const world = await openWorld();
  const garam = await world.agent('한가람');
  await world.sandbox.writes(hana, '아무도 없나요?');
  await world.settle();
  expect((await garam.asks('listCases', { view: 'waiting' })).rows).toHaveLength(1);
  await garam.is('available');
  await world.settle();
  expect((await garam.asks('listOffers')).rows).toHaveLength(1);
});

test('the server restarts in the middle and nothing is lost, doubled or forgotten', async () => {
  const world = await openWorld();
  const garam = await world.agent('한가람');
  await garam.is('available');
  await world.sandbox.writes(hana, '첫 번째');
  await world.settle();
  await world.restart();
  await garam.connects();
  const { id: caseId } = await garam.accepts();
  await garam.says(caseId, '네, 말씀하세요');
  await world.restart();
  await garam.connects();
  await world.sandbox.writes(hana, '두 번째');
  await world.settle();
  expect(await garam.reads(caseId)).toEqual(['첫 번째', '네, 말씀하세요', '두 번째']);
  const out = (await world.sandbox.messages()).filter(({ direction }) => direction === 'out');
  expect(out).toHaveLength(1);
  expect(await world.broken()).toEqual([]);
});

test('after 24 hours the window is shut, and the customer’s next word opens it again', async () => {
  const world = await openWorld();
  const garam = await world.agent('한가람');
  await garam.is('available');
  await world.sandbox.writes(hana, '내일 다시 쓸게요');
  await world.settle();
  const { id: caseId } = await garam.accepts();
  await world.sandbox.moveClock(24 * hour);
  await world.settle();
  await expect(garam.says(caseId, '안녕하세요')).rejects.toMatchObject({ code: 'window-shut' });
  await world.sandbox.writes(hana, '저 왔어요');
  await world.settle();
  await garam.says(caseId, '반갑습니다');
  await world.settle();
  expect((await world.sandbox.chat(hana)).at(-1)).toMatchObject({ content: { body: '반갑습니다' } });
  expect(await world.broken()).toEqual([]);
});

test('a clock that is moved is told to every screen at once', async () => {
  const world = await openWorld();
  const garam = await world.agent('한가람');
  const before = Date.parse(garam.toldAt());
  await world.sandbox.moveClock(5 * hour);
  await garam.hearsTime((told) => Date.parse(told) - before > 4 * hour);
});
