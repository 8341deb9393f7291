import { defineConfig } from 'vitest/config';

// Two suites: one in seconds against sources, one in minutes against the packaged extension in a real window.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/vscode/**', 'test/e2e/**'],
          // What the suite of hardening shows to a person is made of words of the user interface.
          alias: { vscode: new URL('bench/vscodeStandIn.ts', import.meta.url).pathname },
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/*.e2e.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          bail: 1,
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
});
