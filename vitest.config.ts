import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{sim,models,invariants,runs}/**/*.test.ts'],
    environment: 'node',
    // A test that needs longer says so itself: most promises here are kept in milliseconds.
    testTimeout: 20_000,
  },
});
