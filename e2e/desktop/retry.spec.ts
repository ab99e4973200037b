import { test } from './support/background.ts'
import { pressKeys } from './support/keyboard.ts'
import { expectAnswer, runOnText } from './support/popup-page.ts'
import { expect } from './support/test.ts'

test('a busy provider is asked again, which is told while one waits and not afterwards', async ({
  rephlo,
  lab,
}) => {
  lab.answerWith('At the second attempt.')
  lab.scenarios.add({ kind: 'error', status: 429, retryAfterSeconds: 3 })
  const popup = await rephlo.openPopup()
  await runOnText(popup, 'A text.', 'improve')
  await expect(popup.getByTestId('run-warning-retrying')).toHaveText(
    'Anthropic takes no more requests at the moment. Trying again in 3 seconds…',
  )
  await expectAnswer(popup, 'At the second attempt.')
  await expect(popup.getByTestId('run-warning-retrying')).toHaveCount(0)
  expect(lab.journal.entries.map((entry) => entry.status)).toEqual([429, 200])
})

test('Stop ends the wait for another attempt at once', async ({ rephlo, lab }) => {
  lab.scenarios.add({ kind: 'error', status: 429, retryAfterSeconds: 15 })
  const popup = await rephlo.openPopup()
  await runOnText(popup, 'A text.', 'improve')
  await expect(popup.getByTestId('run-warning-retrying')).toBeVisible()
  await pressKeys('Escape')
  await expect(popup.getByTestId('run-cancelled')).toHaveText('Stopped before the first words arrived.')
  expect(lab.journal.entries).toHaveLength(1)
})
