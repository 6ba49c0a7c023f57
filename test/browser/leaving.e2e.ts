/** Signing out, and signing in as somebody else, on a computer that is shared: what is asked, what goes, and that nothing goes out in a wrong name. */
import type { Page } from '@playwright/test';
import { ko } from '#web/words/ko.ts';
import { accepts, expect, openOffice, test } from './office.ts';
import { emptyData, startProduct } from './product.ts';

const port = 21_600;
const { leaving, frame, signIn } = ko;

const question = (page: Page) => page.getByRole('alertdialog', { name: leaving.title });
const button = (page: Page, name: string) => question(page).getByRole('button', { name, exact: true });
async function asksToLeave(page: Page) {
  await page.getByRole('button', { name: new RegExp(frame.account('')) }).click();
  await page.getByRole('button', { name: frame.signOut, exact: true }).click();
}
/** What the browser keeps, beside what it looks like. */
const keptBy = (page: Page) =>
  page.evaluate(async () => {
    const opened = indexedDB.open('parley-talk');
    const database = await new Promise<IDBDatabase>((resolve) => {
      opened.onsuccess = () => resolve(opened.result);
    });
    const keysOf = (name: string) =>
      new Promise<string[]>((resolve) => {
        const asked = database.transaction(name).objectStore(name).getAllKeys();
        asked.onsuccess = () => resolve(asked.result.map(String));
      });
    const kept = [...(await keysOf('drafts')), ...(await keysOf('pending')), localStorage.getItem('parley.parting-drafts') ?? ''];
    database.close();
    return kept.filter(Boolean);
  });

test('on a shared computer', async ({ browser }) => {
  test.setTimeout(180_000);
  const data = emptyData();
  const product = await startProduct({ mode: 'sandbox', port, data: data.folder });
  const office = openOffice(browser, product);
  try {
    const desk = await office.sits('한가람');
    const { page, feed, field } = desk;
    // Nothing hangs on it: nothing is asked.
    await asksToLeave(page);
    await expect(page).toHaveURL(/\/sign-in$/);
    await page.getByRole('button', { name: /한가람/ }).click();
    await expect(page).toHaveURL(/\/inbox/);
    await page.request.put('/api/v1/agents/me/state', { data: { state: 'available' } });

    // A waiting customer and a draft: both are said; staying is what the keyboard does first.
    const customer = await office.customer('고객 대기');
    await customer.writes('아무도 없나요?');
    await accepts(desk, '아무도 없나요?');
    await field.fill('잠시만요');
    const other = await page.context().newPage();
    await other.goto(page.url());
    await expect(other.locator('[data-composer]')).toBeVisible();
    await asksToLeave(page);
    await expect(question(page)).toContainText(leaving.goingBack(1));
    await expect(question(page)).toContainText(leaving.drafts(1));
    await expect(question(page)).toHaveAccessibleDescription(/대기열/);
    await expect(button(page, leaving.stay)).toBeFocused();
    await page.screenshot({ path: 'test-results/leaving.png' });
    await page.keyboard.press('Enter');
    await expect(question(page)).toBeHidden();
    await expect(field).toHaveValue('잠시만요');
    await asksToLeave(page);
    await expect(button(page, leaving.stay)).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(question(page)).toBeHidden();

    // Then it is meant: the case goes back, and nothing stays in any tab.
    await asksToLeave(page);
    await button(page, frame.signOut).click();
    for (const tab of [page, other]) await expect(tab).toHaveURL(/\/sign-in/);
    await expect.poll(() => keptBy(page)).toEqual([]);
    await page.goBack();
    await expect(page.getByRole('heading', { name: new RegExp(signIn.welcome('').trim().slice(-4)) })).toBeVisible();
    await expect(page.getByText('아무도 없나요?')).toHaveCount(0);

    // Somebody else has signed in while this tab was cut off: it becomes theirs, and what was written here is not sent as them.
    await page.getByRole('button', { name: /한가람/ }).click();
    await page.goto('/inbox?view=waiting');
    await page.request.put('/api/v1/agents/me/state', { data: { state: 'available' } });
    await accepts(desk, '아무도 없나요?');
    await page.context().setOffline(true);
    await field.fill('가람이 썼습니다');
    await field.press('Enter');
    await expect(feed).toContainText('가람이 썼습니다');
    const { demoPeople } = (await (await page.request.get('/api/v1/welcome')).json()) as { demoPeople: { id: string; name: string }[] };
    const next = demoPeople.find(({ name }) => name !== '한가람');
    await page.request.post('/api/v1/session/demo', { data: { personId: next?.id } });
    await page.context().setOffline(false);
    await expect(page.getByRole('button', { name: frame.account(next?.name ?? '') })).toBeVisible({ timeout: 20_000 });
    expect(await customer.texts()).toEqual(['아무도 없나요?']);
    expect((await keptBy(page)).length).toBe(1);

    // It waits for who wrote it.
    await asksToLeave(page);
    await page.getByRole('button', { name: /한가람/ }).click();
    await expect.poll(() => customer.texts(), { timeout: 30_000 }).toEqual(['아무도 없나요?', '가람이 썼습니다']);
  } finally {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await product.stop();
    data.remove();
  }
});
