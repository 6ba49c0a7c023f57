/** A company's first hour without the sandbox: the one-time link, the administrator, and nobody else's door. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { refusalSentence } from '#contract/refusals.ts';
import { en } from '#web/words/en.ts';
import { ko } from '#web/words/ko.ts';
import { emptyData, type Product, startProduct } from './product.ts';

test.describe.configure({ mode: 'serial' });

const port = 21_520;
const password = '오늘도 하루 종일 비가 옵니다';
let data: ReturnType<typeof emptyData>;
let product: Product;
let link: string;

test.beforeAll(async () => {
  data = emptyData();
  product = await startProduct({ mode: 'live', port, data: data.folder });
  link = /http\S+\/setup#code=\S+/.exec(product.output)?.[0] ?? '';
});
test.afterAll(async () => {
  await product.stop();
  data.remove();
});

const told = { ko: { words: ko, locale: 'ko-KR' }, en: { words: en, locale: 'en-GB' } };
type Language = keyof typeof told;

/** The link, as it is opened from the terminal it was printed in. */
async function openLink(browser: Browser, language: Language): Promise<Page> {
  const page = await (await browser.newContext({ locale: told[language].locale })).newPage();
  await page.goto(link);
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  return page;
}

async function fillIn(page: Page, language: Language, secret: string): Promise<void> {
  const { setUp } = told[language].words;
  const fields = [setUp.organisation, setUp.name, setUp.email, setUp.password];
  const values = ['가온 상사', '김가온', 'gaon@company.example', secret];
  for (const [place, label] of fields.entries()) await page.getByLabel(label, { exact: true }).fill(values[place] ?? '');
  await page.getByRole('button', { name: setUp.submit }).click();
}

test('before there is an administrator, the page to sign in tells where the link is, and shows nobody', async ({ browser }) => {
  expect(link).not.toBe('');
  const page = await (await browser.newContext({ locale: 'ko-KR', baseURL: product.url })).newPage();
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByText(ko.signIn.needsSetup)).toBeVisible();
  await expect(page.getByRole('textbox')).toHaveCount(0);
  await expect(page.getByText(ko.signIn.demoTitle)).toHaveCount(0);
  await page.context().close();
});

for (const language of ['en', 'ko'] as const) {
  test(`a weak password is refused with a sentence and spends no link (${language})`, async ({ browser }) => {
    const { setUp } = told[language].words;
    const page = await openLink(browser, language);
    await fillIn(page, language, 'short');
    await expect(page.getByText(setUp.passwordShort, { exact: true })).toBeVisible();
    await expect(page.getByLabel(setUp.password, { exact: true })).toHaveAttribute('aria-invalid', 'true');
    // Twelve for the browser, six for a person: here the server has the last word.
    await fillIn(page, language, '🔑'.repeat(6));
    await expect(page.getByRole('alert')).toHaveText(refusalSentence('password-weak', { minimum: 12 }, language));
    await page.context().close();
  });
}

test('the link makes the administrator, who lands in the console, and works no second time', async ({ browser }) => {
  const page = await openLink(browser, 'ko');
  await fillIn(page, 'ko', password);
  await expect(page).toHaveURL(/\/inbox/);
  await expect(page.getByRole('button', { name: ko.frame.account('김가온') })).toBeVisible();
  await expect(page.getByText(ko.connection.connected)).toBeVisible();
  await expect(page.getByText(ko.list.noChannel)).toBeVisible();
  await expect(page.getByRole('link', { name: ko.frame.stuck })).toBeVisible();
  await expect(page.getByText(ko.frame.sandboxBadge)).toHaveCount(0);
  await page.context().close();

  for (const language of ['ko', 'en'] as const) {
    const again = await openLink(browser, language);
    await fillIn(again, language, password);
    await expect(again.getByRole('alert')).toHaveText(refusalSentence('setup-link-used', {}, language));
    await again.context().close();
  }
});

test('the administrator signs in by password; there are no demo people, on the page or behind it', async ({ browser }) => {
  const page = await (await browser.newContext({ locale: 'ko-KR', baseURL: product.url })).newPage();
  await page.goto('/sign-in');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(ko.signIn.welcome('가온 상사'));
  await expect(page.getByText(ko.signIn.demoTitle)).toHaveCount(0);
  const welcome = (await (await page.request.get('/api/v1/welcome')).json()) as { demoPeople: unknown[]; sandboxUrl: unknown };
  expect([welcome.demoPeople, welcome.sandboxUrl]).toEqual([[], null]);
  await page.getByLabel(ko.signIn.email).fill('gaon@company.example');
  await page.getByLabel(ko.signIn.password, { exact: true }).fill('이것은 정말로 아닙니다 아니에요');
  await page.getByRole('button', { name: ko.signIn.submit, exact: true }).click();
  await expect(page.getByRole('alert')).toHaveText(refusalSentence('wrong-credentials', {}, 'ko'));
  await page.getByLabel(ko.signIn.password, { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/inbox/);
  await expect(page.getByRole('button', { name: ko.frame.account('김가온') })).toBeVisible();
  await page.context().close();
});

test('started again, it prints no link any more, and knows its administrator', async ({ browser }) => {
  await product.stop();
  product = await startProduct({ mode: 'live', port, data: data.folder });
  expect(product.output).toContain(product.url);
  expect(product.output).not.toContain('/setup');
  const page = await (await browser.newContext({ locale: 'ko-KR', baseURL: product.url })).newPage();
  await page.goto('/sign-in');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(ko.signIn.welcome('가온 상사'));
  await page.context().close();
});
