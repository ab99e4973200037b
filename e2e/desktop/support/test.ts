import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from 'playwright/test'
import { Keychain } from '../../../src-main/secrets/keychain.ts'
import {
  createProviderLab,
  type ProviderLab,
  type ProviderLabOptions,
} from '../../provider-lab/create-provider-lab.ts'
import { Rephlo } from './rephlo.ts'

export interface Fixtures {
  readonly folderPrefix: string
  readonly labOptions: ProviderLabOptions
  readonly keychainAccount: string
  /** A folder of the test's own. */
  readonly folder: string
  /** Where Rephlo keeps its data in this test. */
  readonly dataFolder: string
  readonly lab: ProviderLab
  /** Rephlo, started as a newcomer does: nothing saved, its main window open. */
  readonly rephlo: Rephlo
  /** Empties the keychain of what a test left in it. */
  readonly cleanKeychain: undefined
}

export const test = base.extend<Fixtures>({
  folderPrefix: ['rephlo-e2e-', { option: true }],
  labOptions: [{}, { option: true }],
  keychainAccount: ['anthropic', { option: true }],
  folder: async ({ folderPrefix }, use) => {
    const folder = await mkdtemp(join(tmpdir(), folderPrefix))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  dataFolder: async ({ folder }, use) => {
    await use(join(folder, 'data'))
  },
  lab: async ({ labOptions }, use) => {
    await using lab = await createProviderLab(labOptions)
    await use(lab)
  },
  rephlo: async ({ dataFolder }, use) => {
    await using rephlo = await Rephlo.launch({ dataFolder })
    await use(rephlo)
  },
  cleanKeychain: [
    async ({ keychainAccount }, use) => {
      await use(undefined)
      await new Keychain().delete(keychainAccount)
    },
    { auto: true },
  ],
})

export { expect } from 'playwright/test'
