/** The sandbox's pages: `sandbox/pages/` → `dist/sandbox`. In development `/control` is the sandbox's. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const sandbox = process.env.PARLEY_SANDBOX ?? 'http://127.0.0.1:8090';

export default defineConfig({
  root: fileURLToPath(new URL('./sandbox/pages', import.meta.url)),
  plugins: [react()],
  build: { outDir: '../../dist/sandbox', emptyOutDir: true, target: 'es2023' },
  server: { port: 5174, strictPort: false, proxy: { '/control': sandbox } },
});
