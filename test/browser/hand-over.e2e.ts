/** Two agents at two screens: what one does not take, the other is offered; what nobody can take waits for the first who can. */
import { en } from '#web/words/en.ts';
import { ko } from '#web/words/ko.ts';
import { accepts, becomes, expect, test } from './office.ts';

const { offer: words, list, state } = ko;
const offers = new RegExp(`^(${words.region}|${en.offer.region})$`);

test('rejected by one, offered to the other at once, and gone from the first', async ({ office }) => {
  const [first, second] = [await office.sits('한가람'), await office.sits('Emma Clarke')];
  const customer = await office.customer('고객 다음');
  await customer.writes('누가 맡아 주시나요?');
  const offer = first.page.getByRole('region', { name: words.region });
  await expect(offer).toContainText('누가 맡아 주시나요?');
  await expect(second.page.getByRole('region', { name: en.offer.region })).toHaveCount(0);
  await offer.getByRole('button', { name: words.reject }).click();
  await accepts(second, '누가 맡아 주시나요?');
  await expect(offer).toHaveCount(0);
  await first.page.getByRole('link', { name: list.views.all, exact: true }).click();
  await expect(first.row('고객 다음')).toContainText('Emma Clarke');
  await first.row('고객 다음').click();
  await first.feed.getByRole('button', { name: /^이전 .*\d+/ }).click();
  await expect(first.feed).toContainText(ko.talk.lines.rejected('한가람'));
  await expect(first.feed).toContainText(ko.talk.lines.accepted('Emma Clarke'));
});

test('with nobody available a case waits in everybody’s list, and goes to the first who is', async ({ office }) => {
  const [first, second] = [await office.sits('한가람'), await office.sits('Emma Clarke')];
  const customer = await office.customer('고객 기다림');
  await becomes(first, state.away);
  await becomes(second, en.state.away);
  await customer.writes('아무도 안 계세요?');
  await first.page.getByRole('link', { name: new RegExp(`^${list.views.waiting}`) }).click();
  await second.page.getByRole('link', { name: new RegExp(`^${en.list.views.waiting}`) }).click();
  await expect(first.row('고객 기다림')).toContainText(new RegExp(list.chips.waiting('\\d+')));
  await expect(second.row('고객 기다림')).toContainText(new RegExp(en.list.chips.waiting('\\d+')));
  for (const { page } of [first, second]) await expect(page.getByRole('region', { name: offers })).toHaveCount(0);

  await becomes(second, en.state.available);
  await expect(second.page.getByRole('region', { name: en.offer.region })).toContainText('아무도 안 계세요?');
  await expect(first.row('고객 기다림')).toContainText(list.chips.offered);
  await expect(first.page.getByRole('region', { name: words.region })).toHaveCount(0);
  await accepts(second, '아무도 안 계세요?');
  await expect(first.row('고객 기다림')).toHaveCount(0);
  await expect(first.page.getByText(list.emptyWaiting)).toBeVisible();
});
