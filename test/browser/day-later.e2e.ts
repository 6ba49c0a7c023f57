/** The phone page's own way forward in time, seen at the console beside it, in both languages. */
import { accepts, expect, test } from './office.ts';

const words = {
  ko: {
    agent: '한가람',
    customer: '고객 하룻밤',
    day: '+24시간',
    time: '시간',
    shut: '24시간 창이 닫혔습니다',
    why: 'WhatsApp은 고객의 마지막 메시지부터 24시간 동안만 자유 형식 메시지를 받습니다.',
    chip: '창 닫힘',
    left: /24시간 창 23시간 \d+분 남음/,
    kept: '쓰던 글은 그대로 있습니다:',
    asks: '내일 답해 주셔도 돼요',
    draft: '하루 늦은 답장',
    back: '좋은 아침이에요',
  },
  en: {
    agent: 'Emma Clarke',
    customer: 'Overnight Guest',
    day: '+24 hours',
    time: 'Time',
    shut: 'The 24-hour window is closed',
    why: 'WhatsApp takes free-form messages only for 24 hours after the customer’s last message.',
    chip: 'window closed',
    left: /24-hour window 23 h/,
    kept: 'Your text is kept:',
    asks: 'Tomorrow is fine',
    draft: 'A day late',
    back: 'Good morning',
  },
};

for (const language of ['ko', 'en'] as const) {
  const said = words[language];

  test(`+24 hours on the phone shuts the field with its reason; the customer's next word opens it (${language})`, async ({ office }) => {
    const [desk, phone] = [await office.sits(said.agent), await office.phone(said.customer, language)];
    const { page, field, composer } = desk;
    await phone.page.setViewportSize({ width: 1440, height: 900 });
    await phone.writes(said.asks);
    await accepts(desk, said.asks);
    await field.fill(said.draft);
    const row = desk.row(said.customer);
    await expect(page.getByText(said.left)).toBeVisible();
    await expect(row).not.toContainText(said.chip);

    await phone.page.getByRole('region', { name: said.time }).getByRole('button', { name: said.day }).click();
    await expect(composer).toContainText(said.shut);
    await expect(composer).toContainText(said.why);
    await expect(composer).toContainText(said.kept);
    await expect(composer).toContainText(said.draft);
    await expect(field).toBeHidden();
    await expect(row).toContainText(said.chip);
    await expect(page.getByText(said.left)).toBeHidden();

    await phone.writes(said.back);
    await expect(field).toHaveValue(said.draft);
    await expect(composer).not.toContainText(said.shut);
    await expect(row).not.toContainText(said.chip);
    await expect(page.getByText(said.left)).toBeVisible();
    await field.press('Enter');
    await expect(phone.page.getByRole('article').last()).toContainText(said.draft);
  });
}
