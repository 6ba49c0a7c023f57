/** The whole way on two screens: the customer's phone beside the agent's console, in both languages, and once by the keyboard alone. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { redPixel } from './picture.ts';

type Language = 'ko' | 'en';
const words = {
  ko: {
    agent: /한가람/,
    locale: 'ko-KR',
    accept: '수락',
    reject: '거부',
    offers: '제안',
    field: /님에게 답장/,
    phoneField: '메시지',
    message: '안녕하세요 👋 주문한 *식탁*은 언제 오나요?',
    shown: '안녕하세요 👋 주문한 식탁은 언제 오나요?',
    answer: '내일 오후에 도착합니다 😊',
    read: /읽음/,
    shut: '24시간 창이 닫혔습니다',
    retry: /다시 보내기/,
    resolve: /^해결/,
    hours24: '+24시간',
    attach: /사진/,
  },
  en: {
    agent: /Emma Clarke/,
    locale: 'en-GB',
    accept: 'Accept',
    reject: 'Reject',
    offers: 'Offers',
    field: /^Reply to/,
    phoneField: 'Message',
    message: 'Hello 👋 where is my *lamp*?',
    shown: 'Hello 👋 where is my lamp?',
    answer: 'It arrives tomorrow 😊',
    read: /Read/,
    shut: 'The 24-hour window is closed',
    retry: /Retry|Send again/,
    resolve: /^Resolve/,
    hours24: /\+24/,
    attach: /picture/i,
  },
};

type Demo = { id: string; name: string };
type Welcome = { demoPeople: Demo[]; sandboxUrl: string };
type Desk = { console: Page; phone: Page; sandboxUrl: string; customerId: string };

/** Whoever came to work in a test goes home after it, however it ended: the next one's cases must not be offered to them. */
let goHome: (() => Promise<void>)[] = [];
test.afterEach(async () => {
  for (const leave of goHome) await leave();
  goHome = [];
});

/** A console signed in by one click and a phone of a new customer, each in a browser window of its own. */
async function open(browser: Browser, baseURL: string, { language, name }: { language: Language; name: string }): Promise<Desk> {
  const options = { baseURL, locale: words[language].locale, timezoneId: 'Asia/Seoul' };
  const [left, right] = [await browser.newContext(options), await browser.newContext(options)];
  const [console, phone] = [await left.newPage(), await right.newPage()];
  const welcome = (await (await console.request.get('/api/v1/welcome')).json()) as Welcome;
  await console.goto('/sign-in');
  await console.getByRole('button', { name: words[language].agent }).click();
  await expect(console).toHaveURL(/\/inbox/);
  await console.request.patch('/api/v1/me', { data: { language } });
  await clear(console);
  await become(console, 'available');
  const added = await phone.request.post(`${welcome.sandboxUrl}/control/customers`, { data: { name, language } });
  const { id } = (await added.json()) as Demo;
  await phone.goto(`${welcome.sandboxUrl}/phones/${id}`);
  goHome.push(async () => {
    await clear(console);
    await become(console, 'offline');
    await left.close();
    await right.close();
  });
  return { console, phone, sandboxUrl: welcome.sandboxUrl, customerId: id };
}

const become = (page: Page, state: string) => page.request.put('/api/v1/agents/me/state', { data: { state } });

/** Free slots and nobody waiting, whatever a test before left. */
async function clear(page: Page): Promise<void> {
  const { rows } = (await (await page.request.get('/api/v1/cases?view=all&limit=100')).json()) as {
    rows: { id: string; status: string }[];
  };
  for (const { id, status } of rows) {
    if (['resolved', 'closed', 'trashed'].includes(status)) continue;
    await page.request.post(`/api/v1/cases/${id}/status`, { data: { status: 'resolved' } });
  }
}

async function writes(phone: Page, language: Language, text: string): Promise<void> {
  const field = phone.getByRole('textbox', { name: words[language].phoneField });
  await field.fill(text);
  await field.press('Enter');
}

for (const language of ['ko', 'en'] as const) {
  const said = words[language];

  test(`a customer writes, the agent answers, the ticks turn blue (${language})`, async ({ browser, baseURL }) => {
    const desk = await open(browser, baseURL ?? '', { language, name: language === 'ko' ? '봄날' : 'Spring Day' });
    const { console, phone } = desk;
    await writes(phone, language, said.message);
    const offer = console.getByRole('region', { name: said.offers });
    await expect(offer).toContainText(/\d+/);
    await offer.getByRole('button', { name: said.accept }).click();
    const feed = console.getByRole('feed');
    await expect(feed).toContainText(said.shown);

    const field = console.getByRole('textbox', { name: said.field });
    await expect(field).toBeFocused();
    await field.pressSequentially(said.answer);
    // The customer sees that somebody types.
    await expect(
      phone
        .getByRole('status')
        .filter({ hasText: /입력 중|typing/ })
        .or(phone.getByLabel(/입력 중|typing/i))
        .first(),
    ).toBeVisible();
    await field.press('Enter');
    await expect(phone.getByRole('article').last()).toContainText(said.answer);
    await expect(feed.getByRole('article').last()).toContainText(said.answer);
    await expect(feed.getByRole('img', { name: said.read }).last()).toBeVisible();

    await console.setInputFiles('input[type=file]', { name: 'plan.png', mimeType: 'image/png', buffer: redPixel });
    await expect(console.getByRole('button', { name: /^(보내기|Send)/ }).first()).toBeEnabled();
    await field.press('Enter');
    await expect(phone.getByRole('article').last().locator('img')).toBeVisible();
    await phone.locator('input[type=file]').setInputFiles({ name: 'leg.png', mimeType: 'image/png', buffer: redPixel });
    await phone.getByRole('textbox').last().press('Enter');
    await expect(feed.getByRole('article').last().locator('img').first()).toBeVisible();
  });

  test(`after a day the window is shut, and the customer's next word opens it (${language})`, async ({ browser, baseURL }) => {
    const desk = await open(browser, baseURL ?? '', { language, name: language === 'ko' ? '하루뒤' : 'Day After' });
    const { console, phone } = desk;
    await writes(phone, language, said.message);
    await console.getByRole('button', { name: said.accept }).click();
    const field = console.getByRole('textbox', { name: said.field });
    await field.fill(said.answer);
    await phone.request.post(`${desk.sandboxUrl}/control/clock`, { data: { byMs: 24 * 3_600_000 } });
    await expect(console.getByText(said.shut).first()).toBeVisible();
    await expect(console.getByText(said.answer).first()).toBeVisible();
    await writes(phone, language, '…');
    await expect(field).toHaveValue(said.answer);
    await field.press('Enter');
    await expect(phone.getByRole('article').last()).toContainText(said.answer);
  });

  test(`a failed send is explained and may be sent again (${language})`, async ({ browser, baseURL }) => {
    const desk = await open(browser, baseURL ?? '', { language, name: language === 'ko' ? '실패담' : 'Fay Ling' });
    const { console, phone } = desk;
    await writes(phone, language, said.message);
    await console.getByRole('button', { name: said.accept }).click();
    const field = console.getByRole('textbox', { name: said.field });
    await field.fill('!131026');
    await field.press('Enter');
    await expect(console.getByText(/131026/).last()).toBeVisible();
    await console.getByRole('button', { name: said.retry }).click();
    await expect(console.getByRole('feed').getByRole('article').filter({ hasText: '!131026' })).toHaveCount(2);
  });
}

test('who rejects is passed over for the next agent', async ({ browser, baseURL }) => {
  const first = await open(browser, baseURL ?? '', { language: 'ko', name: '거절이' });
  const second = await open(browser, baseURL ?? '', { language: 'en', name: 'Nobody Yet' });
  await writes(first.phone, 'ko', '교환하고 싶어요');
  await first.console.getByRole('button', { name: words.ko.reject }).click();
  await second.console.getByRole('button', { name: words.en.accept }).click();
  await expect(second.console.getByRole('feed')).toContainText('교환하고 싶어요');
  await expect(first.console.getByRole('button', { name: words.ko.accept })).toHaveCount(0);
});

test('a case waits for the first agent who becomes available', async ({ browser, baseURL }) => {
  const { console, phone } = await open(browser, baseURL ?? '', { language: 'ko', name: '기다림' });
  await become(console, 'away');
  await writes(phone, 'ko', '아무도 없나요?');
  await console.getByRole('link', { name: /^대기/ }).click();
  await expect(console.getByRole('link', { name: /기다림/ })).toBeVisible();
  await expect(console.getByRole('button', { name: words.ko.accept })).toHaveCount(0);
  await become(console, 'available');
  await expect(console.getByRole('button', { name: words.ko.accept })).toBeVisible();
});

test('the whole way by the keyboard alone', async ({ browser, baseURL }) => {
  const { console, phone, sandboxUrl, customerId } = await open(browser, baseURL ?? '', { language: 'ko', name: '자판만' });
  await phone.getByRole('textbox', { name: words.ko.phoneField }).focus();
  await phone.keyboard.type('안녕하세요');
  await phone.keyboard.press('Enter');
  await expect(console.getByRole('button', { name: words.ko.accept })).toBeVisible();
  await console.keyboard.press('Control+.');
  await expect(console.getByRole('feed')).toContainText('안녕하세요');
  await expect(console.getByRole('textbox', { name: words.ko.field })).toBeFocused();
  await console.keyboard.type('무엇을 도와드릴까요?');
  await console.keyboard.press('Enter');
  await expect(console.getByRole('img', { name: words.ko.read }).last()).toBeVisible();
  await console.keyboard.press('Escape');
  await console.keyboard.press('e');
  await expect(console.getByRole('feed')).toContainText(/해결/);
  const { rows } = (await (await console.request.get('/api/v1/cases?view=all&limit=100')).json()) as {
    rows: { status: string; customer: { name: string } }[];
  };
  expect(rows.find(({ customer }) => customer.name === '자판만')?.status).toBe('resolved');
  const chat = await phone.request.get(`${sandboxUrl}/control/customers/${customerId}/messages`);
  expect(await chat.json()).toHaveLength(2);
});
