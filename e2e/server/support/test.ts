import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from 'playwright/test'
import {
  createProviderLab,
  type ProviderLab,
  type ProviderLabOptions,
} from '../../provider-lab/create-provider-lab.ts'
import { AdminPage } from './admin-page.ts'
import { createUser, startGateway, type StartedGateway } from './start-gateway.ts'

export const admin = { email: 'ada@example.com', password: 'correct horse battery' } as const

export interface Fixtures {
  readonly folderPrefix: string
  readonly labOptions: ProviderLabOptions
  /** What the gateway is started with besides its place and its vendors, with spaces between. */
  readonly flags: string
  readonly dataFolder: string
  /** All the vendors. */
  readonly lab: ProviderLab
  /** A gateway with one admin. */
  readonly gateway: StartedGateway
  /** The page in the browser; at the end nothing that its policy forbids was tried, and no script failed. */
  readonly adminPage: AdminPage
}

/** Enough for a test that logs in often; the limits themselves are tested with their own flags. */
const manyCalls = '--rate-limit-expensive 1000 --rate-limit-standard 1000 --rate-limit-llm 1000'

export const test = base.extend<Fixtures>({
  folderPrefix: ['rephlo-admin-', { option: true }],
  labOptions: [{}, { option: true }],
  flags: [manyCalls, { option: true }],
  dataFolder: async ({ folderPrefix }, use) => {
    const folder = await mkdtemp(join(tmpdir(), folderPrefix))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  lab: async ({ labOptions }, use) => {
    await using lab = await createProviderLab(labOptions)
    await use(lab)
  },
  gateway: async ({ flags, dataFolder, lab }, use) => {
    await createUser(dataFolder, { ...admin, isAdmin: true })
    await using gateway = await startGateway({ dataFolder, vendorUrl: lab.url, flags: flags.split(' ') })
    await use(gateway)
  },
  adminPage: async ({ page, gateway }, use) => {
    const adminPage = new AdminPage(page, gateway.url)
    await use(adminPage)
    expect(adminPage.failures, 'errors of scripts and of the policy').toEqual([])
  },
})

export { expect } from 'playwright/test'
