import type { Page } from 'playwright'
import { pressKeys } from './support/keyboard.ts'
import { Rephlo } from './support/rephlo.ts'
import { expect, test } from './support/test.ts'

test('the theme applies to both windows at once, and settings survive a restart', async ({ dataFolder }) => {
  {
    await using rephlo = await Rephlo.launch({ dataFolder })
    const main = await rephlo.page('main')
    const popup = await rephlo.page('popup')
    await main.getByTestId('nav-settings').click()
    await main.getByTestId('settings-theme-dark').click()
    for (const page of [main, popup])
      await expect.poll(() => brightness(page), { message: 'dark' }).toBeLessThan(0.3)
    await main.getByTestId('settings-theme-light').click()
    for (const page of [main, popup])
      await expect.poll(() => brightness(page), { message: 'light' }).toBeGreaterThan(0.8)
    await main.getByTestId('settings-theme-dark').click()
    await commit(main, 'settings-translate-to', 'Portuguese')
    await commit(main, 'settings-confirm-above', '25,000')
    await main.getByTestId('hotkey-recorder').click()
    await main.keyboard.press('Control+Shift+F9')
    await expect(main.getByTestId('hotkey-recorder')).toContainText('F9')
    await rephlo.openPopup('ctrl+shift+F9')
  }
  await using rephlo = await Rephlo.launch({ dataFolder })
  const main = await rephlo.page('main')
  await expect.poll(() => brightness(main)).toBeLessThan(0.3)
  await main.getByTestId('nav-settings').click()
  await expect(main.getByTestId('settings-translate-to')).toHaveValue('Portuguese')
  await expect(main.getByTestId('settings-confirm-above')).toHaveValue('25,000')
  await expect(main.getByTestId('hotkey-recorder')).toContainText('F9')
  await rephlo.openPopup('ctrl+shift+F9')
})

test('the hotkey recorder refuses plain keys, and Escape keeps the old hotkey', async ({ rephlo }) => {
  const main = await rephlo.page('main')
  await main.getByTestId('nav-settings').click()
  const recorder = main.getByTestId('hotkey-recorder')
  await recorder.click()
  await main.keyboard.press('a')
  await expect(main.getByText('this key alone is needed for typing')).toBeVisible()
  await main.keyboard.press('Escape')
  await expect(recorder).toContainText('Space')
  await recorder.click()
  await main.keyboard.press('Control+Alt+KeyK')
  await expect(recorder).toContainText('K')
  await pressKeys('ctrl+alt+space')
  await rephlo.openPopup('ctrl+alt+k')
})

test('an address that would send the key in the open, or is none, is refused with the reason', async ({
  rephlo,
}) => {
  const main = await rephlo.page('main')
  await main.getByTestId('nav-settings').click()
  await main.getByTestId('settings-provider').click()
  await main.getByTestId('settings-provider-anthropic').click()
  await main.getByText('Advanced').click()
  await commit(main, 'settings-base-url-anthropic', 'http://example.com')
  await expect(main.getByTestId('settings-problem')).toContainText('your key would travel unencrypted')
  await commit(main, 'settings-base-url-anthropic', 'not an address')
  await expect(main.getByTestId('settings-problem')).toContainText('is not a web address')
  await expect(main.getByTestId('settings-base-url-anthropic')).toHaveValue('')
})

/** Types into a field that counts on Enter. */
async function commit(page: Page, field: string, value: string): Promise<void> {
  await page.getByTestId(field).fill(value)
  await page.getByTestId(field).press('Enter')
}

/** How bright the page's background is, from 0 to 1. */
async function brightness(page: Page): Promise<number> {
  return await page.evaluate<number>(`{
    const canvas = new OffscreenCanvas(1, 1).getContext('2d')
    canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor
    canvas.fillRect(0, 0, 1, 1)
    const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data
    Number((red + green + blue) / 765)
  }`)
}
