/** The server goes away, and comes back: what the agent sees of it, and that nothing is lost or sent twice. */
import { ko } from '#web/words/ko.ts';
import { type Cable, layCable } from './cable.ts';
import { accepts, expect, openOffice, test } from './office.ts';
import { emptyData, startProduct } from './product.ts';

const port = 21_540;
const { connection, talk } = ko;
const barWords = new RegExp(connection.lost('(오전|오후) .+'));
/** How a message is called that has left. */
const wentOut = (text: string) => new RegExp(`${text}, (${talk.state.sent}|${talk.state.delivered})`);

test('killed in the middle of work and started again: words stay, what was sent meanwhile goes out once', async ({ browser }) => {
  test.setTimeout(150_000);
  const data = emptyData();
  let product = await startProduct({ mode: 'sandbox', port, data: data.folder });
  const office = openOffice(browser, product);
  try {
    const [desk, customer] = [await office.sits('한가람'), await office.customer('고객 정전')];
    const { page, feed, field } = desk;
    await customer.writes('들리세요?');
    await accepts(desk, '들리세요?');
    await page.evaluate(() => Object.assign(window, { isTheSamePage: true }));
    await field.fill('네, 듣고 있습니다');
    await product.kill();
    await expect(page.getByText(barWords)).toBeVisible();
    await expect(page.getByText(connection.graceNote)).toBeVisible();
    await expect(field).toHaveValue('네, 듣고 있습니다');
    await field.press('Enter');
    await expect(feed.getByRole('article', { name: `네, 듣고 있습니다, ${talk.state.queued}` })).toBeVisible();
    await expect(feed).toContainText(/\d+초/);
    await field.fill('그리고 또 하나는');

    product = await startProduct({ mode: 'sandbox', port, data: data.folder });
    await expect(page.getByText(connection.connected)).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText(barWords)).toBeHidden();
    await expect(feed.getByRole('article', { name: wentOut('네, 듣고 있습니다') })).toBeVisible({ timeout: 60_000 });
    await customer.writes('이제 들려요');
    await expect(feed).toContainText('이제 들려요');
    await expect(field).toHaveValue('그리고 또 하나는');
    await expect(feed.getByText('네, 듣고 있습니다', { exact: true })).toHaveCount(1);
    expect(await customer.texts()).toEqual(['들리세요?', '네, 듣고 있습니다', '이제 들려요']);
    expect(await page.evaluate(() => 'isTheSamePage' in window)).toBe(true);
  } finally {
    await office.leave();
    await product.stop();
    data.remove();
  }
});

test.describe('behind a line that breaks', () => {
  let cable: Cable;
  test.beforeEach(async ({ baseURL }) => {
    cable = await layCable(21_560, Number(new URL(baseURL ?? '').port));
  });
  test.afterEach(() => cable.remove());

  test('what customers write meanwhile is there after the return, in order, without a reload', async ({ office }) => {
    const desk = await office.sits('한가람', cable.url);
    const { page, feed, field } = desk;
    const [customer, other] = [await office.customer('고객 터널'), await office.customer('고객 곁에')];
    await customer.writes('터널로 들어갑니다');
    await accepts(desk, '터널로 들어갑니다');
    await other.writes('저도 있어요');
    await accepts(desk, '저도 있어요');
    await desk.row('고객 터널').click();
    await expect(feed).toContainText('터널로 들어갑니다');
    await page.evaluate(() => Object.assign(window, { isTheSamePage: true }));

    cable.cut();
    await expect(page.getByText(barWords)).toBeVisible();
    await field.fill('쓰다 만 글');
    for (const text of ['하나', '둘', '셋']) await customer.writes(`터널 속 ${text}`);
    await other.writes('아직 기다려요');
    await expect.poll(() => customer.texts()).toHaveLength(4);

    cable.mend();
    const heard = feed.getByRole('article').filter({ hasText: '터널 속' });
    await expect(heard).toHaveCount(3);
    await expect(heard.nth(0)).toContainText('하나');
    await expect(heard.nth(2)).toContainText('셋');
    await expect(desk.row('고객 곁에')).toContainText('아직 기다려요');
    await expect(desk.row('고객 곁에')).toContainText(ko.list.unread(1));
    await expect(page.getByText(barWords)).toBeHidden();
    await expect(field).toHaveValue('쓰다 만 글');
    expect(await page.evaluate(() => 'isTheSamePage' in window)).toBe(true);
  });

  test('a message whose answer was lost on the way is not sent a second time', async ({ office }) => {
    const desk = await office.sits('한가람', cable.url);
    const customer = await office.customer('고객 메아리');
    await customer.writes('한 번만 답해 주세요');
    await accepts(desk, '한 번만 답해 주세요');
    cable.muffle();
    await desk.field.fill('한 번만 갑니다');
    await desk.field.press('Enter');
    await expect.poll(() => customer.texts()).toContain('한 번만 갑니다');
    await expect(desk.feed.getByRole('article', { name: `한 번만 갑니다, ${talk.state.queued}` })).toBeVisible();
    cable.cut();
    await expect(desk.page.getByText(barWords)).toBeVisible();
    cable.mend();
    await expect(desk.feed.getByRole('article', { name: wentOut('한 번만 갑니다') })).toBeVisible({ timeout: 45_000 });
    await desk.field.fill('그다음 글');
    await desk.field.press('Enter');
    await expect.poll(() => customer.texts()).toEqual(['한 번만 답해 주세요', '한 번만 갑니다', '그다음 글']);
    await expect(desk.feed.getByText('한 번만 갑니다', { exact: true })).toHaveCount(1);
  });
});
