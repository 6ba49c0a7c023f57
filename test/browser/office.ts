/** Several people at consoles of their own and customers with their phones in hand, for browser tests. */

import { type Browser, type BrowserContext, test as base, expect, type Locator, type Page } from '@playwright/test';
import { en } from '#web/words/en.ts';
import { ko } from '#web/words/ko.ts';

/** Where somebody works: the browser page, and the parts of it that tests look at. */
export type Desk = { page: Page; feed: Locator; field: Locator; composer: Locator; row(name: string): Locator };

export type Handset = {
  page: Page;
  id: string;
  writes(text: string): Promise<void>;
  /** What stands in the customer's chat, whoever wrote it. */
  texts(): Promise<string[]>;
};

export type Office = {
  sandboxUrl: string;
  /** Signed in by one click, with free slots; `at` is another address of the same server. */
  sits(name: string, at?: string): Promise<Desk>;
  /** A new customer's phone, on its page. */
  phone(name: string, language?: 'ko' | 'en'): Promise<Handset>;
  /** A new customer who writes without anybody looking at the phone. */
  customer(name: string): Promise<Omit<Handset, 'page'>>;
};

export const test = base.extend<{ office: Office }>({
  office: async ({ browser, baseURL, request }, use) => {
    const { sandboxUrl } = (await (await request.get('/api/v1/welcome')).json()) as { sandboxUrl: string };
    const office = openOffice(browser, { url: baseURL ?? '', sandboxUrl });
    await use(office);
    await office.close();
  },
});
export { expect };

type Place = { url: string; sandboxUrl: string };
type Look = { baseURL: string; locale: string };

/** `leave` shuts the windows and no more: where the product ends with the test, it may be gone already. */
type OpenOffice = Office & { close(): Promise<void>; leave(): Promise<void> };

/** Also for products that a test started itself. */
export function openOffice(browser: Browser, { url, sandboxUrl }: Place): OpenOffice {
  const contexts: BrowserContext[] = [];
  const workers: Page[] = [];
  const open = async (look: Look) => {
    const context = await browser.newContext({ ...look, timezoneId: 'Asia/Seoul', reducedMotion: 'reduce' });
    contexts.push(context);
    return context.newPage();
  };
  const leave = async () => {
    for (const context of contexts) await context.close();
  };
  const customer = (name: string, page: Page, language: 'ko' | 'en' = 'ko') => addCustomer(page, { sandboxUrl, name, language });
  return {
    sandboxUrl,
    sits: async (name, at = url) => {
      const page = await open({ baseURL: at, locale: 'ko-KR' });
      await page.goto('/sign-in');
      await page.getByRole('button', { name: new RegExp(name) }).click();
      await expect(page).toHaveURL(/\/inbox/);
      await clear(page, url);
      await become(page, { url, state: 'available' });
      workers.push(page);
      return deskOf(page);
    },
    phone: async (name, language = 'ko') => {
      const page = await open({ baseURL: sandboxUrl, locale: language === 'ko' ? 'ko-KR' : 'en-GB' });
      const added = await customer(name, page, language);
      await page.goto(`/phones/${added.id}`);
      const field = page.getByRole('textbox', { name: /^(메시지|Message)$/ });
      const writes = async (text: string) => {
        await field.fill(text);
        await field.press('Enter');
      };
      return { ...added, page, writes };
    },
    customer: async (name) => customer(name, await open({ baseURL: sandboxUrl, locale: 'ko-KR' })),
    // The next test's cases must not be offered to whoever worked in this one.
    close: async () => {
      for (const page of workers) {
        await clear(page, url);
        await become(page, { url, state: 'offline' });
      }
      await leave();
    },
    leave,
  };
}

const deskOf = (page: Page): Desk => ({
  page,
  feed: page.locator('[data-feed]'),
  field: page.locator('[data-composer]'),
  composer: page.getByRole('region', { name: new RegExp([ko, en].map(({ talk }) => talk.composer.label('.+')).join('|')) }),
  row: (name) => page.getByRole('list').getByRole('link', { name: new RegExp(name) }),
});

type Wish = { sandboxUrl: string; name: string; language: 'ko' | 'en' };

async function addCustomer(page: Page, { sandboxUrl, name, language }: Wish): Promise<Omit<Handset, 'page'>> {
  const answer = await page.request.post(`${sandboxUrl}/control/customers`, { data: { name, language } });
  const { id } = (await answer.json()) as { id: string };
  const path = `${sandboxUrl}/control/customers/${id}/messages`;
  type Told = { content: { body?: string; caption?: string | null } };
  return {
    id,
    writes: async (text) => void (await page.request.post(path, { data: { text } })),
    texts: async () =>
      ((await (await page.request.get(path)).json()) as Told[]).map(({ content }) => content.body ?? content.caption ?? ''),
  };
}

const become = (page: Page, { url, state }: { url: string; state: string }) =>
  page.request.put(`${url}/api/v1/agents/me/state`, { data: { state } });

/** Free slots and nobody waiting, whatever a test before left. */
async function clear(page: Page, url: string): Promise<void> {
  type Row = { id: string; status: string };
  const { rows } = (await (await page.request.get(`${url}/api/v1/cases?view=all&limit=100`)).json()) as { rows: Row[] };
  for (const { id, status } of rows) {
    if (['resolved', 'closed', 'trashed'].includes(status)) continue;
    await page.request.post(`${url}/api/v1/cases/${id}/status`, { data: { status: 'resolved' } });
  }
}

/** The customer has written; the offer is accepted by the agent's key. */
export async function accepts({ page, feed }: Desk, words: string): Promise<void> {
  await expect(page.getByRole('region', { name: new RegExp(`^(${ko.offer.region}|${en.offer.region})$`) })).toContainText(words);
  await page.keyboard.press('Control+.');
  await expect(feed).toContainText(words);
}

/** By the menu in the bar, as an agent does it. */
export async function becomes({ page }: Desk, state: string): Promise<void> {
  const button = page.getByRole('button', { name: /^(내 상태|My state):/ });
  await button.click();
  await page
    .getByRole('menuitemradio', { name: state })
    .or(page.getByRole('menuitem', { name: state }))
    .first()
    .click();
  await expect(button).toHaveAccessibleName(new RegExp(`: ${state}`));
}
