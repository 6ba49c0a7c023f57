/** The console: `web/` → `dist/web`. In development `/api` is the server's. */
import { fileURLToPath } from 'node:url';
import locales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('./web', import.meta.url)),
  // React Aria's own words in the two languages we speak; the rest stays out of the bundle.
  plugins: [react(), { ...locales.vite({ locales: ['ko-KR', 'en-US'] }), enforce: 'pre' }],
  build: { outDir: '../dist/web', emptyOutDir: true, manifest: true, target: 'es2023' },
  server: { port: 5173, strictPort: false, proxy: { '/api': process.env.PARLEY_API ?? 'http://127.0.0.1:8080' } },
});
