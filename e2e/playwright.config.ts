import { existsSync } from 'node:fs'
import { defineConfig } from 'playwright/test'
import { takeSeat } from '../scripts/with-desktop/seats.mjs'

/** The system's browser where there is one: Playwright's own would have to be downloaded first. */
const browser = '/usr/bin/chromium'
const isRoot = process.getuid?.() === 0

// One desktop has one keyboard focus and one hotkey, so each worker has a desktop of its own.
takeSeat(Number(process.env.TEST_PARALLEL_INDEX ?? 0))

/**
 * The end-to-end tests. Time-outs are for what hangs: a slow and busy machine passes, and none gets a second
 * chance.
 */
export default defineConfig({
  projects: [
    { name: 'desktop', testDir: 'desktop' },
    {
      name: 'admin',
      testDir: 'server',
      use: {
        browserName: 'chromium',
        viewport: { width: 1280, height: 860 },
        // Neither the zone of the gateway nor that of the machine.
        timezoneId: 'Asia/Tokyo',
        launchOptions: {
          ...(existsSync(browser) && { executablePath: browser }),
          args: isRoot ? ['--no-sandbox'] : [],
        },
      },
    },
  ],
  outputDir: 'artifacts/results',
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 300_000,
  expect: { timeout: 120_000 },
  reporter: [['list'], ['json', { outputFile: 'artifacts/report.json' }]],
})
