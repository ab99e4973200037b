import { existsSync } from 'node:fs'
import { defineConfig } from 'playwright/test'

/** The system's browser where there is one: Playwright's own would have to be downloaded first. */
const browser = '/usr/bin/chromium'
const isRoot = process.getuid?.() === 0

/** One desktop has one keyboard focus and one hotkey: the tests run one after another, and none gets a second chance. */
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
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'artifacts/report.json' }]],
})
