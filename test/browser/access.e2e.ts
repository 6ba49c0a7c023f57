/** Who sees what, and how each one likes it: read-only people, supervisors, agents, language and theme. */
import { type Browser, type BrowserContext, test as base, expect, type Page } from '@playwright/test';

type Demo = { id: string; name: string };
type Office = {
  sandboxUrl: string;
  /** One of the demo company's people at a console of their own, signed in by one click. */
  enters(name: string): Promise<Page>;
  writes(name: string, text: string): Promise<Demo>;
};

const test = base.extend<{ office: Office }>({
  office: async ({ browser, baseURL, request }, use) => {
    const { sandboxUrl } = (await (await request.get('/api/v1/welcome')).json()) as { sandboxUrl: string };
    const contexts: BrowserContext[] = [];
    const post = async (path: string, data: unknown) => (await request.post(`${sandboxUrl}/control/${path}`, { data })).json();
    await use({
      sandboxUrl,
      enters: (name) => signIn(browser, { baseURL: baseURL ?? '', name, contexts }),
      writes: async (name, text) => {
        const customer = (await post('customers', { name, language: 'ko' })) as Demo;
        await post(`customers/${customer.id}/messages`, { text });
        return customer;
      },
    });
    for (const context of contexts) await context.close();
  },
});

type SignIn = { baseURL: string; name: string; contexts: BrowserContext[] };

async function signIn(browser: Browser, { baseURL, name, contexts }: SignIn): Promise<Page> {
  const context = await browser.newContext({ baseURL, locale: 'ko-KR', timezoneId: 'Asia/Seoul' });
  contexts.push(context);
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByRole('button', { name: new RegExp(name) }).click();
  await expect(page).toHaveURL(/\/inbox/);
  await page.request.patch('/api/v1/me', { data: { language: 'ko' } });
  await page.evaluate(() => localStorage.setItem('parley.preferences', JSON.stringify({ language: 'ko' })));
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  return page;
}

test('who may only read sees the case, and why there is no field to write in', async ({ office }) => {
  await office.writes('읽기만', '누가 읽나요?');
  const reader = await office.enters('Noah Whitfield');
  await reader.getByRole('link', { name: /읽기만/ }).click();
  await expect(reader.getByRole('feed')).toContainText('누가 읽나요?');
  await expect(reader.getByText('이 채널의 회신 권한이 없습니다')).toBeVisible();
  await expect(reader.getByRole('textbox', { name: /답장/ })).toHaveCount(0);
  await expect(reader.getByRole('img', { name: /가려짐/ })).toBeVisible();
  const caseId = new URL(reader.url()).pathname.split('/').at(-1);
  const refused = await reader.request.post(`/api/v1/cases/${caseId}/status`, { data: { status: 'resolved' } });
  expect([refused.status(), ((await refused.json()) as { code: string }).code]).toEqual([403, 'not-permitted']);
});

test('a supervisor and an agent with the skill see a case that waits; only the administrator sees what is stuck', async ({ office }) => {
  await office.writes('모두의', '일반 문의입니다');
  for (const name of ['정다온', '윤슬기']) {
    const page = await office.enters(name);
    await page.goto('/inbox?view=all');
    await page.getByRole('link', { name: /모두의/ }).click();
    await expect(page.getByRole('textbox', { name: /님에게 답장/ })).toBeVisible();
  }
  const agent = await office.enters('윤슬기');
  await expect(agent.getByRole('link', { name: '격리 항목' })).toHaveCount(0);
  expect((await agent.request.get('/api/v1/inbound/stuck')).status()).toBe(403);
  const administrator = await office.enters('이새봄');
  await administrator.getByRole('link', { name: '격리 항목' }).click();
  await expect(administrator.getByRole('heading', { name: '격리 항목' })).toBeVisible();
});

test('the language is switched at once, and stays so after a reload', async ({ office }) => {
  const page = await office.enters('윤슬기');
  await page.getByRole('button', { name: /님의 계정/ }).click();
  await page.getByRole('dialog').getByRole('radio', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('link', { name: /^Waiting/ })).toBeVisible();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.request.patch('/api/v1/me', { data: { language: 'ko' } });
});

test('dark and light are chosen by hand, whatever the system says', async ({ office }) => {
  const page = await office.enters('윤슬기');
  const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await ground();
  await page.getByRole('button', { name: /님의 계정/ }).click();
  await page.getByRole('dialog').getByRole('radio', { name: '어둡게' }).click();
  await expect.poll(scheme).toBe('dark');
  expect(await ground()).not.toBe(light);
  await page.reload();
  await expect.poll(scheme).toBe('dark');
});
