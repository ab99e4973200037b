import { defineConfig } from 'playwright/test'

/** One desktop has one keyboard focus and one hotkey: the tests run one after another, and none gets a second chance. */
export default defineConfig({
  testDir: 'desktop',
  outputDir: 'artifacts/results',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'artifacts/report.json' }]],
})
