/** Several offers at once, a case that is on offer to somebody else, and what stands where afterwards. */
import type { Browser, Page } from '@playwright/test';
import { expect, test } from './agent.ts';
import { faults } from './axe.ts';

async function colleague(browser: Browser, name: RegExp): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'ko-KR' })).newPage();
  await page.goto('/sign-in');
  await page.getByRole('button', { name }).click();
  await expect(page).toHaveURL(/\/inbox/);
  return page;
}
const setState = (page: Page, state: string) => page.request.put('/api/v1/agents/me/state', { data: { state } });

test('who replies to what is on offer to another is told before, and the other is told after', async ({ agent, browser }) => {
  const { page } = agent;
  const slow = await colleague(browser, /윤슬기/);
  const phone = await agent.phone('고객 다솜');
  await phone.says('교환하고 싶어요');
  const offers = page.getByRole('region', { name: '제안' });
  await expect(offers).toContainText('고객 다솜');
  await setState(slow, 'busy');
  await slow.goto('/inbox?view=waiting');
  await slow.getByRole('link', { name: /고객 다솜/ }).click();
  await expect(slow.getByText('지금 한가람 님에게 제안 중입니다. 답장하면 내가 케이스를 가져옵니다.')).toBeVisible();
  await slow.locator('[data-composer]').fill('제가 도와드릴게요');
  await slow.keyboard.press('Enter');
  await expect(offers).toContainText('윤슬기 님이 케이스를 가져갔습니다');
  await expect(offers.getByRole('button', { name: '수락' })).toHaveCount(0);
  await expect(slow.locator('[data-feed]')).toContainText('윤슬기 님이 답장하여 케이스를 가져갔습니다(한가람 님에게 제안 중이었음)');
  await expect(slow.getByRole('region', { name: '왜 여기로 왔나요?' })).toContainText('내가 답장하여 케이스를 맡았습니다.');
  await slow.context().close();
});

test('several offers stand side by side; each can be brought to the front and answered by key', async ({ agent }) => {
  const { page } = agent;
  const offers = page.getByRole('region', { name: '제안' });
  for (const name of ['고객 하나', '고객 두나', '고객 세나']) {
    await (await agent.phone(name)).says(`${name}입니다`);
    await expect(offers).toContainText(name);
  }
  await expect(offers.getByText(/^\d+초$/)).toHaveCount(3);
  expect(await faults(page)).toEqual([]);
  const front = offers.getByRole('article');
  await expect(front).toContainText('고객 하나');
  await page.keyboard.press('Alt+Period');
  await expect(front).toContainText('고객 두나');
  await offers.getByRole('button', { name: /^고객 세나 일반 문의/ }).click();
  await expect(front).toContainText('고객 세나');
  await offers.getByRole('button', { name: '고객 하나 님의 케이스 거부' }).click();
  await expect(offers).not.toContainText('고객 하나');
  await page.keyboard.press('Control+.');
  await expect(agent.feed).toContainText('고객 세나입니다');
  await expect(front).toContainText('고객 두나');
});

test('what was just done is said where it covers nothing that can be pressed, and can be taken back', async ({ agent }) => {
  const { page } = agent;
  await agent.answers(await agent.phone('고객 보람'), '감사합니다');
  await page.getByRole('button', { name: '해결', exact: true }).click();
  const toast = page.locator('[data-tone="ok"]', { hasText: '해결됨' });
  await expect(toast).toBeVisible();
  for (const width of [1440, 1024, 320]) {
    await page.setViewportSize({ width, height: 800 });
    await expect.poll(() => pressable(page), { message: `at ${width}` }).toEqual([]);
  }
  await toast.getByRole('button', { name: '실행 취소' }).click();
  await expect(agent.feed).toContainText('한가람 님이 해결을 취소했습니다');
});

/** What can be pressed and lies under a message. */
const pressable = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const stack = document.querySelector('section[aria-label="알림"]');
    const boxes = [...(stack?.querySelectorAll('[data-tone]') ?? [])].map((each) => each.getBoundingClientRect());
    return [...document.querySelectorAll('button, a, textarea')]
      .filter((each) => !stack?.contains(each))
      .filter((each) => {
        const { left, right, top, bottom, width } = each.getBoundingClientRect();
        return width > 0 && boxes.some((box) => left < box.right && right > box.left && top < box.bottom && bottom > box.top);
      })
      .map((each) => each.getAttribute('aria-label') ?? each.textContent ?? '');
  });

test('an address of a case that does not exist says so in both panes', async ({ agent }) => {
  for (const id of ['0198f000-0000-7000-8000-00000000dead', 'nonsense']) {
    await agent.page.goto(`/inbox/${id}`);
    await expect(agent.page.getByText('케이스가 없거나 볼 권한이 없습니다.')).toHaveCount(2);
  }
});
