/** The console: `web/` → `dist/web`. In development the API is the server's. */
import { fileURLToPath } from 'node:url';
import locales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
// The Host stays ours, or the server would take every write for a foreign site's.
const server = { target: process.env.PARLEY_API ?? 'http://127.0.0.1:8080', changeOrigin: false };

/** What every page needs, in two files that change seldom; the rest falls where its route is. */
const shell = [
  {
    name: 'base',
    test: /node_modules[\\/](?:react|react-dom|scheduler|@tanstack[\\/](?:react-query|query-core|react-router|router-core|history|react-store|store)|use-sync-external-store)[\\/]/,
  },
  {
    name: 'parts',
    test: /[\\/]web[\\/](?:ui[\\/](?!MenuPopover|DialogBox|Splitter|Dialog)|words[\\/](?!ko\.|en\.)|api[\\/]|app[\\/]me\.|preferences)|[\\/]phone[\\/]format|[\\/]contract[\\/]|node_modules[\\/]lucide-react[\\/]dist[\\/]esm[\\/](?:createLucideIcon|Icon|defaultAttributes|shared|context)/,
  },
];
/** Words come by language and area: what is said of a conversation is half of them. */
const talk = ['ko', 'en'].map((language) => ({ name: `talk.${language}`, test: new RegExp(`[\\\\/]words\\.${language}\\.ts$`) }));

export default defineConfig({
  root: at('./web'),
  // React Aria's own words in the two languages we speak; the rest stays out of the bundle.
  plugins: [react(), { ...locales.vite({ locales: ['ko-KR', 'en-US'] }), enforce: 'pre' }],
  resolve: { alias: { zod: at('./web/api/no-zod.ts') } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    rolldownOptions: { output: { codeSplitting: { groups: [...shell, ...talk] } } },
  },
  server: { port: 5173, strictPort: false, proxy: { '/api/v1': server, '/api/docs': server } },
});
