/**
 * `npm run screenshots`: plays a small story on the built product and takes the pictures of the READMEs into `docs/pictures`, and every
 * width, theme and language into `test-results/screenshots`.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Browser, chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import { projectFolder } from '#server/project.ts';

const [port, sandboxPort] = [21_460, 21_470];
const [consoleUrl, phonesUrl] = [`http://localhost:${port}`, `http://localhost:${sandboxPort}`];
const pictures = join(projectFolder, 'docs/pictures');
const everything = join(projectFolder, 'test-results/screenshots');

const ofReadme = ['console-ko-light', 'console-en-dark', 'phone-ko-light', 'sign-in-en-light'];

type Look = { language: 'ko' | 'en'; theme: 'light' | 'dark'; width: number };
const looks = (['light', 'dark'] as const).flatMap((theme) =>
  (['ko', 'en'] as const).flatMap((language) => [320, 1024, 1440].map((width): Look => ({ language, theme, width }))),
);
const heights: Record<number, number> = { 320: 700, 1024: 768, 1440: 900 };

const methods: Record<string, string> = { shown: 'PUT', settings: 'PATCH' };

const folder = mkdtempSync(join(tmpdir(), 'parley-screenshots-'));
const product = spawn(process.execPath, [join(projectFolder, 'dist/start.mjs')], {
  env: { ...process.env, PARLEY_DATA: folder, PARLEY_PORT: String(port), PARLEY_SANDBOX_PORT: String(sandboxPort) },
  stdio: ['ignore', 'ignore', 'inherit'],
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync'],
});
try {
  await untilReady();
  for (const directory of [pictures, everything]) mkdirSync(directory, { recursive: true });
  await takeAll(browser);
} finally {
  await browser.close();
  const gone = new Promise((resolve) => product.once('exit', resolve));
  product.kill('SIGTERM');
  await gone;
  rmSync(folder, { recursive: true, force: true });
}

async function untilReady(): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answer = await fetch(`${consoleUrl}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await wait(100);
  }
  throw new Error('The product did not start within 30 s.');
}

async function takeAll(opened: Browser): Promise<void> {
  const garam = await signIn(opened, '한가람');
  await tell(garam);
  for (const look of looks) await takeConsole(garam, look);
  // The sign-in page tells who speaks what.
  await garam.request.patch(`${consoleUrl}/api/v1/me`, { data: { language: 'ko' } });
  for (const look of looks) await takePhone(opened, look);
  await takeSignIn(opened);
}

async function signIn(opened: Browser, name: string): Promise<Page> {
  const context = await opened.newContext({ locale: 'ko-KR', timezoneId: 'Asia/Seoul', viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${consoleUrl}/sign-in`);
  await page.getByRole('button', { name: new RegExp(name) }).click();
  await page.waitForURL(/\/inbox/);
  return page;
}

/** Customers write, the agent takes what comes, answers, and one more case is just being offered. */
async function tell(page: Page): Promise<void> {
  await page.request.put(`${consoleUrl}/api/v1/agents/me/state`, { data: { state: 'available' } });
  await takes(page, 'c821000000013', '주문한 *원목 선반*이 왔는데 모서리가 긁혀 있어요 😥');
  await takes(page, 'c447700900111', 'Hello, can I change the delivery address of order 1041?');
  await takes(page, 'c821000000012', '감사합니다, 잘 받았어요!');
  await page.getByRole('link', { name: /이서연/ }).click();
  await sendPicture('c821000000013');
  await show('c821000000013');
  await answer(page, '불편을 드려 죄송합니다. 사진 잘 보았습니다.');
  await answer(page, '오늘 새 선반을 보내 드리고, 받으신 물건은 저희가 가져가겠습니다 🚚');
  await writes('c821000000013', '빠른 답변 감사합니다!');
  await page.getByRole('feed').getByText('빠른 답변 감사합니다!').waitFor();
  await fails(page, '교환 접수 번호는 R-2041입니다.');
  await writes('c821000000011', '안녕하세요, 식탁 의자만 따로 살 수 있나요?');
  await page.getByRole('region', { name: '제안' }).getByRole('button', { name: '수락' }).first().waitFor();
}

/** One after the other, so that each accepted case is the one just written. */
async function takes(page: Page, customerId: string, text: string): Promise<void> {
  await writes(customerId, text);
  await page.getByRole('button', { name: '수락' }).first().waitFor();
  await page.keyboard.press('Control+.');
  await page.getByRole('feed').getByText(text.slice(-12)).first().waitFor();
}

async function answer(page: Page, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: /님에게 답장/ });
  await field.fill(text);
  await field.press('Enter');
  await page.getByRole('article').filter({ hasText: text }).getByRole('img', { name: /읽음/ }).waitFor();
}

/** By the sandbox's own fault: what WhatsApp refuses stands there with its reason and what to do. */
async function fails(page: Page, text: string): Promise<void> {
  await control('settings', JSON.stringify({ failWith: 131000 }));
  const field = page.getByRole('textbox', { name: /님에게 답장/ });
  await field.fill(text);
  await field.press('Enter');
  await page
    .getByRole('article')
    .filter({ hasText: text })
    .getByRole('img', { name: /전송 실패/ })
    .first()
    .waitFor();
  await control('settings', JSON.stringify({ failWith: null }));
}

function control(path: string, body: string | Uint8Array<ArrayBuffer>, type = 'application/json'): Promise<Response> {
  return fetch(`${phonesUrl}/control/${path}`, {
    method: methods[path.split('/').at(-1) ?? ''] ?? 'POST',
    headers: { 'content-type': type },
    body,
  });
}

async function writes(customerId: string, text: string): Promise<void> {
  await control(`customers/${customerId}/messages`, JSON.stringify({ text }));
}

async function show(customerId: string): Promise<void> {
  await control(`customers/${customerId}/shown`, JSON.stringify({ isShown: true }));
}

/** A shelf as a drawing: no photograph of anybody's. */
async function sendPicture(customerId: string): Promise<void> {
  const shelf = `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="720">
    <rect width="960" height="720" fill="#e9e2d6"/><rect y="600" width="960" height="120" fill="#cbbfae"/>
    <g fill="#b98552"><rect x="230" y="110" width="500" height="34"/><rect x="230" y="280" width="500" height="34"/>
    <rect x="230" y="450" width="500" height="34"/><rect x="230" y="110" width="34" height="500"/><rect x="696" y="110" width="34" height="500"/></g>
    <g stroke="#7a4f28" stroke-width="7" fill="none"><path d="M640 128l26-14 20 20 34-22"/><path d="M652 140l40-10"/></g>
    <circle cx="676" cy="124" r="66" fill="none" stroke="#c0392b" stroke-width="8"/></svg>`;
  const png = await sharp(Buffer.from(shelf)).png().toBuffer();
  await control(`customers/${customerId}/pictures?caption=${encodeURIComponent('여기예요')}`, new Uint8Array(png), 'image/png');
}

async function takeConsole(page: Page, { language, theme, width }: Look): Promise<void> {
  await page.request.patch(`${consoleUrl}/api/v1/me`, { data: { language } });
  await page.evaluate(`localStorage.setItem('parley.preferences', JSON.stringify({ language: '${language}' }))`);
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.setViewportSize({ width, height: heights[width] ?? 900 });
  await page.reload();
  await page.getByRole('feed').getByRole('article').last().waitFor();
  await wait(500);
  await save(page, `console-${language}-${theme}`, width);
}

async function takePhone(opened: Browser, { language, theme, width }: Look): Promise<void> {
  const context = await opened.newContext({
    locale: language === 'ko' ? 'ko-KR' : 'en-GB',
    timezoneId: 'Asia/Seoul',
    colorScheme: theme,
    viewport: { width, height: heights[width] ?? 900 },
  });
  const page = await context.newPage();
  await page.goto(`${phonesUrl}/phones/c821000000013${width >= 1440 ? ',c447700900111' : ''}`);
  await page.getByRole('article').last().waitFor();
  await wait(800);
  await save(page, `phone-${language}-${theme}`, width);
  await context.close();
}

async function takeSignIn(opened: Browser): Promise<void> {
  for (const [language, locale] of [
    ['ko', 'ko-KR'],
    ['en', 'en-GB'],
  ] as const) {
    const context = await opened.newContext({ locale, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${consoleUrl}/sign-in`);
    await page.getByRole('button', { name: /Emma Clarke/ }).waitFor();
    await wait(500);
    await save(page, `sign-in-${language}-light`, 1440);
    await context.close();
  }
}

/** With few colours a screen stays small; all 256 of them, or gradients break. */
async function save(page: Page, name: string, width: number): Promise<void> {
  const png = await sharp(await page.screenshot())
    .png({ palette: true, quality: 100, colours: 256, effort: 10 })
    .toBuffer();
  writeFileSync(join(everything, `${name}-${width}.png`), png);
  if (width === 1440 && ofReadme.includes(name)) writeFileSync(join(pictures, `${name}.png`), png);
  console.log(`${name} at ${width}`);
}
