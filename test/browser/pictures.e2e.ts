/** Pictures given by hand: pasted and dropped, and each kind that cannot be sent told apart by its sentence, in both languages. */
import type { Page } from '@playwright/test';
import { refusalSentence } from '#contract/refusals.ts';
import { en } from '#web/words/en.ts';
import { ko } from '#web/words/ko.ts';
import { accepts, type Desk, expect, test } from './office.ts';
import { redPixel } from './picture.ts';

type Given = { name: string; type: string; bytes?: Buffer };
const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const disguised = { name: 'leg.png', type: 'image/png', bytes: Buffer.from('<script>alert(1)</script>') };
const animation = { name: 'hop.gif', type: 'image/gif', bytes: gif };
const contract = { name: 'doc.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF-1.7') };
/** Without bytes: a picture of noise, which no format makes small. */
const noise = { name: 'wide.png', type: 'image/png' };

/** As the hand gives it: from the clipboard into the field, or dropped somewhere on the conversation. */
async function give({ page }: Desk, how: 'paste' | 'drop', { name, type, bytes }: Given): Promise<void> {
  const given = await page.evaluateHandle(
    async (file) => {
      const paint = async () => {
        const canvas = new OffscreenCanvas(1500, 1500);
        const dots = new Uint8ClampedArray(1500 * 1500 * 4);
        for (let at = 0; at < dots.length; at += 60_000) crypto.getRandomValues(dots.subarray(at, Math.min(at + 60_000, dots.length)));
        for (let at = 3; at < dots.length; at += 4) dots[at] = 255;
        canvas.getContext('2d')?.putImageData(new ImageData(dots, 1500, 1500), 0, 0);
        return canvas.convertToBlob({ type: 'image/png' });
      };
      const transfer = new DataTransfer();
      const content = file.base64 === null ? await paint() : Uint8Array.from(atob(file.base64), (sign) => sign.charCodeAt(0));
      transfer.items.add(new File([content], file.name, { type: file.type }));
      return transfer;
    },
    { name, type, base64: bytes?.toString('base64') ?? null },
  );
  await page.evaluate(
    ([transfer, way]) => {
      const common = { bubbles: true, cancelable: true };
      const event =
        way === 'paste'
          ? new ClipboardEvent('paste', { ...common, clipboardData: transfer })
          : new DragEvent('drop', { ...common, dataTransfer: transfer });
      const target = way === 'paste' ? document.activeElement : document.querySelector('[data-feed]');
      target?.dispatchEvent(event);
    },
    [given, how] as const,
  );
}

const told = { ko: { words: ko, agent: '한가람' }, en: { words: en, agent: 'Emma Clarke' } };

for (const language of ['ko', 'en'] as const) {
  const { agent, words } = told[language];
  const said = words.talk.composer;

  test(`what cannot be sent is told why, and the text stays; what can be mended is sent mended (${language})`, async ({ office }) => {
    const [desk, phone] = [await office.sits(agent), await office.phone('고객 사진첩', language)];
    const { page, field, composer } = desk;
    await phone.writes('사진 있나요?');
    await accepts(desk, '사진 있나요?');
    await field.fill('여기 있습니다');
    for (const [how, file, sentence] of [
      ['paste', disguised, said.unreadable('leg.png')],
      ['drop', contract, said.noPicture('doc.pdf')],
    ] as const) {
      await field.focus();
      await give(desk, how, file);
      await expect(composer.getByRole('alert')).toHaveText(sentence);
      await field.press('Enter');
      await expect(page.getByText(said.repairFirst).first()).toBeVisible();
      await expect(field).toHaveValue('여기 있습니다');
      await page.getByRole('button', { name: said.removePicture(file.name) }).click();
      await expect(composer.getByRole('alert')).toHaveCount(0);
    }
    await give(desk, 'drop', noise);
    await expect(composer.getByRole('alert')).toContainText(new RegExp(said.tooLarge('[\\d.]+ MB', '5 MB')));
    await composer.getByRole('button', { name: said.shrink }).click();
    await expect(composer.getByText(new RegExp(`^${said.shrunk('[\\d.]+ [kM]B')}`))).toBeVisible();
    await expect(field).toBeFocused();
    await give(desk, 'paste', animation);
    await expect(composer.getByRole('alert')).toContainText(said.otherForm('hop.gif'));
    await composer.getByRole('button', { name: said.convert }).click();
    await expect(composer.getByRole('alert')).toHaveCount(0);
    await expect(page.getByRole('list', { name: said.attached(2) })).toBeVisible();
    expect(await phone.texts()).toHaveLength(1);
    await field.press('Enter');
    const pictures = phone.page.getByRole('article').locator('img');
    await expect(pictures).toHaveCount(2);
    await expect(phone.page.getByRole('article').filter({ hasText: '여기 있습니다' })).toHaveCount(1);
    for (const nth of [0, 1]) expect(await typeOf(phone.page, await pictures.nth(nth).getAttribute('src'))).toBe('image/jpeg');
    await expect(field).toHaveValue('');
  });

  test(`a file is what its bytes are, whoever gives it a name (${language})`, async ({ office }) => {
    const [desk, phone] = [await office.sits(agent), await office.phone('고객 이름표', language)];
    await phone.writes('그림 주세요');
    await accepts(desk, '그림 주세요');
    // WhatsApp takes no GIF: what says it is a PNG reaches the customer as one.
    await desk.field.focus();
    await give(desk, 'paste', { ...animation, name: 'still.png', type: 'image/png' });
    await expect(desk.composer.getByRole('listitem')).toHaveCount(1);
    await desk.field.press('Enter');
    const picture = phone.page.getByRole('article').locator('img');
    await expect(picture).toHaveCount(1);
    expect(['image/png', 'image/jpeg']).toContain(await typeOf(phone.page, await picture.getAttribute('src')));

    const caseId = new URL(desk.page.url()).pathname.split('/').at(-1);
    const file = { name: 'red.png', mimeType: 'image/png', buffer: disguised.bytes };
    const answer = await desk.page.request.post(`/api/v1/cases/${caseId}/media`, { multipart: { file } });
    expect([answer.status(), ((await answer.json()) as { detail: string }).detail]).toEqual([
      415,
      refusalSentence('unsupported-type', { type: 'text/plain', accepted: 'JPEG, PNG, WebP, GIF' }, language),
    ]);
    expect(
      (await desk.page.request.post(`/api/v1/cases/${caseId}/media`, { multipart: { file: { ...file, buffer: redPixel } } })).ok(),
    ).toBe(true);
  });
}

const typeOf = async (page: Page, path: string | null): Promise<string | undefined> =>
  (await page.request.get(path ?? '')).headers()['content-type'];
