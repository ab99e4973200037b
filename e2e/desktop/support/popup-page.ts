import type { Page } from 'playwright'
import { expect } from 'playwright/test'
import { pressKeys, typeText } from './keyboard.ts'

/** A little more than the time in which Enter on a new answer does nothing. */
const unreadMs = 500

export async function chooseSpace(popup: Page, name: string): Promise<void> {
  await popup.getByTestId('popup-space').click()
  await popup.getByRole('option', { name }).click()
  await expect(popup.getByTestId('popup-space')).toContainText(name)
  await popup.getByTestId('popup-filter').focus()
}

/** Filters the Commands with real keys and runs the first one. */
export async function runCommand(popup: Page, filter: string): Promise<void> {
  await typeText(filter)
  await expect(popup.getByTestId('popup-filter')).toHaveValue(filter)
  await pressKeys('Return')
}

/** Waits for the whole answer. */
export async function expectAnswer(popup: Page, text: string): Promise<void> {
  await expect(popup.getByTestId('run-receipt')).toBeVisible()
  await expect.poll(() => answerOf(popup), { message: 'the answer' }).toBe(text)
}

export async function answerOf(popup: Page): Promise<string> {
  return (await popup.getByTestId('run-text').locator('.run-block').allTextContents()).join('')
}

/** Presses keys on an answer once it has been there long enough to be seen: before that Enter does nothing. */
export async function acceptAnswer(popup: Page, keys: 'Return' | 'ctrl+Return' = 'Return'): Promise<void> {
  await popup.waitForTimeout(unreadMs)
  await pressKeys(keys)
}

/** Waits until the answer was put back, which goes on for a moment after the popup is hidden. */
export async function expectDelivered(
  popup: Page,
  note: 'The selection was replaced.' | 'The answer was inserted.',
): Promise<void> {
  await expect(popup.getByTestId('run-delivery')).toHaveText(note)
}

/** Goes back from an answer to a first question and hides the popup. */
export async function closePopup(popup: Page): Promise<void> {
  await popup.getByTestId('run-back').click()
  await expect(popup.getByTestId('popup-filter')).toBeFocused()
  await pressKeys('Escape')
}

/** Runs a Command on a text that is typed into the popup. */
export async function runOnText(popup: Page, text: string, filter: string): Promise<void> {
  await popup.getByTestId('popup-text').fill(text)
  await popup.getByTestId('popup-filter').focus()
  await runCommand(popup, filter)
}
