/** What the console costs before it works (ux.md 3): counted from Vite's manifest, as gzip makes it. And what many tabs of it cost. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from './agent.ts';

type Part = { file: string; imports?: string[]; css?: string[] };
const dist = join(import.meta.dirname, '../../dist/web');
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Part>;

/** A part and all it imports, once each. */
function withImports(names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names) {
    if (found.has(name)) continue;
    found.add(name);
    withImports(manifest[name]?.imports ?? [], found);
  }
  return found;
}

const kilobytes = (file: string): number => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1024;
const total = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + kilobytes(file), 0);
const scripts = (names: Iterable<string>): string[] => [...names].map((name) => manifest[name]?.file ?? name);
const styles = (names: Iterable<string>): Set<string> => new Set([...names].flatMap((name) => manifest[name]?.css ?? []));

const shell = withImports(['index.html', 'app/Frame.tsx']);
const inbox = withImports(['inbox/InboxPage.tsx']);

test('the shell and the inbox stay within their budgets', () => {
  expect(inbox.size).toBeGreaterThan(shell.size);
  expect(total(scripts(shell))).toBeLessThanOrEqual(175);
  expect(total(scripts([...inbox].filter((name) => !shell.has(name))))).toBeLessThanOrEqual(45);
  const dialogs = ['commands/KeyHelp.tsx', 'commands/Palette.tsx', 'app/AccountPanel.tsx', 'ui/MenuPopover.tsx', 'ui/DialogBox.tsx'];
  const onDemand = [...withImports(dialogs)].filter((name) => !shell.has(name) && !inbox.has(name));
  for (const name of dialogs) expect(total(scripts([name])), name).toBeLessThanOrEqual(25);
  // What the dialogs share comes once, with the first of them.
  expect(total(scripts(onDemand.filter((name) => !dialogs.includes(name))))).toBeLessThanOrEqual(35);
});

test('all styles together, and those of the first page, stay within their budgets', () => {
  const fonts = (file: string) => file.includes('pretendard');
  const all = styles(Object.keys(manifest));
  expect(total([...all].filter((file) => !fonts(file)))).toBeLessThanOrEqual(35);
  expect(total(styles(withImports(['index.html', 'signin/SignInPage.tsx'])))).toBeLessThanOrEqual(12);
  expect([...styles(shell)].filter(fonts)).toEqual([]);
});

test('the words of a language stay within their budget', () => {
  for (const language of ['ko', 'en']) expect(total(scripts([`words/${language}.ts`]))).toBeLessThanOrEqual(8);
});

test('with seven tabs open, the first one is still answered at once', async ({ agent, context }) => {
  test.setTimeout(90_000);
  const tabs = [agent.page];
  while (tabs.length < 7) {
    const tab = await context.newPage();
    await tab.goto('/inbox?view=all');
    await expect(tab.getByText('실시간')).toBeVisible();
    tabs.push(tab);
  }
  const answered = agent.page.evaluate(() => fetch('/api/v1/me').then(({ status }) => status));
  // A connection held by each tab would leave none for this: it would wait for ever, not for a while.
  const given = new Promise((resolve) => setTimeout(() => resolve('no answer within 5 s'), 5000));
  expect(await Promise.race([answered, given])).toBe(200);
  // One feed for all: what arrives is seen in each.
  const phone = await agent.phone('일곱 창');
  await phone.says('모두 보이나요?');
  for (const tab of tabs.slice(1)) await expect(tab.getByRole('link', { name: /일곱 창/ })).toBeVisible();
});
