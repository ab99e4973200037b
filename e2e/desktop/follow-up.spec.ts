import type { Page } from 'playwright'
import { test } from './support/background.ts'
import { readSelection } from './support/clipboard.ts'
import { pressKeys, typeText } from './support/keyboard.ts'
import { messageBodySchema } from './support/lab-journal.ts'
import { Mousepad } from './support/mousepad.ts'
import { acceptAnswer, expectAnswer, expectDelivered, runCommand } from './support/popup-page.ts'
import { takePicture } from './support/take-picture.ts'
import { expect } from './support/test.ts'

test('a follow-up goes on from the answer, which stays in sight; Replace takes the latest one', async ({
  rephlo,
  lab,
  folder,
}) => {
  lab.answerWith('The long answer.')
  await using mousepad = await Mousepad.open(folder, 'A text.')
  await mousepad.selectAll()
  const popup = await rephlo.openPopup()
  await runCommand(popup, 'improve')
  await expectAnswer(popup, 'The long answer.')
  lab.answerWith('Short.')
  await pressKeys('ctrl+f')
  await expect(popup.getByTestId('run-follow-up')).toBeFocused()
  await typeText('shorter')
  await pressKeys('Return')
  await expectAnswer(popup, 'Short.')
  await expect(popup.getByTestId('run-earlier')).toContainText('The long answer.')
  await expect(popup.getByTestId('run-earlier')).toContainText('shorter')

  const { messages } = messageBodySchema.parse(lab.journal.entries.at(-1)?.body)
  expect(messages.map((message) => message.role)).toEqual(['user', 'assistant', 'user'])
  expect(JSON.stringify(messages[1])).toContain('The long answer.')
  expect(JSON.stringify(messages[2])).toContain('shorter')

  lab.scenarios.add({ kind: 'error', status: 401 })
  await pressKeys('ctrl+f')
  await typeText('again')
  await pressKeys('Return')
  await expect(popup.getByTestId('run-error')).toBeVisible()
  await pressKeys('Escape')
  await expectAnswer(popup, 'Short.')
  await acceptAnswer(popup)
  await rephlo.expectPopupClosed()
  await expectDelivered(popup, 'The selection was replaced.')
  await mousepad.expectSaved('Short.')
})

test('the end of a long answer and the latest question stay in sight; Back goes one turn back, and an earlier answer can be copied', async ({
  rephlo,
  lab,
  folder,
}) => {
  const long = Array.from({ length: 60 }, (_, index) => `Line ${index + 1} of the long answer.`).join('\n')
  lab.answerWith(long)
  await using mousepad = await Mousepad.open(folder, 'A text.')
  await mousepad.selectAll()
  const popup = await rephlo.openPopup()
  await runCommand(popup, 'improve')
  await expectAnswer(popup, long)
  await expect.poll(() => hiddenBelow(popup), { message: 'pixels of the answer below what is shown' }).toBe(0)
  lab.answerWith('Short.')
  await pressKeys('ctrl+f')
  await expect(popup.getByTestId('run-replace').locator('kbd'), 'there Enter sends').toBeHidden()
  await typeText('shorter')
  await pressKeys('Return')
  await expectAnswer(popup, 'Short.')
  await expect.poll(() => hiddenBelow(popup)).toBe(0)
  await expect(popup.getByText('shorter')).toBeInViewport({ ratio: 1 })
  await takePicture(rephlo, 'popup', 'popup-long-conversation')

  await popup.evaluate(`${conversation}.scrollTo(0, 0)`)
  await popup.getByTestId('run-copy-earlier').click()
  await expect(popup.getByTestId('run-delivery')).toHaveText('Copied.')
  expect(String(await readSelection('clipboard'))).toBe(long)
  expect(
    await popup.evaluate<number>(`${conversation}.scrollTop`),
    'the note moves nobody who scrolled up',
  ).toBe(0)
  await pressKeys('Escape')
  await expectAnswer(popup, long)
  await pressKeys('Escape')
  await expect(popup.getByTestId('popup-filter')).toBeFocused()
})

test('Escape in the follow-up field goes back to the answer, and keys in it do not act on the answer', async ({
  rephlo,
  lab,
  folder,
}) => {
  lab.answerWith('An answer.')
  await using mousepad = await Mousepad.open(folder, 'A text.')
  await mousepad.selectAll()
  const popup = await rephlo.openPopup()
  await runCommand(popup, 'improve')
  await expectAnswer(popup, 'An answer.')
  await pressKeys('ctrl+f')
  await pressKeys('Return')
  expect(await rephlo.windowState('popup'), 'Enter in an empty field replaces nothing').toMatchObject({
    visible: true,
  })
  await typeText('half')
  await pressKeys('Escape')
  await expect(popup.getByTestId('run-follow-up')).not.toBeFocused()
  await expect(popup.getByTestId('run-follow-up')).toHaveValue('half')
  expect(lab.journal.entries).toHaveLength(1)
  await pressKeys('Escape')
  await expect(popup.getByTestId('popup-filter')).toBeFocused()
})

/** The scrolled part of the result view, as an expression of its page. */
const conversation = 'document.querySelector("[data-testid=run-text]")'

/** How many pixels of the conversation are out of sight below. */
async function hiddenBelow(popup: Page): Promise<number> {
  return await popup.evaluate<number>(
    `(({ scrollHeight, scrollTop, clientHeight }) => Math.round(scrollHeight - scrollTop - clientHeight))(${conversation})`,
  )
}
