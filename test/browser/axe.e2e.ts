/** Pages and states a person sees seldom, with no fault for axe, nothing forbidden by the page's policy and nothing broken. */
import type { Page } from '@playwright/test';
import { expect, test } from './agent.ts';
import { faults } from './axe.ts';

/** Errors the browser tells of; that nobody is signed in is no error. */
function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 40[14]/.test(message.text())) heard.push(message.text());
  });
  return heard;
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [language, locale] of [
    ['ko', 'ko-KR'],
    ['en', 'en-GB'],
  ] as const) {
    test.describe(`${colorScheme}, ${language}`, () => {
      test.use({ colorScheme, locale, reducedMotion: 'reduce' });

      test(`before anybody is signed in, nothing is at fault (${colorScheme}, ${language})`, async ({ browser, baseURL }) => {
        const context = await browser.newContext({ ...(baseURL && { baseURL }), colorScheme, locale, reducedMotion: 'reduce' });
        const page = await context.newPage();
        const heard = complaints(page);
        for (const path of ['/sign-in', '/sign-in?why=signed-out', '/setup', '/setup#code=no-such-code', '/no/such/page']) {
          await page.goto(path);
          await expect(page.locator('html')).toHaveAttribute('lang', language);
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
          expect(await faults(page), path).toEqual([]);
        }
        expect(heard).toEqual([]);
        await context.close();
      });

      test(`a failed message and a shut window are without fault (${colorScheme}, ${language})`, async ({ agent }) => {
        const { page } = agent;
        const heard = complaints(page);
        await page.request.patch('/api/v1/me', { data: { language } });
        await page.evaluate((spoken) => localStorage.setItem('parley.preferences', JSON.stringify({ language: spoken })), language);
        await page.goto('/inbox');
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        const phone = await agent.phone('드문 고객');
        await phone.says('*굵게* _기울임_ ~취소~ 😥');
        await expect(page.getByRole('button', { name: /^(수락|Accept)/ }).first()).toBeVisible();
        await page.keyboard.press('Control+.');
        await expect(agent.feed).toContainText('굵게');
        await agent.field.fill('!131026');
        await agent.field.press('Enter');
        await expect(page.getByRole('button', { name: /^(다시 보내기|Send again)/ })).toBeVisible();
        expect(await faults(page), 'failed').toEqual([]);
        await agent.field.fill('쓰던 글');
        await agent.pass(24 * 3_600_000);
        await expect(page.getByText(/24시간 창이 닫혔습니다|The 24-hour window is closed/).first()).toBeVisible({ timeout: 15_000 });
        expect(await faults(page), 'shut').toEqual([]);
        await page.setViewportSize({ width: 320, height: 640 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        expect(await faults(page), 'shut, narrow').toEqual([]);
        await page.goto('/inbox/0197a000-0000-7000-8000-000000000000');
        await expect(page.getByText(/케이스가 없거나|does not exist/).first()).toBeVisible();
        expect(await faults(page), 'no such case').toEqual([]);
        await page.request.patch('/api/v1/me', { data: { language: 'ko' } });
        expect(heard).toEqual([]);
      });
    });
  }
}
