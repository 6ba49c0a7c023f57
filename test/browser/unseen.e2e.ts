/** What somebody may not see is not there: not in a list, not behind a link, not in the stream, not for a program. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import pg from 'pg';
import { ko } from '#web/words/ko.ts';
import { accepts, becomes, expect, test } from './office.ts';
import { redPixel } from './picture.ts';

const stranger = '서먼산';

/** The database of the product under test: no page makes people yet. */
function whereDatabaseIs(): pg.ClientConfig {
  if (process.env.DATABASE_URL) return { connectionString: process.env.DATABASE_URL };
  // PostgreSQL itself writes down where its socket is.
  const [, , , , host] = readFileSync(join(process.env.PARLEY_E2E_DATA ?? '', 'postgres/postmaster.pid'), 'utf8').split('\n');
  return { ...(host && { host }), user: 'parley', database: 'postgres' };
}

async function inDatabase(sql: string): Promise<void> {
  const client = new pg.Client(whereDatabaseIs());
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

// An agent like the others, but with another skill than the one all customers' questions come to.
test.beforeAll(() =>
  inDatabase(`
    with person as (
      insert into people (id, name, email, language, role_id, is_demo)
      select gen_random_uuid(), '${stranger}', 'stranger@danbi.example', 'ko', role_id, true from people where name = '한가람' returning id
    ), agent as (insert into agents (person_id) select id from person returning person_id)
    insert into agent_skills (person_id, skill_id, proficiency)
    select person_id, (select id from skills where name like '배송%'), 1 from agent`),
);
// The others’ sign-in page is to look as it did.
test.afterAll(() => inDatabase(`update people set is_demo = false where name = '${stranger}'`));

/** Reads the stream as the page's own worker does, and keeps every byte of it. */
async function overhear(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(async () => {
    const kept = Object.assign(window, { overheard: '' });
    const answer = await fetch('/api/v1/feed', { headers: { accept: 'text/event-stream' } });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    const read = async (): Promise<void> => {
      const next = await reader?.read();
      kept.overheard += next?.value ?? '';
      if (next && !next.done) await read();
    };
    void read();
  });
  return () => page.evaluate(() => (window as unknown as { overheard: string }).overheard);
}

test('a case of another skill is in no list, behind no link, in no stream, and nothing for programs', async ({ office }) => {
  const [desk, other] = [await office.sits('한가람'), await office.sits(stranger)];
  const [seen, leaked] = [await overhear(desk.page), await overhear(other.page)];
  await other.page.getByRole('link', { name: ko.list.views.all, exact: true }).click();
  const customer = await office.customer('고객 비밀');
  await customer.writes('아무나 보면 안 되는 말');
  await accepts(desk, '아무나 보면 안 되는 말');
  await desk.page.request.post(`${office.sandboxUrl}/control/customers/${customer.id}/pictures`, {
    data: redPixel,
    headers: { 'content-type': 'image/png' },
  });
  await expect(desk.feed.getByRole('button', { name: /사진/ })).toBeEnabled();
  await desk.field.fill('비밀스러운 답');
  await desk.field.press('Enter');
  await expect(
    desk.feed.getByRole('article', { name: new RegExp(`비밀스러운 답, (${ko.talk.state.sent}|${ko.talk.state.delivered})`) }),
  ).toBeVisible();
  const caseId = new URL(desk.page.url()).pathname.split('/').at(-1) ?? '';

  // Events are told in order: whoever hears of the later one has been told all the earlier ones that are theirs.
  await becomes(other, ko.state.busy);
  await expect.poll(leaked).toContain('"to":"busy"');
  await expect.poll(seen).toContain('아무나 보면 안 되는 말');
  expect(await seen()).toContain(caseId);
  for (const secret of [caseId, '고객 비밀', '아무나 보면', '비밀스러운 답']) expect(await leaked()).not.toContain(secret);

  const { viewsLabel, views, emptyMine } = ko.list;
  for (const view of [views.all, views.waiting, views.mine]) {
    await other.page.getByRole('navigation', { name: viewsLabel }).getByRole('link', { name: view }).click();
    await expect(other.row('고객 비밀')).toHaveCount(0);
  }
  await expect(other.page.getByText(emptyMine)).toBeVisible();
  await other.page.keyboard.press('Control+k');
  await other.page.getByRole('searchbox').fill('고객 비밀');
  await expect(other.page.getByText(ko.commands.paletteEmpty('고객 비밀'))).toBeVisible();

  await other.page.goto(`/inbox/${caseId}`);
  await expect(other.page.getByRole('main').getByText(ko.errors.caseMissing)).toBeVisible();
  await expect(other.page.getByText('고객 비밀')).toHaveCount(0);
  await expect(other.page.getByRole('textbox')).toHaveCount(0);
  await asksInVain({ desk: desk.page, other: other.page, caseId });
});

type Attempt = { desk: Page; other: Page; caseId: string };

/** Each answer is the one for what does not exist, and the same question is answered to who may ask. */
async function asksInVain({ desk, other, caseId }: Attempt): Promise<void> {
  const { case: row } = (await (await desk.request.get(`/api/v1/cases/${caseId}`)).json()) as { case: { customer: { id: string } } };
  const messages = await (await desk.request.get(`/api/v1/cases/${caseId}/messages`)).text();
  const [, mediaId] = /"mediaId":"([^"]+)"/.exec(messages) ?? [];
  for (const path of [
    `cases/${caseId}`,
    `cases/${caseId}/messages`,
    `cases/${caseId}/decisions`,
    `customers/${row.customer.id}`,
    `media/${mediaId}`,
  ]) {
    expect([path, (await desk.request.get(`/api/v1/${path}`)).status()]).toEqual([path, 200]);
    const answer = await other.request.get(`/api/v1/${path}`);
    expect([path, answer.status(), ((await answer.json()) as { code: string }).code]).toEqual([path, 404, 'not-found']);
  }
  const writes: [string, unknown][] = [
    ['status', { status: 'resolved' }],
    ['assign', {}],
    ['unassign', {}],
    ['read', {}],
    ['messages', { content: { kind: 'text', text: '끼어들기' } }],
  ];
  for (const [act, data] of writes) {
    const answer = await other.request.post(`/api/v1/cases/${caseId}/${act}`, {
      data,
      headers: { 'idempotency-key': `intruder-${act}-${caseId}` },
    });
    expect([act, answer.status()]).toEqual([act, 404]);
  }
}
