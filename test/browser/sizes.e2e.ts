/** What the console costs before it works (ux.md 3): counted from Vite's manifest, as gzip makes it. And what many tabs of it cost. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ko } from '#web/words/ko.ts';
import { layCable } from './cable.ts';
import { expect, test } from './office.ts';

type Part = { file: string; imports?: string[]; css?: string[]; isDynamicEntry?: boolean };
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
/** What opening something brings that the inbox did not have. */
const added = (name: string): number => total(scripts([...withImports([name])].filter((each) => !shell.has(each) && !inbox.has(each))));

test('the shell and the inbox stay within their budgets', () => {
  expect(inbox.size).toBeGreaterThan(shell.size);
  expect(shell.size).toBeLessThanOrEqual(8);
  expect(total(scripts(shell))).toBeLessThanOrEqual(175);
  expect(total(scripts([...inbox].filter((name) => !shell.has(name))))).toBeLessThanOrEqual(45);
});

/**
 * React Aria's menu alone is 19 KB, what lays it over the page 10. This list may only shrink; everything else that is loaded on
 * demand brings at most 25.
 */
const heavy: Record<string, number> = { 'ui/MenuPopover.tsx': 33, 'commands/Palette.tsx': 37 };

test('what is opened on demand stays within its budget, with all it brings', () => {
  const onDemand = Object.keys(manifest).filter((name) => manifest[name]?.isDynamicEntry && !shell.has(name) && !inbox.has(name));
  expect(onDemand).toEqual(
    expect.arrayContaining(['commands/KeyHelp.tsx', 'app/AccountPanel.tsx', 'ui/DialogBox.tsx', ...Object.keys(heavy)]),
  );
  const over = onDemand.filter((name) => added(name) > (heavy[name] ?? 25));
  expect(over.map((name) => [name, added(name)])).toEqual([]);
  expect(Object.keys(heavy).filter((name) => added(name) <= 25)).toEqual([]);
});

test('all styles together, and those of the first page, stay within their budgets', () => {
  const fonts = (file: string) => file.includes('pretendard');
  const all = styles(Object.keys(manifest));
  expect(total([...all].filter((file) => !fonts(file)))).toBeLessThanOrEqual(35);
  expect(total(styles(withImports(['index.html', 'signin/SignInPage.tsx'])))).toBeLessThanOrEqual(12);
  expect([...styles(shell)].filter(fonts)).toEqual([]);
});

test('the words of a language and an area stay within their budget', () => {
  for (const language of ['ko', 'en']) {
    const areas = [...withImports([`words/${language}.ts`])].filter((name) => !shell.has(name));
    expect(areas.length).toBeGreaterThan(1);
    for (const area of areas) expect(total(scripts([area])), area).toBeLessThanOrEqual(8);
  }
});

test('seven tabs of one browser hear by one stream, and the first is still answered', async ({ office, baseURL }) => {
  test.setTimeout(120_000);
  const cable = await layCable(21_570, Number(new URL(baseURL ?? '').port));
  try {
    const { page, row } = await office.sits('한가람', cable.url);
    const tabs = [page];
    while (tabs.length < 7) {
      const tab = await page.context().newPage();
      await tab.goto('/inbox?view=all');
      await expect(tab.getByText(ko.connection.connected)).toBeVisible();
      tabs.push(tab);
    }
    // A browser opens six connections to a server: a stream for each tab would leave none, and this would wait for ever.
    expect(await page.evaluate(() => fetch('/api/v1/me').then(({ status }) => status))).toBe(200);
    expect(cable.asked().filter((line) => line.startsWith('GET /api/v1/feed'))).toHaveLength(1);
    const customer = await office.customer('일곱 창');
    await customer.writes('모두 보이나요?');
    for (const tab of tabs.slice(1)) await expect(tab.getByRole('list').getByRole('link', { name: /일곱 창/ })).toBeVisible();
    await expect(row('일곱 창')).toHaveCount(0);
    expect(cable.asked().filter((line) => line.startsWith('GET /api/v1/feed'))).toHaveLength(1);
  } finally {
    await cable.remove();
  }
});
