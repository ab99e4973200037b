import type { Page } from 'playwright'
import { expect } from 'playwright/test'
import { keychainAccountOf } from '../../../src-main/dedicated/token-store.ts'
import { storedSessionSchema, type StoredSession } from '../../../src-main/dedicated/stored-session.ts'
import { Keychain } from '../../../src-main/secrets/keychain.ts'
import { createUser, startGateway, type StartedGateway } from '../../server/support/start-gateway.ts'
import { test as base } from './test.ts'

export const member = { email: 'ada@example.com', password: 'correct horse battery', credits: 500 } as const

interface DedicatedFixtures {
  /** What the gateway is started with, with spaces between. */
  readonly flags: string
  /** A gateway with one user, and the lab as its vendors. */
  readonly gateway: StartedGateway
  /** Forgets the login that a test left in the keychain. */
  readonly cleanLogin: undefined
}

export const test = base.extend<DedicatedFixtures>({
  flags: ['', { option: true }],
  gateway: async ({ flags, folder, lab }, use) => {
    const dataFolder = `${folder}/gateway`
    await createUser(dataFolder, member)
    await using gateway = await startGateway({
      dataFolder,
      vendorUrl: lab.url,
      flags: flags.split(' ').filter((flag) => flag !== ''),
    })
    await use(gateway)
  },
  cleanLogin: [
    async ({ dataFolder }, use) => {
      await use(undefined)
      await new Keychain().delete(keychainAccountOf(dataFolder))
    },
    { auto: true },
  ],
})

/** Goes to Settings and lets the Dedicated API answer. */
export async function chooseDedicated(main: Page): Promise<void> {
  await main.getByTestId('nav-settings').click()
  await main.getByTestId('settings-mode-dedicated').click()
  await expect(main.getByTestId('dedicated-server')).toBeVisible()
}

/** Fills in the login form and sends it. */
export async function logIn(main: Page, server: string, password: string = member.password): Promise<void> {
  await main.getByTestId('dedicated-server').fill(server)
  await main.getByTestId('dedicated-email').fill(member.email)
  await main.getByTestId('dedicated-password').fill(password)
  await main.getByTestId('dedicated-login').click()
}

/** What the real keychain holds of the login of a profile. */
export async function keptSession(dataFolder: string): Promise<StoredSession | undefined> {
  const entry = await new Keychain().get(keychainAccountOf(dataFolder))
  return entry === undefined ? undefined : storedSessionSchema.parse(JSON.parse(entry))
}

/** Makes the access token one that no server knows, as if it had been revoked; it does not look expired. */
export async function spoilAccessToken(dataFolder: string): Promise<void> {
  const session = await keptSession(dataFolder)
  await new Keychain().set(
    keychainAccountOf(dataFolder),
    JSON.stringify({ ...session, accessToken: 'spoilt' }),
  )
}
