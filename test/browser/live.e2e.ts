/** A company's first hour without the sandbox: the one-time link, the administrator, and nobody else's door. */
import { type Browser, expect, type Page, test } from '@playwright/test';
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

const words = {
  ko: {
    locale: 'ko-KR',
    fields: ['조직 이름', '내 이름', '이메일 주소', '비밀번호'],
    submit: '관리자 만들기',
    short: '12자 이상이어야 합니다.',
    weak: '비밀번호는 12자 이상이어야 합니다.',
    used: '이 설정 링크는 이미 사용되었거나 만료되었습니다.',
  },
  en: {
    locale: 'en-GB',
    fields: ['Organisation', 'Your name', 'E-mail address', 'Password'],
    submit: 'Create the administrator',
    short: 'At least 12 characters.',
    weak: 'The password needs at least 12 characters.',
    used: 'This set-up link was already used or has expired.',
  },
} as const;
type Language = keyof typeof words;

/** The link, as it is opened from the terminal it was printed in. */
async function openLink(browser: Browser, language: Language): Promise<Page> {
  const page = await (await browser.newContext({ locale: words[language].locale })).newPage();
  await page.goto(link);
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  return page;
}

async function fillIn(page: Page, language: Language, secret: string): Promise<void> {
  const { fields, submit } = words[language];
  const values = ['가온 상사', '김가온', 'gaon@company.example', secret];
  for (const [place, label] of fields.entries()) await page.getByLabel(label, { exact: true }).fill(values[place] ?? '');
  await page.getByRole('button', { name: submit }).click();
}

test('before there is an administrator, the page to sign in tells where the link is, and shows nobody', async ({ browser }) => {
  expect(link).not.toBe('');
  const page = await (await browser.newContext({ locale: 'ko-KR', baseURL: product.url })).newPage();
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByText('아직 관리자가 없습니다. 서버가 처음 시작할 때 출력한 일회용 링크를 여세요.')).toBeVisible();
  await expect(page.getByRole('textbox')).toHaveCount(0);
  await expect(page.getByText('데모 사용자로 바로 써 보기')).toHaveCount(0);
  await page.context().close();
});

for (const language of ['en', 'ko'] as const) {
  test(`a weak password is refused with a sentence and spends no link (${language})`, async ({ browser }) => {
    const page = await openLink(browser, language);
    await fillIn(page, language, 'short');
    await expect(page.getByText(words[language].short, { exact: true })).toBeVisible();
    await expect(page.getByLabel(words[language].fields[3], { exact: true })).toHaveAttribute('aria-invalid', 'true');
    // Twelve for the browser, six for a person: here the server has the last word.
    await fillIn(page, language, '🔑'.repeat(6));
    await expect(page.getByRole('alert')).toHaveText(words[language].weak);
    await page.context().close();
  });
}

test('the link makes the administrator, who lands in the console, and works no second time', async ({ browser }) => {
  const page = await openLink(browser, 'ko');
  await fillIn(page, 'ko', password);
  await expect(page).toHaveURL(/\/inbox/);
  await expect(page.getByRole('button', { name: '김가온 님의 계정' })).toBeVisible();
  await expect(page.getByText('실시간')).toBeVisible();
  await expect(page.getByText('내 역할에 열린 채널이 없습니다.')).toBeVisible();
  await expect(page.getByRole('link', { name: '격리 항목' })).toBeVisible();
  await expect(page.getByText('샌드박스')).toHaveCount(0);
  await page.context().close();

  for (const language of ['ko', 'en'] as const) {
    const again = await openLink(browser, language);
    await fillIn(again, language, password);
    await expect(again.getByRole('alert')).toHaveText(words[language].used);
    await again.context().close();
  }
});

test('the administrator signs in by password; there are no demo people, on the page or behind it', async ({ browser }) => {
  const page = await (await browser.newContext({ locale: 'ko-KR', baseURL: product.url })).newPage();
  await page.goto('/sign-in');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('가온 상사 로그인');
  await expect(page.getByText('데모 사용자로 바로 써 보기')).toHaveCount(0);
  const welcome = (await (await page.request.get('/api/v1/welcome')).json()) as { demoPeople: unknown[]; sandboxUrl: unknown };
  expect([welcome.demoPeople, welcome.sandboxUrl]).toEqual([[], null]);
  await page.getByLabel('이메일 주소').fill('gaon@company.example');
  await page.getByLabel('비밀번호', { exact: true }).fill('이것은 정말로 아닙니다 아니에요');
  await page.getByRole('button', { name: '로그인', exact: true }).click();
  await expect(page.getByRole('alert')).toHaveText('이메일 또는 비밀번호가 맞지 않습니다.');
  await page.getByLabel('비밀번호', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/inbox/);
  await expect(page.getByRole('button', { name: '김가온 님의 계정' })).toBeVisible();
  await page.context().close();
});

test('started again, it prints no link any more, and knows its administrator', async ({ browser }) => {
  await product.stop();
  product = await startProduct({ mode: 'live', port, data: data.folder });
  expect(product.output).toContain(product.url);
  expect(product.output).not.toContain('/setup');
  const page = await (await browser.newContext({ locale: 'ko-KR', baseURL: product.url })).newPage();
  await page.goto('/sign-in');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('가온 상사 로그인');
  await page.context().close();
});
