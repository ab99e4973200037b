import type { Page } from 'playwright'
import { expect } from 'playwright/test'
import type { ProviderId } from '../../../src-shared/entities.ts'

/** Goes to Settings and makes a provider at this address answer. */
export async function chooseProvider(
  main: Page,
  provider: ProviderId,
  name: string,
  baseUrl: string,
): Promise<void> {
  await main.getByTestId('nav-settings').click()
  await main.getByTestId('settings-provider').click()
  await main.getByTestId(`settings-provider-${provider}`).click()
  await expect(main.getByTestId('settings-provider')).toContainText(name)
  if (provider !== 'openai-compatible') await main.getByText('Advanced').click()
  await commitSetting(main, `settings-base-url-${provider}`, baseUrl)
}

export async function chooseAnthropic(main: Page, baseUrl: string): Promise<void> {
  await chooseProvider(main, 'anthropic', 'Anthropic', baseUrl)
}

/** Types into a field that counts on Enter. */
export async function commitSetting(main: Page, field: string, value: string): Promise<void> {
  await main.getByTestId(field).fill(value)
  await main.getByTestId(field).press('Enter')
  await expect(main.getByTestId(field)).toHaveValue(value)
}

/** Saves a key to the keychain. */
export async function saveKey(main: Page, key: string, provider: ProviderId = 'anthropic'): Promise<void> {
  await main.getByTestId(`key-input-${provider}`).fill(key)
  await main.getByTestId(`key-save-${provider}`).click()
  await expect(main.getByTestId(`key-status-${provider}`)).toHaveText('In the keychain')
  await expect(main.getByTestId(`key-input-${provider}`)).toHaveValue('')
}
