/** States that pass by: a line that is cut, and a row that went while somebody points at the list. No fault for axe in either. */
import { ko } from '#web/words/ko.ts';
import { faults } from './axe.ts';
import { layCable } from './cable.ts';
import { accepts, expect, test } from './office.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a cut line and a row that went are without fault (${colorScheme})`, async ({ office, baseURL }) => {
    const cable = await layCable(21_545, Number(new URL(baseURL ?? '').port));
    try {
      const desk = await office.sits('한가람', cable.url);
      const { page, row } = desk;
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const [gone, kept] = [await office.customer('고객 가는'), await office.customer('고객 남는')];
      for (const customer of [gone, kept]) {
        await customer.writes('안녕하세요');
        await accepts(desk, '안녕하세요');
      }
      await row('고객 가는').hover();
      const caseId = (await row('고객 가는').getAttribute('data-case')) ?? '';
      await page.request.post(`${baseURL}/api/v1/cases/${caseId}/status`, { data: { status: 'resolved' } });
      await expect(page.locator('[data-gone]')).toContainText('고객 가는');
      expect(await faults(page), 'a row that went').toEqual([]);
      cable.cut();
      await expect(page.getByText(ko.connection.graceNote)).toBeVisible({ timeout: 30_000 });
      expect(await faults(page), 'a cut line').toEqual([]);
    } finally {
      await cable.remove();
    }
  });
}
