import { test } from './support/background.ts'
import { pressKeys } from './support/keyboard.ts'
import { lastUserText } from './support/lab-journal.ts'
import { Mousepad } from './support/mousepad.ts'
import { expectAnswer, runCommand } from './support/popup-page.ts'
import { expect } from './support/test.ts'

const line = 'The quick brown fox jumps over the lazy dog, again and again.\n'
const megabyte = line.repeat(Math.ceil(1_048_576 / line.length))

test('a selection of 1 MB is shown in part, asked about, and goes to the provider whole', async ({
  rephlo,
  lab,
  folder,
}) => {
  lab.answerWith('Short.')
  await using mousepad = await Mousepad.open(folder, megabyte)
  await mousepad.selectAll()
  const popup = await rephlo.openPopup()
  await expect(popup.getByTestId('popup-text')).toHaveValue(megabyte.slice(0, 20_000))
  await expect(popup.locator('body')).toContainText(
    'The beginning is shown; the Command gets the whole text.',
  )
  await runCommand(popup, 'short')
  await expect(popup.getByTestId('run-large')).toContainText(
    'more than the 100,000 that Rephlo sends without asking',
  )
  expect(lab.journal.entries, 'nothing is sent before the answer').toHaveLength(0)
  await pressKeys('Return')
  await expectAnswer(popup, 'Short.')
  expect(lastUserText(lab.journal)).toContain(megabyte)
})
