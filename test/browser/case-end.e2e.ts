/** A case comes to its end: resolved, taken back, reopened by its customer, closed for good and followed by another. */
import type { Page } from '@playwright/test';
import { ko } from '#web/words/ko.ts';
import { accepts, type Desk, expect, test } from './office.ts';

const { talk, list } = ko;
const { header } = talk;
const [resolve, reopen, closes] = [header.resolve, header.reopen, header.close];
const numberOf = async ({ page }: Desk): Promise<string> =>
  (await page
    .getByText(/^#\d+$/)
    .first()
    .textContent()) ?? '';
const status = (page: Page, at: keyof typeof ko.status) => page.getByRole('button', { name: header.status(ko.status[at]) });
const show = (page: Page, view: keyof typeof list.views) =>
  page.getByRole('navigation', { name: list.viewsLabel }).getByRole('link', { name: list.views[view] }).click();
const lastLine = ({ feed }: Desk, words: string) => feed.getByRole('article').filter({ hasText: words }).last();

test('resolving may be taken back, and the case is mine again', async ({ office }) => {
  const [desk, customer] = [await office.sits('한가람'), await office.customer('고객 취소')];
  const { page } = desk;
  await customer.writes('해결되나요?');
  await accepts(desk, '해결되나요?');
  const number = await numberOf(desk);
  await page.getByRole('button', { name: resolve, exact: true }).click();
  await expect(status(page, 'resolved')).toBeVisible();
  await expect(lastLine(desk, talk.lines.statusBy('한가람', ko.status.resolved))).toBeVisible();
  await expect(page.getByRole('button', { name: reopen })).toBeVisible();
  await page.getByText(talk.resolved(Number(number.slice(1)))).hover();
  await page.getByRole('button', { name: talk.undo }).click();
  await expect(status(page, 'open')).toBeVisible();
  await expect(page.getByRole('list', { name: list.views.mine })).toContainText('고객 취소');
  await desk.field.fill('아직 제가 맡고 있습니다');
  await desk.field.press('Enter');
  await expect.poll(() => customer.texts()).toContain('아직 제가 맡고 있습니다');
  await show(page, 'waiting');
  await expect(page.getByText(list.emptyWaiting)).toBeVisible();
});

test('a customer who writes on a resolved case opens the same one again', async ({ office }) => {
  const [desk, customer] = [await office.sits('한가람'), await office.customer('고객 다시')];
  const { page } = desk;
  await customer.writes('한 가지만요');
  await accepts(desk, '한 가지만요');
  const number = await numberOf(desk);
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await expect(status(page, 'resolved')).toBeVisible();
  await show(page, 'all');
  await expect(desk.row('고객 다시')).toContainText(ko.status.resolved);
  await customer.writes('하나 더 있어요');
  await expect(desk.feed).toContainText('하나 더 있어요');
  await expect(status(page, 'open')).toBeVisible();
  await expect(desk.row('고객 다시')).toHaveCount(1);
  await expect(desk.row('고객 다시')).not.toContainText(ko.status.resolved);
  await accepts(desk, '하나 더 있어요');
  expect(await numberOf(desk)).toBe(number);
  await expect(page.getByRole('list', { name: list.views.mine })).toContainText('고객 다시');
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
  await page.getByRole('button', { name: resolve, exact: true }).click();
  await expect(status(page, 'resolved')).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: header.more }).click();
  await page.getByRole('menuitem', { name: closes }).click();
  const asked = page.getByRole('alertdialog', { name: closes });
  await expect(asked).toContainText(header.closeNote);
  await asked.getByRole('button', { name: closes }).click();
  await expect(status(page, 'closed')).toBeVisible();
  await expect(desk.composer).toContainText(talk.composer.blocked['case-over']);
  await expect(desk.composer).toContainText(talk.composer.blockedWhat['case-over']);
  await expect(desk.field).toBeHidden();
  for (const gone of [resolve, reopen, header.take]) await expect(page.getByRole('button', { name: gone, exact: true })).toHaveCount(0);

  await customer.writes('다른 문의');
  await accepts(desk, '다른 문의');
  expect(page.url()).not.toBe(address);
  expect(await numberOf(desk)).not.toBe(number);
  await expect(desk.feed).not.toContainText('처음 문의');
  await show(page, 'all');
  await expect(desk.row('고객 새로')).toHaveCount(2);
  await expect(desk.row('고객 새로').filter({ hasText: ko.status.closed })).toHaveCount(1);
  await page
    .getByRole('complementary', { name: talk.card.region })
    .getByRole('link', { name: new RegExp(number) })
    .click();
  await expect(desk.feed).toContainText('처음 문의');
  await expect(desk.feed).not.toContainText('다른 문의');
  await expect(status(page, 'closed')).toBeVisible();
});
