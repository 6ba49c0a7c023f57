/** Answers to one message among many: by mouse, by keyboard, and back from the phone. */
import { ko } from '#web/words/ko.ts';
import { accepts, expect, test } from './office.ts';

test('a message is quoted by mouse, the phone shows what was quoted, and the customer quotes back', async ({ office }) => {
  const [desk, phone] = [await office.sits('한가람'), await office.phone('고객 인용')];
  await phone.writes('식탁은 언제 오나요?');
  await accepts(desk, '식탁은 언제 오나요?');
  await phone.writes('의자도 궁금해요');
  const asked = desk.feed.getByRole('article', { name: /식탁은 언제 오나요/ });
  await expect(desk.feed).toContainText('의자도 궁금해요');
  await asked.hover();
  await asked.getByRole('button', { name: ko.talk.feed.quote, exact: true }).click();
  await expect(desk.field).toBeFocused();
  await expect(desk.composer).toContainText('식탁은 언제 오나요?');
  await desk.field.pressSequentially('내일 오전입니다');
  await desk.field.press('Enter');
  await expect(desk.composer).not.toContainText('식탁은 언제 오나요?');
  await expect(desk.feed.getByRole('article').filter({ hasText: '내일 오전입니다' }).locator('blockquote')).toContainText(
    '식탁은 언제 오나요?',
  );

  const answer = phone.page.getByRole('article').filter({ hasText: '내일 오전입니다' });
  await expect(answer.locator('blockquote')).toContainText('식탁은 언제 오나요?');
  await expect(answer.locator('blockquote strong')).toHaveText('나');
  await answer.hover();
  await answer.getByRole('button', { name: /^답장하기: 내일 오전입니다/ }).click();
  await phone.writes('오후는 안 되나요?');
  const back = desk.feed.getByRole('article').filter({ hasText: '오후는 안 되나요?' });
  await expect(back.locator('blockquote')).toContainText('내일 오전입니다');
  await expect(back.locator('blockquote strong')).toHaveText('나');
});

test('a message is quoted by keyboard, and Esc takes the quote off and leaves the text', async ({ office }) => {
  const [desk, phone] = [await office.sits('한가람'), await office.phone('고객 자판')];
  const { keyboard } = desk.page;
  await phone.writes('첫 번째 질문');
  await accepts(desk, '첫 번째 질문');
  await phone.writes('두 번째 질문');
  await expect(desk.feed).toContainText('두 번째 질문');
  await expect(desk.field).toBeFocused();
  await keyboard.press('Escape');
  await keyboard.press('End');
  const focused = desk.feed.locator('article:focus');
  await expect(focused).toContainText('두 번째 질문');
  for (let steps = 0; steps < 9 && !(await focused.textContent())?.includes('첫 번째 질문'); steps += 1) await keyboard.press('ArrowUp');
  await keyboard.press('r');
  await expect(desk.field).toBeFocused();
  await expect(desk.composer).toContainText('첫 번째 질문');
  await keyboard.type('첫 번째의 답');
  await keyboard.press('Escape');
  await expect(desk.composer).not.toContainText('첫 번째 질문');
  await expect(desk.field).toHaveValue('첫 번째의 답');

  await keyboard.press('Escape');
  await keyboard.press('End');
  await expect(focused).toContainText('두 번째 질문');
  await keyboard.press('r');
  await expect(desk.composer).toContainText('두 번째 질문');
  await keyboard.press('Enter');
  const answer = phone.page.getByRole('article').filter({ hasText: '첫 번째의 답' });
  await expect(answer.locator('blockquote')).toContainText('두 번째 질문');
});
