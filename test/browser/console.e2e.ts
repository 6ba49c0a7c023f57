/** The console as a whole: nothing axe can find, nothing the page's policy forbids, nothing that moves under the pointer. */
import type { BrowserContext, Page } from '@playwright/test';
import { expect, test } from './agent.ts';
import { faults } from './axe.ts';

/** Whatever the browser reports as forbidden or broken. */
function complaints(context: BrowserContext): string[] {
  const heard: string[] = [];
  context.on('weberror', (error) => heard.push(error.error().message));
  context.on('console', (message) => {
    const isExpected = /status of 401/.test(message.text());
    if (message.type() === 'error' && !isExpected) heard.push(message.text());
  });
  return heard;
}

const isWithin = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

// The language is kept with the person, who is the same in every test.
test.afterEach(({ page }) => page.request.patch('/api/v1/me', { data: { language: 'ko' } }));

for (const colorScheme of ['light', 'dark'] as const) {
  for (const language of ['ko', 'en'] as const) {
    test(`no fault is found by axe (${colorScheme}, ${language})`, async ({ agent, context }) => {
      const { page } = agent;
      const heard = complaints(context);
      // Without motion: half-transparent on its way in, a text has no contrast to measure.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.request.patch('/api/v1/me', { data: { language } });
      await page.evaluate((spoken) => localStorage.setItem('parley.preferences', JSON.stringify({ language: spoken })), language);
      await page.goto('/inbox');
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      expect(await faults(page)).toEqual([]);
      const phone = await agent.phone('고객 나래');
      await phone.says('안녕하세요!');
      await expect(page.getByRole('region', { name: /^(제안|Offers)$/ })).toBeVisible();
      expect(await faults(page)).toEqual([]);
      await page.keyboard.press('Control+.');
      await expect(agent.feed).toContainText('안녕하세요!');
      expect(await faults(page)).toEqual([]);
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('searchbox')).toBeFocused();
      expect(await faults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+/');
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await faults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /님의 계정|Account of/ }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await faults(page)).toEqual([]);
      expect(heard).toEqual([]);
    });
  }
}

test('every page fits a screen of 320 pixels', async ({ agent }) => {
  const { page } = agent;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await isWithin(page)).toBe(true);
  const phone = await agent.phone('고객 나래');
  await phone.says('주문번호는20261124000000000000000000000000000000000000000000000001입니다');
  await expect(page.getByRole('button', { name: '수락' })).toBeVisible();
  expect(await isWithin(page)).toBe(true);
  await page.getByRole('button', { name: '수락' }).click();
  await expect(agent.feed).toContainText('주문번호');
  expect(await isWithin(page)).toBe(true);
  expect(await faults(page)).toEqual([]);
  await page.goto('/sign-in?why=signed-out');
  expect(await isWithin(page)).toBe(true);
});

test('the list keeps its order while somebody points at it, and tells how much waits', async ({ agent }) => {
  const { page } = agent;
  const [first, second] = [await agent.phone('고객 하나'), await agent.phone('고객 두리')];
  await agent.answers(first, '첫 번째입니다');
  await agent.answers(second, '두 번째입니다');
  const rows = page.getByRole('list', { name: '내 케이스' }).getByRole('link');
  await expect(rows.first()).toContainText('고객 두리');
  await rows.first().hover();
  await first.says('한 가지 더 있어요');
  await expect(page.getByRole('button', { name: '변경 사항 1건' })).toBeVisible();
  await expect(rows.first()).toContainText('고객 두리');
  await page.getByRole('button', { name: '변경 사항 1건' }).click();
  await expect(rows.first()).toContainText('고객 하나');
});

test('when a session ends, every tab says so and comes back to where it was', async ({ agent, context }) => {
  const { page } = agent;
  const phone = await agent.phone('고객 다섬');
  await agent.answers(phone, '문의드립니다');
  const other = await context.newPage();
  await other.goto('/inbox?view=all');
  await expect(other.getByRole('link', { name: /고객 다섬/ })).toBeVisible();
  const address = page.url();
  await other.request.delete('/api/v1/session');
  for (const tab of [page, other]) await expect(tab.getByText('로그아웃되었습니다')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: /한가람/ }).click();
  await expect(page).toHaveURL(address);
  await expect(agent.feed).toContainText('문의드립니다');
});
