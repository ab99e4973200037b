import { lastUserText } from './support/lab-journal.ts'
import { expectAnswer, runCommand } from './support/popup-page.ts'
import { labKeyEnvironment, useAnthropic } from './support/profile.ts'
import { Rephlo } from './support/rephlo.ts'
import { createSpace } from './support/spaces-page.ts'
import { expect, test } from './support/test.ts'

test('a Command of one’s own is created, edited, run and deleted; a built-in one is duplicated', async ({
  dataFolder,
  lab,
}) => {
  await useAnthropic(dataFolder, lab.url)
  lab.answerWith('Arr!')
  await using rephlo = await Rephlo.launch({ dataFolder, environment: labKeyEnvironment })
  const main = await rephlo.page('main')
  await main.getByTestId('nav-commands').click()
  await main.getByTestId('command-new').click()
  await main.getByTestId('command-title').fill('Pirate')
  await main.getByTestId('command-description').fill('As a pirate says it')
  await main.getByTestId('command-template').fill('Say it as a pirate:\n\n{{SELECTED_TEXT}}')
  await main.getByTestId('command-save').click()
  const own = main.getByRole('region', { name: 'Your own' }).getByRole('button')
  await expect(own).toHaveText(['Pirate'])

  const popup = await rephlo.openPopup()
  await popup.getByTestId('popup-text').fill('Hello.')
  await popup.getByTestId('popup-filter').focus()
  await runCommand(popup, 'pirate')
  await expectAnswer(popup, 'Arr!')
  expect(lastUserText(lab.journal)).toContain('Say it as a pirate:\n\n<text>\nHello.\n</text>')

  await main.getByTestId('command-title').fill('Corsair')
  await main.getByTestId('command-save').click()
  await expect(own).toHaveText(['Corsair'])
  await main.getByTestId('command-item-fix').click()
  await expect(main.getByTestId('command-template-view')).toContainText('{{SELECTED_TEXT}}')
  await main.getByTestId('command-duplicate').click()
  await main.getByTestId('command-title').fill('My fix')
  await main.getByTestId('command-save').click()
  await expect(own).toHaveCount(2)

  await main.getByTestId('command-title').fill('Never saved')
  await own.filter({ hasText: 'Corsair' }).click()
  await expect(main.getByText('Leave without saving?')).toBeVisible()
  await main.getByTestId('confirm-accept').click()
  await expect(main.getByTestId('command-title')).toHaveValue('Corsair')
  await main.getByTestId('command-delete').click()
  await main.getByTestId('confirm-accept').click()
  await expect(own).toHaveText(['My fix'])
})

test('a Space is renamed and deleted, its document edited, and nothing unsaved is lost without a question', async ({
  rephlo,
}) => {
  const main = await rephlo.page('main')
  await createSpace(main, 'Handbook')
  await main.getByTestId('space-rename').click()
  await main.getByTestId('space-rename-name').fill('House rules')
  await main.getByTestId('space-rename-save').click()
  await expect(main.getByTestId('space-title')).toContainText('House rules')

  await main.getByTestId('document-new').click()
  await main.getByTestId('document-title').fill('Tone')
  await main.getByTestId('document-text').fill('Be kind.')
  await main.getByTestId('document-back').click()
  await expect(main.getByText('Leave without saving?')).toBeVisible()
  await main.getByTestId('confirm-cancel').click()
  await expect(main.getByTestId('document-text')).toHaveValue('Be kind.')
  await expect(main.getByText('Leave without saving?')).toHaveCount(0)
  await main.keyboard.press('Control+s')
  await expect(
    main.getByRole('status').filter({ hasText: /^8 characters · about \d+ tokensSaved$/ }),
  ).toBeVisible()
  await main.getByTestId('document-back').click()

  await main.getByRole('button', { name: /^Tone/ }).click()
  await main.getByTestId('document-text').fill('Be kind and brief.')
  await main.getByTestId('nav-settings').click()
  await main.getByTestId('nav-spaces').click()
  await expect(main.getByTestId('document-text'), 'another section keeps what was typed').toHaveValue(
    'Be kind and brief.',
  )
  await main.getByTestId('document-save').click()
  await main.getByTestId('document-back').click()
  await main.getByRole('button', { name: /^Tone/ }).click()
  await expect(main.getByTestId('document-text')).toHaveValue('Be kind and brief.')
  await main.getByTestId('document-delete').click()
  await main.getByTestId('confirm-accept').click()
  await expect(main.getByText('This Space is empty')).toBeVisible()
  await main.getByTestId('space-delete').click()
  await main.getByTestId('confirm-accept').click()
  await expect(main.getByText('No Spaces yet')).toBeVisible()
})
