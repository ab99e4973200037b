import { defineConfig } from 'vitest/config'

const serverTests = 'src-server/**/*.test.ts'

export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 20_000,
    restoreMocks: true,
    projects: [
      // One at a time: they share one display, clipboard and keyring.
      {
        extends: true,
        test: {
          name: 'app',
          include: [
            'src-*/**/*.test.ts',
            'src-*/**/*.test.tsx',
            'e2e/provider-lab/**/*.test.ts',
            'e2e/bench/**/*.test.ts',
            'scripts/**/*.test.{ts,mjs}',
          ],
          exclude: [serverTests],
          maxWorkers: 1,
          sequence: { groupOrder: 0 },
        },
      },
      // With a PostgreSQL and a Redis of their own, which the others need not wait for.
      {
        extends: true,
        test: {
          name: 'server',
          include: [serverTests],
          globalSetup: ['src-server/storage/test-databases-setup.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
