import { defineConfig } from 'vitest/config';

// Threads without isolation: fast, and possible because there is no mutable module state and no mocked module.
export default defineConfig({
  test: {
    include: ['{contract,engine,cloud-api,server,phone,sandbox,web,test}/**/*.test.{ts,tsx}'],
    exclude: ['test/browser/**', 'node_modules/**'],
    pool: 'threads',
    isolate: false,
    // Machines are noisy: a test that hangs fails, one that waits for its turn does not.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The tests wait for PostgreSQL more than they compute, so two cores carry three workers.
    maxWorkers: 3,
    globalSetup: ['test/support/cluster.ts'],
  },
});
