import { test } from './support/background.ts'
import { readSelection } from './support/clipboard.ts'
import { hotkey, pressKeys, typeText } from './support/keyboard.ts'
import { Mousepad } from './support/mousepad.ts'
import { acceptAnswer, answerOf, expectAnswer, expectDelivered, runCommand } from './support/popup-page.ts'
import { lastUserText } from './support/lab-journal.ts'
import { expect } from './support/test.ts'

test('Insert below keeps the selected text and puts the answer under it', async ({ rephlo, lab, folder }) => {
  lab.answerWith('Under it.')
  await using mousepad = await Mousepad.open(folder, 'The first line.')
  await mousepad.selectAll()
  const popup = await rephlo.openPopup()
  await runCommand(popup, 'improve')
  await expectAnswer(popup, 'Under it.')
  await acceptAnswer(popup, 'ctrl+Return')
  await rephlo.expectPopupClosed()
  await expectDelivered(popup, 'The answer was inserted.')
  await mousepad.expectSaved('The first line.\nUnder it.')
})

test('Copy puts the answer on the clipboard, Retry asks again', async ({ rephlo, lab, folder }) => {
  lab.answerWith('First – “answer”.')
  await using mousepad = await Mousepad.open(folder, 'A text.')
  await mousepad.selectAll()
  const popup = await rephlo.openPopup()
  await runCommand(popup, 'improve')
  await expectAnswer(popup, 'First – “answer”.')
  await pressKeys('ctrl+c')
  await expect(popup.getByTestId('run-delivery')).toHaveText('Copied.')
  expect(String(await readSelection('clipboard'))).toBe('First – “answer”.')
  lab.answerWith('Second answer.')
  await pressKeys('ctrl+r')
  await expectAnswer(popup, 'Second answer.')
  expect(lab.journal.entries).toHaveLength(2)
})

test('the hotkey does not hide an answer that streams in; afterwards it closes the popup', async ({
  rephlo,
  lab,
  folder,
}) => {
  const answer = 'one two three four five six seven eight nine ten '.repeat(8).trim()
  lab.answerWith(answer)
  lab.scenarios.add({ kind: 'slow', chunkMs: 100 })
  await using mousepad = await Mousepad.open(folder, 'A text.')
  await mousepad.selectAll()
  const popup = await rephlo.openPopup()
  await runCommand(popup, 'improve')
  await expect(popup.getByTestId('run-text')).toContainText('two')
  await pressKeys(hotkey)
  await expect(popup.getByTestId('run-stop'), 'the answer still streams in').toBeVisible()
  await expectAnswer(popup, answer)
  expect(await rephlo.windowState('popup')).toEqual({ visible: true, focused: true })
  await pressKeys(hotkey)
  await rephlo.expectPopupClosed()
})

test('Stop keeps what has arrived; Escape leads back step by step, and the run is recorded as stopped', async ({
  rephlo,
  lab,
  folder,
}) => {
  lab.answerWith('one two three four five six seven eight nine ten '.repeat(20))
  lab.scenarios.add({ kind: 'slow', chunkMs: 100 })
  await using mousepad = await Mousepad.open(folder, 'A text.')
  await mousepad.selectAll()
  const popup = await rephlo.openPopup()
  await runCommand(popup, 'improve')
  await expect(popup.getByTestId('run-text')).toContainText('three')
  await pressKeys('Escape')
  await expect(popup.getByTestId('run-cancelled')).toContainText('What arrived before is kept')
  const partial = await answerOf(popup)
  expect(partial).toContain('one two three')
  await pressKeys('Return')
  expect(
    await rephlo.windowState('popup'),
    'Enter does not replace a selection by half an answer',
  ).toMatchObject({ visible: true })
  expect(await answerOf(popup)).toBe(partial)
  await expect
    .poll(() => lab.journal.entries[0]?.disconnectedAt, { message: 'the vendor is told to stop' })
    .toBeDefined()
  await pressKeys('Escape')
  await expect(popup.getByTestId('popup-filter')).toBeFocused()
  await expect(popup.getByTestId('popup-text')).toHaveValue('A text.')
  await pressKeys('Escape')
  await rephlo.expectPopupClosed()
  await expect.poll(() => mousepad.hasKeyboard(), { message: 'the keyboard is back where it was' }).toBe(true)
  const main = await rephlo.openMain('savings')
  await expect(main.getByTestId('savings-run')).toHaveCount(1)
  await expect(main.getByTestId('savings-run')).toContainText('Stopped')
})

test('with nothing selected the popup opens with an empty text, and runs on what is typed into it', async ({
  rephlo,
  lab,
  folder,
}) => {
  lab.answerWith('An answer.')
  await using mousepad = await Mousepad.open(folder, '')
  const popup = await rephlo.openPopup()
  expect(await mousepad.hasKeyboard()).toBe(false)
  await expect(popup.getByTestId('popup-text')).toHaveValue('')
  await pressKeys('Return')
  await expect(popup.getByTestId('popup-problem')).toContainText('needs a text')
  expect(lab.journal.entries).toHaveLength(0)
  await popup.getByTestId('popup-text').click()
  await typeText('typed by hand')
  await expect(popup.getByTestId('popup-text')).toHaveValue('typed by hand')
  await pressKeys('ctrl+Return')
  await expectAnswer(popup, 'An answer.')
  expect(lastUserText(lab.journal)).toContain('<text>\ntyped by hand\n</text>')
})

test('an edited selection and the instructions are what is sent', async ({ rephlo, lab, folder }) => {
  await using mousepad = await Mousepad.open(folder, 'The original text')
  await mousepad.selectAll()
  const popup = await rephlo.openPopup()
  await popup.getByTestId('popup-text').click()
  await pressKeys('ctrl+End')
  await typeText(', edited')
  await expect(popup.getByTestId('popup-text')).toHaveValue('The original text, edited')
  await popup.getByTestId('popup-instructions').click()
  await typeText('be brief')
  await pressKeys('Return')
  await expect(popup.getByTestId('run-receipt')).toBeVisible()
  const sent = lastUserText(lab.journal)
  expect(sent).toContain('<text>\nThe original text, edited\n</text>')
  expect(sent).toContain('<instructions>\nbe brief\n</instructions>')
})

test('the hotkey pressed again closes the popup', async ({ rephlo }) => {
  await rephlo.openPopup()
  // Presses closer together than 150 ms count as one held key.
  await expect(async () => {
    await pressKeys('ctrl+alt+space')
    expect(await rephlo.windowState('popup')).toMatchObject({ visible: false })
  }).toPass()
})

test('when the source window is gone, Replace says so and leaves the text on the clipboard', async ({
  rephlo,
  lab,
  folder,
}) => {
  lab.answerWith('Not lost.')
  const mousepad = await Mousepad.open(folder, 'A text.')
  await mousepad.selectAll()
  const popup = await rephlo.openPopup()
  await runCommand(popup, 'improve')
  await expectAnswer(popup, 'Not lost.')
  await mousepad[Symbol.asyncDispose]()
  await popup.getByTestId('run-replace').click()
  await expect(popup.getByTestId('run-delivery')).toContainText('was closed. The text is on the clipboard')
  await expect
    .poll(() => rephlo.windowState('popup'), { message: 'the message is seen' })
    .toMatchObject({ visible: true })
  expect(String(await readSelection('clipboard'))).toBe('Not lost.')
})

test('when the selection changed meanwhile, nothing is replaced', async ({ rephlo, lab, folder }) => {
  lab.answerWith('An answer.')
  await using mousepad = await Mousepad.open(folder, 'The first text.')
  await mousepad.selectAll()
  const popup = await rephlo.openPopup()
  await runCommand(popup, 'improve')
  await expectAnswer(popup, 'An answer.')
  await mousepad.activate()
  await pressKeys('ctrl+Home', 'shift+End', 'shift+Left', 'shift+Left')
  await expect.poll(async () => String(await readSelection('primary'))).toBe('The first tex')
  await popup.getByTestId('run-replace').click()
  await expect(popup.getByTestId('run-delivery')).toContainText(
    'has changed since you opened Rephlo, so nothing was replaced',
  )
  await mousepad.expectSaved('The first text.')
})
