import { handbook } from './support/handbook.ts'
import { pressKeys } from './support/keyboard.ts'
import { acceptAnswer, expectDelivered, runCommand } from './support/popup-page.ts'
import { addSpace } from './support/profile.ts'
import { Rephlo } from './support/rephlo.ts'
import { expect, test } from './support/test.ts'

test('a newcomer without a key fixes the sample text in our own window', async ({ rephlo }) => {
  const main = await rephlo.page('main')
  await expect(main.getByTestId('start-provider')).toContainText('Practice mode')
  const sample = await main.getByTestId('start-practice-text').inputValue()
  expect(sample).toContain('writting')
  await main.getByTestId('start-select-text').click()
  const popup = await rephlo.openPopup()
  await expect(popup.getByTestId('popup-text')).toHaveValue(sample)
  await expect(popup.getByTestId('popup-provider')).toHaveText('Practice')
  await expect(popup.getByTestId('popup-estimate')).toContainText('nothing is sent or charged')
  await runCommand(popup, 'fix')
  await expect(popup.getByTestId('run-receipt')).toContainText('Practice: no money was spent')
  await expect(popup.getByTestId('run-text')).toContainText('I am writing to let you know')
  await acceptAnswer(popup)
  await rephlo.expectPopupClosed()
  await expectDelivered(popup, 'The selection was replaced.')
  await expect(main.getByTestId('start-practice-text')).toHaveValue(/^I am writing to let you know/)
  expect(await rephlo.windowState('main')).toMatchObject({ focused: true })
})

test('two practice runs on a Space show a cold and a warm one, never mixed with real money', async ({
  dataFolder,
}) => {
  await addSpace(dataFolder, 'Handbook', handbook(2_000))
  await using rephlo = await Rephlo.launch({ dataFolder })
  const main = await rephlo.page('main')
  for (const command of ['fix', 'short']) {
    await main.getByTestId('start-select-text').click()
    const popup = await rephlo.openPopup()
    await expect(popup.getByTestId('popup-space')).toContainText('Handbook')
    await runCommand(popup, command)
    await expect(popup.getByTestId('run-receipt')).toBeVisible()
    await pressKeys('Escape')
    await expect(popup.getByTestId('popup-filter')).toBeFocused()
    await pressKeys('Escape')
    await rephlo.expectPopupClosed()
  }
  await main.getByTestId('nav-savings').click()
  await expect(main.getByTestId('savings-practice')).toHaveText('Simulated prices; no money was spent')
  const runs = main.getByTestId('savings-run')
  await expect(runs).toHaveCount(2)
  await expect(runs.nth(1)).toContainText('Written')
  await expect(runs.nth(0)).toContainText('Hit')
  await main.getByTestId('savings-scope-real').click()
  await expect(main.getByText('No runs with a provider yet')).toBeVisible()
})
