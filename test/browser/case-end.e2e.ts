/** A case comes to its end: resolved, taken back, reopened by its customer, closed for good and followed by another. */
import type { Page } from '@playwright/test';
import { accepts, type Desk, expect, test } from './office.ts';

const numberOf = async ({ page }: Desk): Promise<string> =>
  (await page
    .getByText(/^#\d+$/)
    .first()
    .textContent()) ?? '';
const status = (page: Page, word: string) => page.getByRole('button', { name: `상태: ${word}` });
const lastLine = ({ feed }: Desk, words: string) => feed.getByRole('article').filter({ hasText: words }).last();

test('resolving may be taken back, and the case is mine again', async ({ office }) => {
  const [desk, customer] = [await office.sits('한가람'), await office.customer('고객 취소')];
  const { page } = desk;
  await customer.writes('해결되나요?');
  await accepts(desk, '해결되나요?');
  const number = await numberOf(desk);
  await page.getByRole('button', { name: '해결', exact: true }).click();
  await expect(status(page, '해결됨')).toBeVisible();
  await expect(lastLine(desk, '한가람 님이 상태를 해결됨으로 바꿨습니다')).toBeVisible();
  await expect(page.getByRole('button', { name: '다시 열기' })).toBeVisible();
  await page.getByRole('region', { name: '알림' }).getByText(`케이스 ${number} 해결됨`).hover();
  await page.getByRole('button', { name: '실행 취소' }).click();
  await expect(status(page, '열림')).toBeVisible();
  await expect(page.getByRole('list', { name: '내 케이스' })).toContainText('고객 취소');
  await desk.field.fill('아직 제가 맡고 있습니다');
  await desk.field.press('Enter');
  await expect.poll(() => customer.texts()).toContain('아직 제가 맡고 있습니다');
  await page.getByRole('link', { name: /^대기/ }).click();
  await expect(page.getByText('기다리는 고객이 없습니다.')).toBeVisible();
});

test('a customer who writes on a resolved case opens the same one again', async ({ office }) => {
  const [desk, customer] = [await office.sits('한가람'), await office.customer('고객 다시')];
  const { page } = desk;
  await customer.writes('한 가지만요');
  await accepts(desk, '한 가지만요');
  const number = await numberOf(desk);
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await expect(status(page, '해결됨')).toBeVisible();
  await page.getByRole('link', { name: '전체', exact: true }).click();
  await expect(desk.row('고객 다시')).toContainText('해결됨');
  await customer.writes('하나 더 있어요');
  await expect(desk.feed).toContainText('하나 더 있어요');
  await expect(status(page, '열림')).toBeVisible();
  await expect(desk.row('고객 다시')).toHaveCount(1);
  await expect(desk.row('고객 다시')).not.toContainText('해결됨');
  await accepts(desk, '하나 더 있어요');
  expect(await numberOf(desk)).toBe(number);
  await expect(page.getByRole('list', { name: '내 케이스' })).toContainText('고객 다시');
  await desk.field.fill('또 뵙네요');
  await desk.field.press('Enter');
  await expect.poll(() => customer.texts()).toEqual(['한 가지만요', '하나 더 있어요', '또 뵙네요']);
});

test('a closed case stays closed; its customer begins a new one, which knows the old', async ({ office }) => {
  const [desk, customer] = [await office.sits('정다온'), await office.customer('고객 새로')];
  const { page } = desk;
  await customer.writes('처음 문의');
  await accepts(desk, '처음 문의');
  const number = await numberOf(desk);
  const address = page.url();
  await page.getByRole('button', { name: '해결', exact: true }).click();
  await expect(status(page, '해결됨')).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: '더 보기' }).click();
  await page.getByRole('menuitem', { name: '완전히 닫기' }).click();
  const asked = page.getByRole('alertdialog', { name: '완전히 닫기' });
  await expect(asked).toContainText('닫은 케이스는 다시 열 수 없습니다. 새 메시지는 새 케이스가 됩니다.');
  await asked.getByRole('button', { name: '완전히 닫기' }).click();
  await expect(status(page, '닫힘')).toBeVisible();
  await expect(desk.composer).toContainText('닫힌 케이스입니다');
  await expect(desk.composer).toContainText('고객이 다시 쓰면 새 케이스가 시작됩니다.');
  await expect(desk.field).toBeHidden();
  for (const gone of ['해결', '다시 열기', '내가 맡기']) await expect(page.getByRole('button', { name: gone, exact: true })).toHaveCount(0);

  await customer.writes('다른 문의');
  await accepts(desk, '다른 문의');
  expect(page.url()).not.toBe(address);
  expect(await numberOf(desk)).not.toBe(number);
  await expect(desk.feed).not.toContainText('처음 문의');
  await page.getByRole('link', { name: '전체', exact: true }).click();
  await expect(desk.row('고객 새로')).toHaveCount(2);
  await expect(desk.row('고객 새로').filter({ hasText: '닫힘' })).toHaveCount(1);
  await page
    .getByRole('complementary', { name: '고객 카드' })
    .getByRole('link', { name: new RegExp(number) })
    .click();
  await expect(desk.feed).toContainText('처음 문의');
  await expect(desk.feed).not.toContainText('다른 문의');
  await expect(status(page, '닫힘')).toBeVisible();
});
