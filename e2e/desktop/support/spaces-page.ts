import type { Page } from 'playwright'
import { expect } from 'playwright/test'
import type { CachePolicy } from '../../../src-shared/entities.ts'
import { HeldSelection } from './clipboard.ts'
import { pressKeys } from './keyboard.ts'

export async function createSpace(main: Page, name: string): Promise<void> {
  await main.getByTestId('nav-spaces').click()
  await main.getByTestId('space-name').fill(name)
  await main.getByTestId('space-create').click()
  await expect(main.getByTestId('space-title')).toContainText(name)
}

/** Adds a document to the Space that is shown; its text comes from the clipboard, with real keys. */
export async function pasteDocument(main: Page, title: string, text: string): Promise<void> {
  await using clipboard = await HeldSelection.hold('clipboard', 'UTF8_STRING', Buffer.from(text))
  await main.getByTestId('document-new').click()
  await main.getByTestId('document-title').fill(title)
  await main.getByTestId('document-text').click()
  await pressKeys('ctrl+v')
  await expect(main.getByTestId('document-text')).toHaveValue(String(clipboard.content))
  await main.getByTestId('document-save').click()
  await expect(main.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
  await main.getByTestId('document-back').click()
  await expect(main.getByText(title)).toBeVisible()
}

/** Caches the Space that is shown by every run, whatever the planner would do. */
export async function alwaysCache(main: Page, policy: Exclude<CachePolicy, 'auto' | 'off'>): Promise<void> {
  await main.getByTestId('space-policy').click()
  await main.getByTestId(`space-policy-${policy}`).click()
  await expect(main.getByTestId('space-policy')).toContainText('Always')
}
