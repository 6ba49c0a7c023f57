import { existsSync } from 'node:fs';

/** Browser tests need a browser; without one they fail and say so, they are never skipped. */
export default function findChromium(): void {
  const path = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (existsSync(path)) return;
  throw new Error(
    `There is no Chromium at ${path}. Install it (Debian: apt-get install chromium fonts-noto-cjk fonts-noto-color-emoji) or set CHROMIUM to its path.`,
  );
}
