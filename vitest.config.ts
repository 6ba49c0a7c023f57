import { defineConfig } from 'vitest/config';

// Threads without isolation: fast, and possible because there is no mutable module state and no mocked module.
export default defineConfig({
  test: {
    include: ['{contract,engine,cloud-api,server,phone,sandbox,web,test}/**/*.test.{ts,tsx}'],
    exclude: ['test/browser/**', 'node_modules/**'],
    pool: 'threads',
    isolate: false,
    globalSetup: ['test/support/cluster.ts'],
  },
});
