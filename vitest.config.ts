import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src-*/**/*.test.ts', 'src-*/**/*.test.tsx', 'e2e/provider-lab/**/*.test.ts', 'e2e/bench/**/*.test.ts', 'scripts/**/*.test.{ts,mjs}'],
    pool: 'forks',
    testTimeout: 20_000,
    restoreMocks: true,
  },
})
