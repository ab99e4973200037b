import { test } from './support/background.ts'
import { readHeartbeat, startHeartbeat } from './support/heartbeat.ts'
import { pressKeys } from './support/keyboard.ts'
import { lastUserText } from './support/lab-journal.ts'
import { Mousepad } from './support/mousepad.ts'
import { expectAnswer, runCommand } from './support/popup-page.ts'
import { expect } from './support/test.ts'

const line = 'The quick brown fox jumps over the lazy dog, again and again.\n'
const megabyte = line.repeat(Math.ceil(1_048_576 / line.length))
/** What a person notices as a pause. */
const noticeableMs = 200

test('a selection of 1 MB is asked about, keeps the popup responsive, and goes to the provider whole', async ({
  rephlo,
  lab,
  folder,
}) => {
  lab.answerWith('Short.')
  await using mousepad = await Mousepad.open(folder, megabyte)
  await mousepad.selectAll()
  await startHeartbeat(await rephlo.page('popup'))
  const popup = await rephlo.openPopup()
  const opening = await readHeartbeat(popup)
  await startHeartbeat(popup)
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
  const working = await readHeartbeat(popup)
  expect(
    Math.max(opening.timer, working.frame, working.timer),
    'the longest pause in milliseconds',
  ).toBeLessThan(noticeableMs)
})
