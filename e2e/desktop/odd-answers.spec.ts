import { readCase, serveCase, type CaseServer } from '../provider-lab/serve-case.ts'
import { readSelection } from './support/clipboard.ts'
import { pressKeys } from './support/keyboard.ts'
import { Mousepad } from './support/mousepad.ts'
import { acceptAnswer, expectAnswer, expectDelivered, runCommand } from './support/popup-page.ts'
import { useProvider } from './support/profile.ts'
import { Rephlo } from './support/rephlo.ts'
import { takePicture } from './support/take-picture.ts'
import { expect, test as base } from './support/test.ts'

/** Rephlo in the background, with a server that knows one answer as its provider. */
const test = base.extend<{ readonly firstAnswer: string; readonly server: CaseServer }>({
  firstAnswer: ['F01-think-leaks/answer-block.sse', { option: true }],
  server: async ({ firstAnswer }, use) => {
    await using server = await serveCase(firstAnswer)
    await use(server)
  },
  rephlo: async ({ dataFolder, server }, use) => {
    await useProvider(dataFolder, 'openai-compatible', server.url, {
      models: { 'openai-compatible': 'a-model' },
    })
    await using rephlo = await Rephlo.launch({ dataFolder, flags: ['--hidden'] })
    await use(rephlo)
  },
})

for (const file of ['F01-think-leaks/answer-block.sse', 'F01-think-leaks/answer-no-opening.sse'])
  test(`what a model thought is neither shown nor pasted: ${file}`, async ({ rephlo, server, folder }) => {
    await server.answerWith(file)
    await using mousepad = await Mousepad.open(folder, 'Teh text.')
    await mousepad.selectAll()
    const popup = await rephlo.openPopup()
    await runCommand(popup, 'improve')
    await expectAnswer(popup, 'The fixed text.')
    await acceptAnswer(popup)
    await rephlo.expectPopupClosed()
    await expectDelivered(popup, 'The selection was replaced.')
    await mousepad.expectSaved('The fixed text.')
  })

test('half an answer is told, and Enter replaces nothing by it', async ({ rephlo, server, folder }) => {
  await server.answerWith('F04-odd-ends-pass-as-complete/error.sse')
  await using mousepad = await Mousepad.open(folder, 'Teh text.')
  await mousepad.selectAll()
  const popup = await rephlo.openPopup()
  await runCommand(popup, 'improve')
  await expectAnswer(popup, 'The fixed')
  await expect(popup.getByTestId('run-warning-answer_incomplete')).toBeVisible()
  await expect(popup.getByTestId('run-replace')).toHaveText('Replace anyway')
  await takePicture(rephlo, 'popup', 'popup-half-light')
  await acceptAnswer(popup)
  await acceptAnswer(popup, 'ctrl+Return')
  expect(await rephlo.windowState('popup')).toMatchObject({ visible: true })
  await pressKeys('Escape', 'Escape')
  await rephlo.expectPopupClosed()
  await mousepad.expectSaved('Teh text.')
})

test('a blank answer is told to be empty, and there is nothing to replace with', async ({
  rephlo,
  server,
  folder,
}) => {
  await server.answerWith('F09-blank-edges-and-blank-answer/spaces.sse')
  await using mousepad = await Mousepad.open(folder, 'Teh text.')
  await mousepad.selectAll()
  const popup = await rephlo.openPopup()
  await runCommand(popup, 'improve')
  await expect(popup.getByTestId('run-warning-answer_empty')).toBeVisible()
  await takePicture(rephlo, 'popup', 'popup-blank-light')
  await expect(popup.getByTestId('run-replace')).toHaveCount(0)
  await acceptAnswer(popup)
  await pressKeys('Escape', 'Escape')
  await rephlo.expectPopupClosed()
  await mousepad.expectSaved('Teh text.')
})

test('a line that is replaced together with its line break keeps it', async ({ rephlo, folder }) => {
  const [letter, wanted] = await Promise.all(
    ['letter.txt', 'wanted.txt'].map((name) => readCase(`F08-newline-lost-on-replace/${name}`)),
  )
  await using mousepad = await Mousepad.open(folder, String(letter))
  const [line = ''] = /^.*\n/.exec(String(letter)) ?? []
  await expect(async () => {
    await pressKeys('ctrl+Home', 'shift+Down')
    expect(String(await readSelection('primary').catch(() => ''))).toBe(line)
  }).toPass()
  const popup = await rephlo.openPopup()
  await runCommand(popup, 'fix')
  await expectAnswer(popup, 'The fixed text.')
  await acceptAnswer(popup)
  await rephlo.expectPopupClosed()
  await expectDelivered(popup, 'The selection was replaced.')
  await mousepad.expectSaved(String(wanted))
})

test('a control character does not cut off what is pasted', async ({ rephlo, server, folder }) => {
  await server.answerWith('F27-control-characters/nul.sse')
  await using mousepad = await Mousepad.open(folder, 'Teh text.')
  await mousepad.selectAll()
  const popup = await rephlo.openPopup()
  await runCommand(popup, 'improve')
  await expectAnswer(popup, 'ab')
  await acceptAnswer(popup)
  await rephlo.expectPopupClosed()
  await expectDelivered(popup, 'The selection was replaced.')
  await mousepad.expectSaved('ab')
})
