/** The commonest jobs and how many keys each may cost (ux.md 1.2). A change that adds one must say why. */
import type { Page } from '@playwright/test';
import { expect, test } from './agent.ts';

/** Presses chords and counts every key that goes down. */
function counted(page: Page) {
  let count = 0;
  return {
    press: async (chord: string) => {
      count += chord.split('+').length;
      await page.keyboard.press(chord);
    },
    used: () => count,
  };
}

test('accept 2, start replying 0, send 1', async ({ agent }) => {
  const phone = await agent.phone('첫 고객');
  const keys = counted(agent.page);
  await phone.says('처음 뵙겠습니다');
  await expect(agent.page.getByRole('button', { name: '수락' }).first()).toBeVisible();
  await keys.press('Control+.');
  await expect(agent.feed).toContainText('처음 뵙겠습니다');
  expect(keys.used()).toBe(2);
  await expect(agent.field).toBeFocused();
  await agent.page.keyboard.type('반갑습니다');
  await keys.press('Enter');
  await expect(agent.feed).toContainText('반갑습니다');
  expect(keys.used()).toBe(3);
});

test('next waiting case 1, set pending 2, resolve and go on 2', async ({ agent }) => {
  const [first, second] = [await agent.phone('가 고객'), await agent.phone('나 고객')];
  await agent.answers(first, '첫째 케이스');
  await agent.answers(second, '둘째 케이스');
  const heading = agent.page.getByRole('heading', { level: 2, name: /고객/ }).first();
  await agent.page.keyboard.press('Escape');
  await expect(agent.field).not.toBeFocused();

  const next = counted(agent.page);
  await next.press('j');
  await expect(heading).toContainText('가 고객');
  expect(next.used()).toBe(1);

  await agent.page.keyboard.press('Escape');
  const pending = counted(agent.page);
  await pending.press('s');
  await pending.press('3');
  await expect(agent.page.getByRole('button', { name: '상태: 보류' })).toBeVisible();
  expect(pending.used()).toBe(2);
  await expect(agent.page.getByRole('menu')).toBeHidden();

  await agent.page.keyboard.press('Escape');
  const resolve = counted(agent.page);
  await resolve.press('Shift+E');
  await expect(heading).toContainText('나 고객');
  await expect(agent.page.getByText(/케이스 #\d+ 해결됨/)).toBeVisible();
  expect(resolve.used()).toBe(2);
});

test('J and K walk on and on through the list as it is shown, Enter answers, and chords walk while one types', async ({ agent }) => {
  const names = ['다 고객', '라 고객', '마 고객'];
  for (const name of names) await agent.answers(await agent.phone(name), `${name}의 질문`);
  const heading = agent.page.getByRole('heading', { level: 2, name: /고객/ }).first();
  const row = (name: string) => agent.page.getByRole('link', { name: new RegExp(name) });
  await agent.page.goto('/inbox');
  await expect(row('다 고객')).toBeVisible();

  const walk = counted(agent.page);
  for (const name of names.toReversed()) {
    await walk.press('j');
    await expect(heading).toContainText(name);
    await expect(row(name)).toBeFocused();
  }
  await walk.press('k');
  await expect(heading).toContainText('라 고객');
  expect(walk.used()).toBe(4);
  await agent.page.keyboard.press('Enter');
  await expect(agent.field).toBeFocused();
  await expect(agent.field).toHaveValue('');

  await agent.page.keyboard.type('쓰는 중');
  await walk.press('Alt+ArrowDown');
  await expect(heading).toContainText('다 고객');
  await expect(agent.field).toBeFocused();
  await walk.press('Alt+ArrowUp');
  await expect(agent.field).toHaveValue('쓰는 중');
  // Where only the conversation fits, the next case is as near.
  await agent.page.setViewportSize({ width: 720, height: 800 });
  await walk.press('Alt+ArrowDown');
  await expect(heading).toContainText('다 고객');
});

test('a screenshot 3: paste and Enter', async ({ agent }) => {
  await agent.answers(await agent.phone('화면 고객'), '화면이 이상해요');
  await agent.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await agent.page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 });
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob) await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
  });
  await expect(agent.field).toBeFocused();
  const keys = counted(agent.page);
  await keys.press('Control+v');
  await expect(agent.page.getByRole('list', { name: '사진 1장 첨부됨' })).toBeVisible();
  await keys.press('Enter');
  await expect(agent.feed.getByRole('article', { name: /나, .*사진/ })).toBeVisible();
  expect(keys.used()).toBe(3);
});
