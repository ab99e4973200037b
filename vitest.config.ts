import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const serverTests = 'src-server/**/*.test.ts'

/** For what hangs: a slow and busy machine passes. */
const patienceMs = 240_000

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: patienceMs,
    hookTimeout: patienceMs,
    teardownTimeout: patienceMs,
    expect: { poll: { timeout: patienceMs / 2, interval: 20 } },
    restoreMocks: true,
    // For the programs that tests start: the same TypeScript need not be compiled for each of them.
    env: { NODE_COMPILE_CACHE: resolve('node_modules/.cache/node-compile') },
    // The seed stands at the beginning of the output; `--sequence.seed=N` runs that order again.
    sequence: { shuffle: { files: true, tests: true } },
    projects: [
      {
        extends: true,
        test: {
          name: 'app',
          include: [
            'src-*/**/*.test.ts',
            'src-*/**/*.test.tsx',
            'e2e/provider-lab/**/*.test.ts',
            'e2e/bench/**/*.test.ts',
            'e2e/odd-answers/**/*.test.ts',
            'scripts/**/*.test.{ts,mjs}',
          ],
          exclude: [serverTests],
          setupFiles: ['scripts/test-set-up/take-seat.mjs', 'scripts/test-set-up/property-tests.mjs'],
        },
      },
      // With a PostgreSQL and a Redis of their own, which the others need not wait for.
      {
        extends: true,
        test: {
          name: 'server',
          include: [serverTests],
          setupFiles: ['scripts/test-set-up/property-tests.mjs'],
          globalSetup: ['src-server/storage/test-databases-setup.ts'],
        },
      },
    ],
  },
})
