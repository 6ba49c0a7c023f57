/** The phone page's own way forward in time, seen at the console beside it, in both languages. */
import { en } from '#web/words/en.ts';
import { ko } from '#web/words/ko.ts';
import { accepts, expect, test } from './office.ts';

const left = (words: typeof en) => new RegExp(`${words.talk.window.label} ${words.talk.window.left(23, 59).replace('59', '\\d+')}`);
const told = {
  ko: {
    words: ko,
    agent: '한가람',
    customer: '고객 하룻밤',
    day: '+24시간',
    time: '시간',
    asks: '내일 답해 주셔도 돼요',
    draft: '하루 늦은 답장',
    back: '좋은 아침이에요',
  },
  en: {
    words: en,
    agent: 'Emma Clarke',
    customer: 'Overnight Guest',
    day: '+24 hours',
    time: 'Time',
    asks: 'Tomorrow is fine',
    draft: 'A day late',
    back: 'Good morning',
  },
};

for (const language of ['ko', 'en'] as const) {
  const said = told[language];
  const { talk, list } = said.words;

  test(`+24 hours on the phone shuts the field with its reason; the customer's next word opens it (${language})`, async ({ office }) => {
    const [desk, phone] = [await office.sits(said.agent), await office.phone(said.customer, language)];
    const { page, field, composer } = desk;
    await phone.page.setViewportSize({ width: 1440, height: 900 });
    await phone.writes(said.asks);
    await accepts(desk, said.asks);
    await field.fill(said.draft);
    const row = desk.row(said.customer);
    await expect(page.getByText(left(said.words))).toBeVisible();
    await expect(row).not.toContainText(list.chips.windowShut);

    await phone.page.getByRole('region', { name: said.time }).getByRole('button', { name: said.day }).click();
    await expect(composer).toContainText(talk.composer.blocked['window-shut']);
    await expect(composer).toContainText(talk.composer.blockedWhat['window-shut']);
    await expect(composer).toContainText(talk.composer.kept);
    await expect(composer).toContainText(said.draft);
    await expect(field).toBeHidden();
    await expect(row).toContainText(list.chips.windowShut);
    await expect(page.getByText(left(said.words))).toBeHidden();

    await phone.writes(said.back);
    await expect(field).toHaveValue(said.draft);
    await expect(composer).not.toContainText(talk.composer.blocked['window-shut']);
    await expect(row).not.toContainText(list.chips.windowShut);
    await expect(page.getByText(left(said.words))).toBeVisible();
    await field.press('Enter');
    await expect(phone.page.getByRole('article').last()).toContainText(said.draft);
  });
}
