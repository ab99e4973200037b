import { handbook } from './support/handbook.ts'
import { closePopup, expectAnswer, runOnText } from './support/popup-page.ts'
import { addSpace, labKeyEnvironment, useAnthropic, withProfile } from './support/profile.ts'
import { Rephlo } from './support/rephlo.ts'
import { alwaysCache } from './support/spaces-page.ts'
import { expect, test } from './support/test.ts'

test('the editor tells what an edit costs, the Space where it is warm, and Savings why a run missed', async ({
  dataFolder,
  lab,
}) => {
  lab.answerWith('An answer.')
  await useAnthropic(dataFolder, lab.url)
  await addSpace(dataFolder, 'Handbook', handbook(3_000))
  await withProfile(dataFolder, async ({ spaces }) => {
    const [space] = spaces.list()
    if (space !== undefined)
      await spaces.saveDocument({ spaceId: space.id, title: 'News', text: handbook(1_000) })
  })
  await using rephlo = await Rephlo.launch({ dataFolder, environment: labKeyEnvironment })
  const main = await rephlo.page('main')
  const run = async (command: string): Promise<string> => {
    const popup = await rephlo.openPopup()
    await runOnText(popup, `A text for ${command}.`, command)
    await expectAnswer(popup, 'An answer.')
    const receipt = await popup.getByTestId('run-receipt').innerText()
    await closePopup(popup)
    await rephlo.expectPopupClosed()
    return receipt
  }
  await main.getByTestId('nav-spaces').click()
  await alwaysCache(main, '5m')
  await expect(main.getByTestId('space-cache-state')).toContainText('Not warm anywhere now')
  expect(await run('improve')).toContain('Cache written')
  await expect(main.getByTestId('space-cache-state')).toContainText(
    /Warm until .* for Claude Haiku 5\.5 \(5 minutes\)/,
  )
  expect(await run('shorten')).toContain('Cache hit')

  await main.getByRole('button', { name: /^News/ }).click()
  await expect(main.getByTestId('edit-cost')).toHaveCount(0)
  const text = main.getByTestId('document-text')
  await text.fill(`${await text.inputValue()}\nValid on {{DATE}}.`)
  await expect(main.getByTestId('edit-cost')).toContainText(/tokens/)
  await expect(main.getByTestId('edit-warning')).toContainText('{{DATE}} in “News”, line')
  await text.fill((await text.inputValue()).replace('{{DATE}}', 'Monday'))
  await expect(main.getByTestId('edit-warning')).toHaveCount(0)
  await main.getByTestId('document-save').click()
  await expect(main.getByTestId('edit-cost'), 'what is saved costs nothing').toHaveCount(0)
  expect(await run('improve')).toContain('News')

  await main.getByTestId('nav-savings').click()
  await expect(main.getByTestId('savings-miss-cold')).toContainText('First use')
  await expect(main.getByTestId('savings-miss-segment_changed')).toContainText('Text changed')
  const reason = main.getByTestId('savings-run').first().getByTestId('savings-run-miss')
  await expect(reason).toHaveText('Text changed')
  await reason.press('Enter')
  await expect(main.getByTestId('savings-run-miss-sentence')).toContainText('News')
  await expect(main.getByTestId('savings-spaces')).toContainText('Handbook')
})
