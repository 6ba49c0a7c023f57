/** The customers' phones: written on as on a phone, read as on a phone, in both languages, without a fault for axe. */
import { test as base, expect } from '@playwright/test';
import { faults } from './axe.ts';
import { redPixel } from './picture.ts';

type Customer = { id: string; name: string };
type Phones = { url: string; add(name: string, language?: 'ko' | 'en'): Promise<Customer>; open(customer: Customer): Promise<void> };

const test = base.extend<{ phones: Phones }>({
  locale: 'ko-KR',
  phones: async ({ page }, use) => {
    const { sandboxUrl: url } = (await (await page.request.get('/api/v1/welcome')).json()) as { sandboxUrl: string };
    await use({
      url,
      add: async (name, language = 'ko') => (await page.request.post(`${url}/control/customers`, { data: { name, language } })).json(),
      open: async ({ id }) => void (await page.goto(`${url}/phones/${id}`)),
    });
  },
});

const words = {
  ko: {
    field: '메시지',
    back: '채팅 목록으로',
    add: '휴대폰 추가',
    menu: '답장',
    quoting: '나에게 답장',
    caption: '설명 추가',
    online: /온라인$/,
  },
  en: {
    field: 'Message',
    back: 'Back to chats',
    add: 'Add phone',
    menu: 'Reply',
    quoting: 'Replying to You',
    caption: 'Add a caption',
    online: /online$/,
  },
};

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [language, locale] of [
    ['ko', 'ko-KR'],
    ['en', 'en-GB'],
  ] as const) {
    test.describe(`${colorScheme}, ${language}`, () => {
      test.use({ colorScheme, locale, reducedMotion: 'reduce' });

      test(`a wall of phones, controls and dialogs have no fault for axe (${colorScheme}, ${language})`, async ({ page, phones }) => {
        const heard: string[] = [];
        page.on('console', (message) => message.type() === 'error' && heard.push(message.text()));
        const [first, second] = [await phones.add('나란히'), await phones.add('Side Byside', 'en')];
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.goto(`${phones.url}/phones/${first.id},${second.id}`);
        const fields = page.getByRole('textbox', { name: words[language].field });
        await expect(fields).toHaveCount(2);
        await fields.first().fill('안녕하세요 *굵게* 😊');
        await fields.first().press('Enter');
        await expect(page.getByRole('article').first()).toBeVisible();
        expect(await faults(page)).toEqual([]);
        await page.getByRole('button', { name: words[language].add }).click();
        expect(await faults(page)).toEqual([]);
        expect(heard).toEqual([]);
      });

      test(`a phone as wide as a phone has no fault and no second scroll (${colorScheme}, ${language})`, async ({ page, phones }) => {
        const customer = await phones.add('한손에');
        for (const width of [390, 320]) {
          await page.setViewportSize({ width, height: 700 });
          await page.goto(phones.url);
          await expect(page.getByRole('button', { name: words[language].add })).toBeVisible();
          expect(await faults(page)).toEqual([]);
          await phones.open(customer);
          await expect(page.getByRole('textbox', { name: words[language].field })).toBeVisible();
          expect(await faults(page)).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        }
      });
    });
  }
}

test('the phone stays in sight beside or above its open controls, however narrow the page', async ({ page, phones }) => {
  const customer = await phones.add('어디서나');
  for (const width of [320, 390, 720, 1024, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    await phones.open(customer);
    const opener = page.getByRole('button', { name: '제어판 보기' });
    const panel = page.getByRole('complementary', { name: '제어판' });
    const phone = page.getByRole('region', { name: '어디서나 님의 휴대폰' });
    await expect(phone).toBeVisible();
    if (width < 1280) await opener.click();
    await expect(panel).toBeVisible();
    const [around, beside] = [await phone.boundingBox(), await panel.boundingBox()];
    if (!around || !beside) throw new Error('Nothing is there.');
    const isApart = around.x + around.width <= beside.x + 1 || around.y + around.height <= beside.y + 1;
    expect(isApart, `${width}: apart`).toBe(true);
    expect(around.width, `${width}: whole`).toBeGreaterThanOrEqual(Math.min(width, 372));
    expect(around.height, `${width}: high enough`).toBeGreaterThan(300);
    await expect(phone.getByRole('textbox', { name: words.ko.field })).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('button', { name: '+24시간' })).toBeInViewport({ ratio: 1 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(await faults(page)).toEqual([]);
    await panel.getByRole('button', { name: '제어판 숨기기' }).click();
    await expect(panel).toBeHidden();
  }
});

test('a page that has lost the sandbox, or whose business refuses, claims no connection', async ({ page, phones }) => {
  const settings = (data: object) => page.request.patch(`${phones.url}/control/settings`, { data });
  const customer = await phones.add('끊긴선');
  await phones.open(customer);
  await expect(page.getByText(/에 연결됨$/)).toBeVisible();
  await settings({ wrongSignatures: 1 });
  const field = page.getByRole('textbox', { name: words.ko.field });
  await field.fill('들리나요');
  await field.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: /웹훅을 거부함 \(401\) · .+부터 · / })).toBeVisible();
  await expect(page.getByText(/에 연결됨$/)).toHaveCount(0);
  // The next try is signed well.
  await expect(page.getByText(/에 연결됨$/)).toBeVisible();
  await page.route('**/control/stream', (route) => route.abort());
  await page.reload();
  await expect(page.getByRole('status').filter({ hasText: '샌드박스에 연결할 수 없습니다' })).toBeVisible();
  await expect(page.getByText(/에 연결됨$/)).toHaveCount(0);
});

test('what was begun stays in the chat, and emoji go where the caret stands', async ({ page, phones }) => {
  await phones.open(await phones.add('쓰다가'));
  const field = page.getByRole('textbox', { name: words.ko.field });
  await field.fill('가나');
  await field.evaluate((element: HTMLTextAreaElement) => element.setSelectionRange(1, 1));
  await page.getByRole('button', { name: '이모지', exact: true }).click();
  for (const emoji of ['😀', '🎉']) await page.getByRole('button', { name: emoji, exact: true }).click();
  await expect(field).toHaveValue('가😀🎉나');
  await page.getByRole('button', { name: words.ko.back }).click();
  await expect(page.getByText('작성 중:')).toBeVisible();
  await page.getByRole('button', { name: /작성 중:/ }).click();
  await expect(field).toHaveValue('가😀🎉나');
});

test('a quote leads to what it quotes', async ({ page, phones }) => {
  await phones.open(await phones.add('되짚기'));
  const field = page.getByRole('textbox', { name: words.ko.field });
  const write = async (text: string) => {
    await field.fill(text);
    await field.press('Enter');
    await expect(page.getByRole('article', { name: /(보냄|전달됨|읽음)$/ }).filter({ hasText: text })).toBeVisible();
  };
  await write('맨 처음');
  for (let nth = 1; nth <= 12; nth += 1) await write(`${nth}번째 줄\n\n`.concat('긴 글 '.repeat(20)));
  const first = page.getByRole('article').first();
  await first.getByRole('button', { name: /답장하기/ }).click();
  await write('그 말이요');
  await expect(first).not.toBeInViewport();
  await page.getByRole('button', { name: '인용한 메시지로 이동' }).click();
  await expect(first).toBeInViewport();
  await expect(first).toHaveAttribute('data-found', 'true');
});

test('a phone is added only with a name that can be seen and a username nobody has', async ({ page, phones }) => {
  await page.goto(phones.url);
  const add = async (name: string, username?: string) => {
    await page.getByRole('textbox', { name: '이름', exact: true }).fill(name);
    if (username !== undefined) await page.getByRole('textbox', { name: '사용자 이름', exact: true }).fill(username);
    await page.getByRole('dialog').getByRole('button', { name: '추가', exact: true }).click();
  };
  await page.getByRole('button', { name: words.ko.add }).click();
  for (const unseen of ['', '   ', '\u200b\u202e']) {
    await add(unseen);
    await expect(page.getByRole('alert')).toHaveText('이름을 입력하세요.');
  }
  await page.getByRole('checkbox', { name: /전화번호 숨기기/ }).check();
  await add('긴'.repeat(80), '1234');
  await expect(page.getByRole('alert')).toContainText('영문자가 하나 이상');
  await add('긴'.repeat(80), 'summer.han');
  await expect(page.getByRole('alert')).toContainText('이미 있습니다');
  await add('\u202e<b>긴</b>'.concat('긴'.repeat(60)), 'Long.Name.1');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('region', { name: /^<b>긴<\/b>긴+ 님의 휴대폰$/ })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

test('Enter that ends a Hangul syllable does not send', async ({ page, phones, context }) => {
  await phones.open(await phones.add('가람'));
  const field = page.getByRole('textbox', { name: words.ko.field });
  await field.click();
  const keyboard = await context.newCDPSession(page);
  for (const text of ['ㄱ', '가', '감']) await keyboard.send('Input.imeSetComposition', { text, selectionStart: 1, selectionEnd: 1 });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 });
  await keyboard.send('Input.insertText', { text: '감' });
  await page.keyboard.type('사합니다');
  await expect(field).toHaveValue('감사합니다');
  await expect(page.getByRole('article')).toHaveCount(0);
  await field.press('Enter');
  await expect(page.getByRole('article')).toHaveCount(1);
  await expect(field).toHaveValue('');
});

test('a message is answered by swipe, and a long press opens its menu', async ({ page, phones }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await phones.open(await phones.add('손가락'));
  const field = page.getByRole('textbox', { name: words.ko.field });
  await field.fill('첫 메시지');
  await field.press('Enter');
  // What is swiped must be the message that stays, not the one that stands in for it until it is stored.
  await expect(page.getByRole('article', { name: /(보냄|전달됨|읽음)$/ })).toBeVisible();
  const message = page.getByRole('article').first();
  const finger = (type: string, clientX: number) =>
    message.dispatchEvent(type, { pointerType: 'touch', pointerId: 7, clientX, clientY: 200, bubbles: true });
  await finger('pointerdown', 100);
  await finger('pointermove', 130);
  await finger('pointermove', 170);
  await finger('pointerup', 170);
  await expect(page.getByText(words.ko.quoting)).toBeVisible();
  await field.fill('그것에 대한 답');
  await field.press('Enter');
  await expect(page.locator('article blockquote')).toContainText('첫 메시지');
  await finger('pointerdown', 100);
  await expect(page.getByRole('menuitem', { name: words.ko.menu })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menuitem')).toHaveCount(0);
});

test('a photo is shown before it goes, and stands in the chat with its line', async ({ page, phones }) => {
  await phones.open(await phones.add('사진가'));
  await page.locator('input[type=file]').setInputFiles({ name: 'red.png', mimeType: 'image/png', buffer: redPixel });
  const caption = page.getByRole('textbox', { name: words.ko.caption });
  await expect(caption).toBeFocused();
  await caption.fill('빨간 점');
  await caption.press('Enter');
  await expect(page.getByRole('article').locator('img[src^="/control/media/"]')).toBeVisible();
  await expect(page.getByRole('article')).toContainText('빨간 점');
  await page.locator('input[type=file]').setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await expect(page.getByRole('alert')).toBeVisible();
});

test('a phone that is offline keeps what was written on it, and what comes waits until it is back', async ({ page, phones }) => {
  await phones.open(await phones.add('터널속'));
  const online = page.getByRole('switch', { name: words.ko.online });
  await expect(online).toHaveAttribute('aria-checked', 'true');
  await online.click();
  await expect(online).toHaveAttribute('aria-checked', 'false');
  const field = page.getByRole('textbox', { name: words.ko.field });
  await field.fill('터널 안에서');
  await field.press('Enter');
  await expect(page.getByRole('article', { name: /보내는 중$/ })).toBeVisible();
  await online.click();
  await expect(page.getByRole('article', { name: /(전달됨|읽음)$/ })).toBeVisible();
});
