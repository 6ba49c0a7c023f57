/** Writing: what an agent's hands do all day, in Korean, by keyboard. */
import type { Locator, Page } from '@playwright/test';
import { ko } from '#web/words/ko.ts';
import { expect, test } from './agent.ts';
import { redPixel } from './picture.ts';

/** Types Hangul as an input method does: each step replaces the syllable that is being composed. */
async function compose(page: Page, steps: readonly string[]): Promise<void> {
  const client = await page.context().newCDPSession(page);
  for (const text of steps) await client.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
}

async function composingEnter(page: Page): Promise<void> {
  const client = await page.context().newCDPSession(page);
  await client.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 });
}

test('Enter while a Hangul syllable is composed ends the syllable and sends nothing', async ({ agent }) => {
  await agent.answers(await agent.phone('한글 고객'), '안녕하세요');
  await expect(agent.field).toBeFocused();
  await compose(agent.page, ['ㄱ', '가', '감']);
  await composingEnter(agent.page);
  await expect(agent.field).toHaveValue('감');
  const client = await agent.page.context().newCDPSession(agent.page);
  await client.send('Input.insertText', { text: '감' });
  await client.send('Input.insertText', { text: '사합니다' });
  await agent.page.keyboard.press('Enter');
  await expect(agent.feed.getByText('감사합니다', { exact: true })).toHaveCount(1);
  await expect(agent.field).toHaveValue('');
});

test('the own bubble stands there with the next frame, before the server has answered', async ({ agent }) => {
  await agent.answers(await agent.phone('빠른 고객'), '빨리요');
  await agent.page.route('**/messages', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await agent.field.fill('바로 보냅니다');
  const isThere = await agent.page.evaluateHandle(() => {
    const look = () => document.querySelector('[data-feed]')?.textContent?.includes('바로 보냅니다') ?? false;
    const nextFrame = new Promise<boolean>((resolve) => {
      addEventListener('keydown', () => requestAnimationFrame(() => resolve(look())), { once: true, capture: true });
    });
    // Wrapped, or the handle would wait for it.
    return { nextFrame };
  });
  await agent.page.keyboard.press('Enter');
  expect(await isThere.evaluate(({ nextFrame }) => nextFrame)).toBe(true);
  await expect(agent.feed.getByRole('img', { name: /전달됨|보냄/ })).toBeVisible();
  await expect(agent.feed.getByText('바로 보냅니다', { exact: true })).toHaveCount(1);
});

test('a draft survives a reload at once, and its row shows it until it is sent', async ({ agent }) => {
  await agent.answers(await agent.phone('초안 고객'), '질문 있어요');
  await agent.field.fill('쓰다 만 답장');
  await agent.page.reload();
  await expect(agent.field).toHaveValue('쓰다 만 답장');
  const row = agent.page.getByRole('link', { name: /초안 고객/ });
  await expect(row).toContainText('초안: 쓰다 만 답장');
  await expect(row).not.toContainText('질문 있어요');
  await agent.field.press('Enter');
  await expect(row).toContainText('답변: 쓰다 만 답장');
  await expect(row).not.toContainText('초안:');
});

test('two tabs show one draft, and what one has sent is no longer in the other', async ({ agent, context }) => {
  await agent.answers(await agent.phone('두 창 고객'), '언제 오나요?');
  const other = await context.newPage();
  await other.goto(agent.page.url());
  const otherField = other.locator('[data-composer]');
  await expect(otherField).toHaveValue('');
  await agent.page.bringToFront();
  await agent.field.pressSequentially('오늘 도착합니다');
  await expect(otherField).toHaveValue('오늘 도착합니다');
  await agent.field.press('Enter');
  await expect(agent.feed).toContainText('오늘 도착합니다');
  await expect(otherField).toHaveValue('');
});

test('what was sent without a network leaves by itself after a reload, once', async ({ agent }) => {
  await agent.answers(await agent.phone('지하철 고객'), '들리세요?');
  await agent.page.context().setOffline(true);
  await agent.field.fill('터널 안에서 쓴 답');
  await agent.page.keyboard.press('Enter');
  await expect(agent.feed).toContainText('연결을 기다리는 중');
  const address = agent.page.url();
  await agent.page.goto('about:blank');
  await agent.page.context().setOffline(false);
  await agent.page.goto(address);
  await expect(agent.feed.getByRole('img', { name: /전달됨|보냄/ })).toBeVisible();
  await expect(agent.feed.getByText('터널 안에서 쓴 답', { exact: true })).toHaveCount(1);
});

test('older messages are put before without moving what is read by a pixel', async ({ agent }) => {
  test.setTimeout(120_000);
  const phone = await agent.phone('긴 이야기 고객');
  await agent.answers(phone, '처음 글');
  for (let nth = 0; nth < 120; nth += 1) await phone.says(nth % 3 === 0 ? `${nth} ${'조금 긴 글입니다. '.repeat(8)}` : `글 ${nth}`);
  await expect(agent.feed).toContainText('글 119');
  await agent.page.reload();
  await expect(agent.feed).toContainText('글 119');
  expect(await scrollUp(agent.feed)).toEqual({ worst: 0, reachedStart: true });
});

test('another width loses neither the newest message nor the place that is read', async ({ agent }) => {
  test.setTimeout(120_000);
  const { page, feed } = agent;
  const phone = await agent.phone('좁은 창 고객');
  await agent.answers(phone, '처음 글');
  for (let nth = 0; nth < 40; nth += 1) await phone.says(nth % 3 === 0 ? `${nth} ${'조금 긴 글입니다. '.repeat(8)}` : `글 ${nth}`);
  await expect(feed).toContainText('글 38');
  const widths = [1024, 720, 390, 720, 1440];
  const toEnd = () => feed.evaluate((element) => Math.round(element.scrollHeight - element.scrollTop - element.clientHeight));
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    await expect(feed.getByText('글 38')).toBeInViewport();
    await expect.poll(toEnd, `${width} px`).toBe(0);
  }
  await feed.hover();
  await page.mouse.wheel(0, -900);
  await expect.poll(toEnd).toBeGreaterThan(500);
  const seen = () =>
    feed.evaluate((element) => {
      const { top } = element.getBoundingClientRect();
      const row = [...element.querySelectorAll('article')].find((each) => each.getBoundingClientRect().top >= top);
      return `${row?.textContent} ${Math.round((row?.getBoundingClientRect().top ?? 0) - top)}`;
    });
  const before = await seen();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    await expect.poll(seen, `${width} px`).toBe(before);
  }
});

test('a burst of messages does not ask the case again', async ({ agent }) => {
  const phone = await agent.phone('빠른 고객 둘');
  await agent.answers(phone, '처음 글');
  await expect(agent.feed).toContainText('수락했습니다');
  const asked: string[] = [];
  agent.page.on('request', (request) => {
    if (request.method() === 'GET' && /\/cases\/[\da-f-]{36}$/.test(request.url())) asked.push(request.url());
  });
  for (let nth = 0; nth < 20; nth += 1) await phone.says(`빠른 글 ${nth}`);
  await expect(agent.feed).toContainText('빠른 글 19');
  expect(asked).toEqual([]);
});

test('a quote leads to what it quotes, also by key and also when that has to be loaded', async ({ agent }) => {
  test.setTimeout(120_000);
  const { page, feed, field } = agent;
  const phone = await agent.phone('인용 고객');
  await agent.answers(phone, '맨 처음 질문');
  await feed.getByText('맨 처음 질문').hover();
  await feed.getByRole('button', { name: '인용' }).first().click();
  await field.pressSequentially('처음 질문에 답합니다');
  await field.press('Enter');
  await expect(feed.getByRole('button', { name: '인용한 메시지로 이동' })).toBeVisible();
  for (let nth = 0; nth < 70; nth += 1) await phone.says(`글 ${nth}`);
  await expect(feed).toContainText('글 69');
  await feed.getByText('글 69').hover();
  await page.reload();
  await expect(feed).toContainText('글 69');
  await expect(feed).not.toContainText('맨 처음 질문');
  await expect(field).toBeFocused();
  // Up to one's own answer, wherever it has scrolled to, and Enter on it.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Home');
  await expect(async () => {
    await page.keyboard.press('Home');
    await expect(feed).toContainText('처음 질문에 답합니다', { timeout: 500 });
  }).toPass();
  await feed.getByRole('button', { name: '인용한 메시지로 이동' }).click();
  await expect(feed.locator('article[data-lit]')).toContainText('맨 처음 질문');
  await expect(feed.locator('article[data-lit]')).toBeInViewport();
});

/** Scrolls up by the hand's breadth, and measures how far what was seen moved beyond that. */
function scrollUp(feed: Locator): Promise<{ worst: number; reachedStart: boolean }> {
  return feed.evaluate(async (element) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const seen = () =>
      [...element.querySelectorAll('article')].find((article) => {
        const { top, bottom } = article.getBoundingClientRect();
        return top > 200 && bottom < 700;
      });
    let worst = 0;
    for (let step = 0; step < 150; step += 1) {
      // Between frames, as a hand on the wheel does: inside one, the browser would tell of it only after measuring.
      await new Promise((resolve) => setTimeout(resolve));
      const mark = seen();
      const before = mark?.getBoundingClientRect().top ?? 0;
      element.scrollTop -= 200;
      const isAtStart = element.scrollTop <= 0;
      await frame();
      if (mark?.isConnected && !isAtStart) worst = Math.max(worst, Math.abs(mark.getBoundingClientRect().top - before - 200));
      if (isAtStart) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return { worst: Math.round(worst), reachedStart: element.textContent?.includes('처음 글') ?? false };
  });
}

test('a picture is pasted, captioned and sent; the customer’s own opens large', async ({ agent }) => {
  const phone = await agent.phone('사진 고객');
  await agent.answers(phone, '사진 드릴게요');
  await phone.sendsPicture(redPixel, '이거예요');
  await agent.feed.getByRole('button', { name: /사진 크게 보기/ }).click();
  await expect(agent.page.getByRole('dialog', { name: '사진 보기' })).toBeVisible();
  await agent.page.keyboard.press('Escape');
  await expect(agent.page.getByRole('dialog', { name: '사진 보기' })).toBeHidden();
  await agent.field.focus();
  await pastePicture(agent.page);
  await expect(agent.page.getByRole('list', { name: '사진 1장 첨부됨' })).toBeVisible();
  await agent.page.keyboard.type('답으로 드리는 사진');
  await agent.page.keyboard.press('Enter');
  await expect(agent.feed.getByRole('article', { name: /나, .*사진: 답으로 드리는 사진, (전달됨|보냄)/ })).toBeVisible();
});

async function pastePicture(page: Page): Promise<void> {
  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'clip.png', { type: 'image/png' }));
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, redPixel.toString('base64'));
}

test('the field closes by itself when the window does, keeps the text, and opens again when the customer writes', async ({ agent }) => {
  const phone = await agent.phone('느린 고객');
  await agent.answers(phone, '내일 답해 주세요');
  await agent.field.fill('늦은 답장');
  await agent.pass(24 * 3_600_000);
  await expect(agent.page.getByText('24시간 창이 닫혔습니다', { exact: true })).toBeVisible({ timeout: 15_000 });
  await expect(agent.field).toBeHidden();
  await expect(agent.page.getByText('늦은 답장', { exact: true })).toBeVisible();
  await phone.says('아직 계세요?');
  await expect(agent.field).toHaveValue('늦은 답장');
});

test('a picture may be dropped anywhere; a file that cannot be sent is said and keeps the text', async ({ agent }) => {
  const { page, field, feed } = agent;
  await agent.answers(await agent.phone('고객 놓음'), '사진을 보내 주세요');
  const drop = (name: string, type: string, bytes: number[]) =>
    feed.evaluate(
      (target, file) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(file.bytes)], file.name, { type: file.type }));
        const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer });
        target.dispatchEvent(event);
        return event.defaultPrevented;
      },
      { name, type, bytes },
    );
  await field.fill('계약서입니다');
  expect(await drop('doc.pdf', 'application/pdf', [37, 80, 68, 70])).toBe(true);
  await field.press('Enter');
  await expect(page.getByText(ko.talk.composer.repairFirst).first()).toBeVisible();
  await expect(field).toHaveValue('계약서입니다');
  await page.getByRole('button', { name: /doc\.pdf/ }).click();
  expect(await drop('red.png', 'image/png', [...redPixel])).toBe(true);
  await field.press('Enter');
  await expect(feed.getByRole('article').last().locator('img').first()).toBeVisible();
  await expect(feed).toContainText('계약서입니다');
});
