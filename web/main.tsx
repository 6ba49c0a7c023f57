/** The console starts here: words, cache and router, then one render. */
import './ui/tokens.css';
import './ui/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { openCache } from './api/cache.ts';
import { Look } from './app/Look.tsx';
import { loadFonts } from './fonts.ts';
import { preferences } from './preferences.ts';
import { openRouter } from './routes.tsx';
import { loadWords, WordsProvider } from './words/words.tsx';

async function start(root: HTMLElement): Promise<void> {
  const cache = openCache();
  const router = openRouter(cache);
  const { language } = preferences.read();
  const first = { language, words: await loadWords(language) };
  document.documentElement.lang = language;
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={cache}>
        <WordsProvider first={first}>
          <Look />
          <RouterProvider router={router} />
        </WordsProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
  loadFonts();
}

const root = document.getElementById('root');
if (root) void start(root);
