/** Two agents at two screens: what one does not take, the other is offered; what nobody can take waits for the first who can. */
import { accepts, becomes, expect, test } from './office.ts';

test('rejected by one, offered to the other at once, and gone from the first', async ({ office }) => {
  const [first, second] = [await office.sits('한가람'), await office.sits('Emma Clarke')];
  const customer = await office.customer('고객 다음');
  await customer.writes('누가 맡아 주시나요?');
  const offer = first.page.getByRole('region', { name: '제안' });
  await expect(offer).toContainText('누가 맡아 주시나요?');
  await expect(second.page.getByRole('region', { name: 'Offers' })).toHaveCount(0);
  await offer.getByRole('button', { name: '거부' }).click();
  await accepts(second, '누가 맡아 주시나요?');
  await expect(offer).toHaveCount(0);
  await first.page.getByRole('link', { name: '전체', exact: true }).click();
  await expect(first.row('고객 다음')).toContainText('Emma Clarke');
  await first.row('고객 다음').click();
  await first.feed.getByRole('button', { name: /^이전 기록 \d+건$/ }).click();
  await expect(first.feed).toContainText('한가람 님이 거부했습니다');
  await expect(first.feed).toContainText('Emma Clarke 님이 수락했습니다');
});

test('with nobody available a case waits in everybody’s list, and goes to the first who is', async ({ office }) => {
  const [first, second] = [await office.sits('한가람'), await office.sits('Emma Clarke')];
  const customer = await office.customer('고객 기다림');
  await becomes(first, '자리 비움');
  await becomes(second, 'Away');
  await customer.writes('아무도 안 계세요?');
  await first.page.getByRole('link', { name: /^대기/ }).click();
  await second.page.getByRole('link', { name: /^Waiting/ }).click();
  await expect(first.row('고객 기다림')).toContainText(/대기 \d+초/);
  await expect(second.row('고객 기다림')).toContainText(/waits \d+/);
  for (const { page } of [first, second]) await expect(page.getByRole('region', { name: /^(제안|Offers)$/ })).toHaveCount(0);

  await becomes(second, 'Available');
  await expect(second.page.getByRole('region', { name: 'Offers' })).toContainText('아무도 안 계세요?');
  await expect(first.row('고객 기다림')).toContainText('제안 중');
  await expect(first.page.getByRole('region', { name: '제안' })).toHaveCount(0);
  await accepts(second, '아무도 안 계세요?');
  await expect(first.row('고객 기다림')).toHaveCount(0);
  await expect(first.page.getByText('기다리는 고객이 없습니다.')).toBeVisible();
});
