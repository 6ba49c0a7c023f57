// Before the first paint, so that a chosen theme does not flash in the other one. The preferences themselves: web/preferences.ts.
try {
  const kept = JSON.parse(localStorage.getItem('parley.preferences') ?? '{}');
  if (kept.theme === 'light' || kept.theme === 'dark') document.documentElement.dataset.theme = kept.theme;
  if (kept.language === 'ko' || kept.language === 'en') document.documentElement.lang = kept.language;
} catch {
  // No storage, or not ours: the system's theme is right.
}

// zod tries whether it may make functions out of text, which the page's policy forbids and reports; it reads this before it tries.
globalThis.__zod_globalConfig = { jitless: true };
