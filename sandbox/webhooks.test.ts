import { describe, expect, test } from 'vitest';
import { openStage } from './testing.ts';

const haneul = 'c821000000011';

describe('webhooks', () => {
  test('whatever is not answered with 200 comes again, after growing pauses, with the very same bytes', async () => {
    const { driver, business } = await openStage();
    business.answers = [500, 201, 302];
    await driver.writes(haneul, 'hi');
    const pauses = [1000, 3000, 10_000];
    await driver.settle();
    for (const [index, pause] of pauses.entries()) {
      await driver.moveClock(pause - 1);
      await driver.settle();
      expect(business.heard).toHaveLength(index + 1);
      await driver.moveClock(1);
      await driver.settle();
      expect(business.heard).toHaveLength(index + 2);
    }
    expect(new Set(business.heard.map(({ raw }) => raw)).size).toBe(1);
    expect(await driver.webhooks()).toMatchObject([{ state: 'done', attempts: 4, lastStatus: 200 }]);
    await driver.moveClock(8 * 86_400_000);
    await driver.settle();
    expect(business.heard).toHaveLength(4);
  });

  test('after seven days Meta gives up, and a person may still send it again', async () => {
    const { driver, business } = await openStage();
    business.answers = Array.from({ length: 100 }, () => 503);
    await driver.writes(haneul, 'hi');
    for (let half = 0; half < 16; half += 1) {
      await driver.settle();
      await driver.moveClock(43_200_000);
    }
    await driver.settle();
    const [given] = await driver.webhooks();
    expect(given).toMatchObject({ state: 'given-up', lastStatus: 503 });
    const before = business.heard.length;
    business.answers = [];
    await driver.resends(given?.id ?? 0);
    await driver.settle();
    expect(business.heard).toHaveLength(before + 1);
    expect(await driver.webhooks()).toMatchObject([{ state: 'done' }]);
  });

  test('one customer’s webhooks keep their order; with shuffling they need not, and none is missing', async () => {
    const { driver, business } = await openStage();
    const said = Array.from({ length: 30 }, (_, index) => `m${index}`);
    for (const text of said) await driver.writes(haneul, text);
    await driver.settle();
    const heard = () => business.heard.map(({ value }) => (value.messages?.[0]?.text as { body: string } | undefined)?.body);
    expect(heard()).toEqual(said);
    business.heard.length = 0;
    await driver.settings({ shuffles: true });
    for (const text of said) await driver.writes(haneul, text);
    await driver.moveClock(3000);
    await driver.settle();
    expect(heard()).not.toEqual(said);
    expect(heard().toSorted()).toEqual(said.toSorted());
  });

  test('repeated, lost, late and wrongly signed ones on demand', async () => {
    const { driver, business } = await openStage();
    await driver.settings({ duplicates: 2 });
    await driver.writes(haneul, 'three times');
    await driver.settle();
    expect(business.heard).toHaveLength(3);
    await driver.settings({ duplicates: 0, dropWebhooks: 1, webhookDelayMs: 5000 });
    await driver.writes(haneul, 'late and lost once');
    await driver.moveClock(5000);
    await driver.settle();
    expect(business.heard).toHaveLength(3);
    await driver.moveClock(1000);
    await driver.settle();
    expect(business.heard).toHaveLength(4);
    await driver.settings({ wrongSignatures: 1, webhookDelayMs: 0 });
    await driver.writes(haneul, 'forged');
    await driver.settle();
    expect(business.heard.at(-1)?.isSigned).toBe(false);
    expect((await driver.state()).settings).toMatchObject({ dropWebhooks: 0, wrongSignatures: 0 });
  });

  test('the business is told how far the clock was moved, signed', async () => {
    const { driver, business } = await openStage();
    expect(await driver.moveClock(3_600_000)).toMatchObject({ business: 'told', clock: { offsetMs: 3_600_000 } });
    await driver.moveClock(1000);
    expect(business.clockOffsets).toEqual([3_600_000, 3_601_000]);
  });
});
