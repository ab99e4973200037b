import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { HeldSelection } from './support/clipboard.ts'
import { handbook } from './support/handbook.ts'
import { Mousepad } from './support/mousepad.ts'
import { acceptAnswer, chooseSpace, expectAnswer, expectDelivered, runCommand } from './support/popup-page.ts'
import { labKey } from './support/profile.ts'
import { chooseAnthropic, saveKey } from './support/settings-page.ts'
import { createSpace, pasteDocument } from './support/spaces-page.ts'
import { expect, test } from './support/test.ts'

const letter =
  'Dear team,\n\nI am writing to let you know, in some more words than needed, that the meeting is on Thursday.\n\nAda'
const shortened = 'Dear team,\n\nthe meeting is on Thursday – “10 o’clock” ✓.\n\nAda'
const picture = fileURLToPath(new URL('../../resources/icons/rephlo-256.png', import.meta.url))

test('select, press the hotkey, run, replace, save: twice, and the second run reads the cache', async ({
  rephlo,
  lab,
  folder,
}) => {
  const main = await rephlo.page('main')
  await test.step('Settings: provider, address, key, test', async () => {
    await chooseAnthropic(main, lab.url)
    await saveKey(main, labKey)
    await main.getByTestId('key-test-anthropic').click()
    await expect(main.getByTestId('key-note-anthropic')).toHaveText('Anthropic accepts this key.')
  })
  await test.step('a Space with a pasted document', async () => {
    await createSpace(main, 'Handbook')
    await pasteDocument(main, 'Rules', handbook(3_000))
  })
  lab.answerWith(shortened)
  lab.scenarios.add({ kind: 'slow', chunkMs: 60 })

  await test.step('first run, with a text on the clipboard', async () => {
    await using clipboard = await HeldSelection.hold(
      'clipboard',
      'UTF8_STRING',
      Buffer.from('kept: the customer’s address ✓'),
    )
    await using mousepad = await Mousepad.open(folder, letter)
    await mousepad.selectAll()
    const popup = await rephlo.openPopup()
    await expect(popup.getByTestId('popup-text')).toHaveValue(letter)
    await chooseSpace(popup, 'Handbook')
    await runCommand(popup, 'short')
    await expect(popup.getByTestId('run-text')).toContainText('Dear')
    await expect(
      popup.getByTestId('run-stop'),
      'the first words are there while the answer still comes in',
    ).toBeVisible()
    await expectAnswer(popup, shortened)
    await acceptAnswer(popup)
    await rephlo.expectPopupClosed()
    await expectDelivered(popup, 'The selection was replaced.')
    await mousepad.expectSaved(shortened)
    expect(await clipboard.isUnchanged(), 'the text is back on the clipboard').toBe(true)
  })
  await test.step('second run, with a picture on the clipboard', async () => {
    await using clipboard = await HeldSelection.hold('clipboard', 'image/png', await readFile(picture))
    await using mousepad = await Mousepad.open(folder, letter)
    await mousepad.selectAll()
    const popup = await rephlo.openPopup()
    await expect(popup.getByTestId('popup-space')).toContainText('Handbook')
    await runCommand(popup, 'short')
    await expectAnswer(popup, shortened)
    await acceptAnswer(popup)
    await rephlo.expectPopupClosed()
    await expectDelivered(popup, 'The selection was replaced.')
    await mousepad.expectSaved(shortened)
    expect(await clipboard.isUnchanged(), 'the picture is the same, byte for byte').toBe(true)
  })
  await test.step('Savings: a write, then a read that saved money', async () => {
    await main.getByTestId('nav-savings').click()
    const runs = main.getByTestId('savings-run')
    await expect(runs).toHaveCount(2)
    await expect(runs.nth(1)).toContainText('Written')
    await expect(runs.nth(1)).toContainText('Handbook')
    await expect(runs.nth(0)).toContainText('Hit')
    const [read = '', written] = (await runs.nth(0).locator('td').nth(2).innerText()).split(' / ')
    expect(Number(read.replaceAll(',', '')), 'tokens read from the cache').toBeGreaterThan(2_500)
    expect(written).toBe('0')
    await expect(runs.nth(0).locator('td').nth(4)).toHaveText(/^\+\$/)
    await expect(main.getByTestId('savings-hit-rate')).toContainText('50')
  })
})
