import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{sim,models,invariants,runs}/**/*.test.ts'],
    environment: 'node',
    // For tests that hang. Most promises here are kept in milliseconds, but a machine may be busy with other things.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
