import type { Page } from 'playwright'
import { expect } from 'playwright/test'

/** Goes to Settings and makes Anthropic at this address answer. */
export async function chooseAnthropic(main: Page, baseUrl: string): Promise<void> {
  await main.getByTestId('nav-settings').click()
  await main.getByTestId('settings-provider').click()
  await main.getByTestId('settings-provider-anthropic').click()
  await expect(main.getByTestId('settings-provider')).toContainText('Anthropic')
  await main.getByText('Advanced').click()
  const address = main.getByTestId('settings-base-url-anthropic')
  await address.fill(baseUrl)
  await address.press('Enter')
  await expect(address).toHaveValue(baseUrl)
}

/** Saves a key to the keychain. */
export async function saveKey(main: Page, key: string): Promise<void> {
  await main.getByTestId('key-input-anthropic').fill(key)
  await main.getByTestId('key-save-anthropic').click()
  await expect(main.getByTestId('key-status-anthropic')).toHaveText('In the keychain')
  await expect(main.getByTestId('key-input-anthropic')).toHaveValue('')
}
