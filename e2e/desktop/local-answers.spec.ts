import { pressKeys, typeText } from './support/keyboard.ts'
import { Mousepad } from './support/mousepad.ts'
import {
  acceptAnswer,
  closePopup,
  expectAnswer,
  expectDelivered,
  runCommand,
  runOnText,
} from './support/popup-page.ts'
import { labKeyEnvironment, useAnthropic, useProvider } from './support/profile.ts'
import { Rephlo } from './support/rephlo.ts'
import { expect, test } from './support/test.ts'

test('the same task is answered from this computer when its Command says so, labelled, also offline, and asked again on request', async ({
  dataFolder,
  lab,
}) => {
  await useAnthropic(dataFolder, lab.url)
  lab.answerWith('First answer.')
  await using rephlo = await Rephlo.launch({ dataFolder, environment: labKeyEnvironment })
  const main = await rephlo.page('main')
  await main.getByTestId('nav-commands').click()
  await main.getByTestId('command-item-improve').click()
  await main.getByTestId('command-keep-answers').click()
  await expect(main.getByTestId('command-keep-answers')).toBeChecked()

  const popup = await rephlo.openPopup()
  await runOnText(popup, 'A text.', 'improve')
  await expectAnswer(popup, 'First answer.')
  await expect(popup.getByTestId('run-local')).toHaveCount(0)
  await closePopup(popup)
  await rephlo.expectPopupClosed()

  lab.answerWith('Second answer.')
  await rephlo.openPopup()
  await popup.getByTestId('popup-text').fill('A text.')
  await popup.getByTestId('popup-filter').fill('improve')
  await expect(popup.getByTestId('popup-estimate')).toContainText('Answer kept on this computer')
  await popup.getByTestId('popup-filter').press('Enter')
  await expectAnswer(popup, 'First answer.')
  await expect(popup.getByTestId('run-local')).toHaveText('From local cache')
  await expect(popup.getByTestId('run-receipt')).toContainText('no provider was asked')
  expect(lab.journal.entries).toHaveLength(1)

  await expect(popup.getByTestId('run-retry')).toContainText('Ask again')
  await popup.getByTestId('run-retry').click()
  await expectAnswer(popup, 'Second answer.')
  await expect(popup.getByTestId('run-local')).toHaveCount(0)
  expect(lab.journal.entries).toHaveLength(2)
  await closePopup(popup)
  await rephlo.expectPopupClosed()

  await lab.close()
  await rephlo.openPopup()
  await runOnText(popup, 'A text.', 'improve')
  await expect(popup.getByTestId('run-local'), 'without a network').toBeVisible()

  await main.getByTestId('nav-savings').click()
  await expect(main.getByTestId('savings-local')).toContainText('2 answers from local cache')
  await expect(main.getByTestId('savings-run').filter({ hasText: 'Local answer' })).toHaveCount(2)
  await main.getByTestId('nav-settings').click()
  await expect(main.getByTestId('settings-local-stats')).toContainText('1 answer kept')
  await main.getByTestId('settings-local-forget').click()
  await main.getByTestId('confirm-accept').click()
  await expect(main.getByTestId('settings-local-stats')).toContainText('0 answers kept now')
  await expect(
    main.getByTestId('settings-local-stats'),
    'the button that had the focus is gone',
  ).toBeFocused()
})

test('Enter pressed twice does not replace the selection by a kept answer that nobody saw', async ({
  dataFolder,
  lab,
  folder,
}) => {
  await useProvider(dataFolder, 'anthropic', lab.url, { localAnswerCommands: ['improve'] })
  lab.answerWith('Kept.')
  await using rephlo = await Rephlo.launch({ dataFolder, environment: labKeyEnvironment })
  await using mousepad = await Mousepad.open(folder, 'A text.')
  await mousepad.selectAll()
  const popup = await rephlo.openPopup()
  await runCommand(popup, 'improve')
  await expectAnswer(popup, 'Kept.')
  await closePopup(popup)
  await rephlo.expectPopupClosed()
  await rephlo.openPopup()
  await typeText('improve')
  await expect(popup.getByTestId('popup-filter')).toHaveValue('improve')
  await pressKeys('Return', 'Return')
  await expect(popup.getByTestId('run-local')).toBeVisible()
  await expect(popup.getByTestId('run-delivery')).toHaveCount(0)
  expect(await rephlo.windowState('popup')).toMatchObject({ visible: true })
  await acceptAnswer(popup)
  await rephlo.expectPopupClosed()
  await expectDelivered(popup, 'The selection was replaced.')
  await mousepad.expectSaved('Kept.')
})
