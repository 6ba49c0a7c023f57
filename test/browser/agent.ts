/** An agent at the console and customers at their phones, for browser tests. */
import { test as base, expect, type Page } from '@playwright/test';

export type Phone = {
  name: string;
  says(text: string): Promise<void>;
  sendsPicture(bytes: Buffer, caption?: string): Promise<void>;
};

export type Agent = {
  page: Page;
  /** A new customer with a phone of their own. */
  phone(name: string): Promise<Phone>;
  /** The customer writes, the agent accepts, the conversation is open. */
  answers(phone: Phone, firstWords: string): Promise<void>;
  /** Lets the pretend world's time pass. */
  pass(ms: number): Promise<void>;
  /** The field of the open conversation. */
  field: ReturnType<Page['locator']>;
  feed: ReturnType<Page['locator']>;
};

type Welcome = { demoPeople: { id: string; name: string }[]; sandboxUrl: string };

export const test = base.extend<{ agent: Agent }>({
  locale: 'ko-KR',
  agent: async ({ page }, use) => {
    await page.goto('/sign-in');
    const welcome = (await (await page.request.get('/api/v1/welcome')).json()) as Welcome;
    await page.getByRole('button', { name: /한가람/ }).click();
    await expect(page).toHaveURL(/\/inbox/);
    await page.request.put('/api/v1/agents/me/state', { data: { state: 'available' } });
    await clear(page);
    await use(agentAt(page, welcome.sandboxUrl));
    await clear(page);
  },
});
export { expect };

function agentAt(page: Page, sandboxUrl: string): Agent {
  const control = (path: string) => `${sandboxUrl}/control${path}`;
  const phone = async (name: string): Promise<Phone> => {
    const answer = await page.request.post(control('/customers'), { data: { name, language: 'ko' } });
    const { id } = (await answer.json()) as { id: string };
    return {
      name,
      says: async (text) => void (await page.request.post(control(`/customers/${id}/messages`), { data: { text } })),
      sendsPicture: async (bytes, caption = '') =>
        void (await page.request.post(control(`/customers/${id}/pictures?caption=${encodeURIComponent(caption)}`), {
          data: bytes,
          headers: { 'content-type': 'image/png' },
        })),
    };
  };
  const feed = page.locator('[data-feed]');
  return {
    page,
    phone,
    feed,
    field: page.locator('[data-composer]'),
    pass: async (ms) => void (await page.request.post(control('/clock'), { data: { byMs: ms } })),
    answers: async (who, firstWords) => {
      await who.says(firstWords);
      await expect(page.getByRole('button', { name: '수락' }).first()).toBeVisible();
      await page.keyboard.press('Control+.');
      await expect(feed).toContainText(firstWords);
    },
  };
}

/** Free slots and nobody waiting, whatever a test before left. */
async function clear(page: Page): Promise<void> {
  type Row = { id: string; status: string };
  const { rows } = (await (await page.request.get('/api/v1/cases?view=all&limit=100')).json()) as { rows: Row[] };
  for (const { id, status } of rows) {
    if (['resolved', 'closed', 'trashed'].includes(status)) continue;
    await page.request.post(`/api/v1/cases/${id}/status`, { data: { status: 'resolved' } });
  }
}
