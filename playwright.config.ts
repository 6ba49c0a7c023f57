/** Browser tests: the built product, started as a newcomer starts it, in Debian's Chromium, on ports and data of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

/** Below the ports that clients get, so that nobody sits on them by accident. */
const [console, phones] = [21_480, 21_490];
// Playwright reads this file once per process; the first one makes the folder, hands it on, and removes it after all others have ended.
if (process.env.PARLEY_E2E_DATA === undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-e2e-'));
  process.env.PARLEY_E2E_DATA = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
}

export default defineConfig({
  testDir: 'test/browser',
  testMatch: '*.e2e.ts',
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  // What a person would wait for on a busy machine; nothing waits longer than it must.
  expect: { timeout: 15_000 },
  reporter: [['list']],
  globalSetup: './test/browser/chromium.ts',
  use: {
    baseURL: `http://localhost:${console}`,
    browserName: 'chromium',
    headless: true,
    timezoneId: 'Asia/Seoul',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: 'node --enable-source-maps dist/start.mjs',
    url: `http://127.0.0.1:${console}/readyz`,
    timeout: 60_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    env: { PARLEY_PORT: String(console), PARLEY_SANDBOX_PORT: String(phones), PARLEY_DATA: process.env.PARLEY_E2E_DATA },
  },
});
