import type { ProviderLab } from '../provider-lab/create-provider-lab.ts'
import { handbook } from './support/handbook.ts'
import { pressKeys } from './support/keyboard.ts'
import { Mousepad } from './support/mousepad.ts'
import { expectAnswer, runCommand } from './support/popup-page.ts'
import { addSpace, labKeyEnvironment, useAnthropic, withProfile } from './support/profile.ts'
import { Rephlo } from './support/rephlo.ts'
import { recordSampleRuns } from './support/sample-runs.ts'
import { takePicture } from './support/take-picture.ts'
import { expect, test } from './support/test.ts'

const letter =
  'Hello,\n\nwe are very sorry to here that one of your trail lamps has stopped charging. You can send back the broken one alone, we will pay for the parcel of course, and you will have a new lamp within about five days.\n\nKind regards\nThe lamp team'
const answer =
  'Hello,\n\nWe are sorry that one of your trail lamps has stopped charging. Send back only the broken one: we pay for the parcel, and you will have a new lamp within five days.\n\nKind regards\nThe lamp team'

for (const theme of ['light', 'dark'] as const) {
  test(`pictures of every window, ${theme}`, async ({ dataFolder, folder, lab }) => {
    await prepare(dataFolder, lab, theme)
    await using rephlo = await Rephlo.launch({ dataFolder, environment: labKeyEnvironment })
    await using mousepad = await Mousepad.open(folder, letter)
    await mousepad.selectAll()
    await rephlo.openPopup()
    await picturesOfPopup(rephlo, lab, theme)
    await picturesOfMainWindow(rephlo, theme)
    await picturesAtDoubleSize(rephlo, theme)
  })
}

async function prepare(dataFolder: string, lab: ProviderLab, theme: 'light' | 'dark'): Promise<void> {
  await useAnthropic(dataFolder, lab.url)
  await addSpace(dataFolder, 'Contracts 2026', handbook(6_000))
  await addSpace(dataFolder, 'Customer service handbook', handbook(3_000))
  await withProfile(dataFolder, ({ settings }) =>
    settings.update({ theme, models: { anthropic: 'claude-sonnet-5-5' } }),
  )
  await recordSampleRuns(dataFolder)
}

async function picturesOfPopup(rephlo: Rephlo, lab: ProviderLab, theme: string): Promise<void> {
  const popup = await rephlo.page('popup')
  lab.answerWith(answer)
  await expect(popup.getByTestId('popup-estimate')).not.toBeEmpty()
  await takePicture(rephlo, 'popup', `popup-idle-${theme}`)
  lab.scenarios.add({ kind: 'slow', chunkMs: 120 })
  await runCommand(popup, 'short')
  await expect(popup.getByTestId('run-text')).toContainText('stopped charging')
  await takePicture(rephlo, 'popup', `popup-streaming-${theme}`)
  await expectAnswer(popup, answer)
  await takePicture(rephlo, 'popup', `popup-done-${theme}`)
  await popup.getByTestId('run-changes').click()
  await expect(popup.getByTestId('run-changes-view')).toContainText('broken one')
  await takePicture(rephlo, 'popup', `popup-changes-${theme}`)
  lab.scenarios.add({ kind: 'cut', afterChunks: 6 })
  await pressKeys('ctrl+r')
  await expect(popup.getByTestId('run-error')).toBeVisible()
  await takePicture(rephlo, 'popup', `popup-error-${theme}`)
  await popup.getByTestId('run-back').click()
  await popup.getByTestId('popup-text').fill('')
  await popup.getByTestId('popup-filter').fill('sum')
  await pressKeys('Return')
  await takePicture(rephlo, 'popup', `popup-empty-${theme}`)
}

async function picturesOfMainWindow(rephlo: Rephlo, theme: string): Promise<void> {
  const main = await rephlo.page('main')
  await rephlo.openMain('start')
  await takePicture(rephlo, 'main', `start-${theme}`)
  await main.getByTestId('nav-spaces').click()
  await expect(main.getByTestId('space-title')).toBeVisible()
  await takePicture(rephlo, 'main', `spaces-${theme}`)
  await main.getByRole('button', { name: /^Handbook/ }).click()
  await expect(main.getByTestId('document-text')).toHaveValue(/trail lamps/)
  await takePicture(rephlo, 'main', `document-editor-${theme}`)
  await main.getByTestId('nav-commands').click()
  await takePicture(rephlo, 'main', `commands-built-in-${theme}`)
  await main.getByTestId('command-new').click()
  await takePicture(rephlo, 'main', `commands-new-${theme}`)
  await main.getByTestId('nav-savings').click()
  await expect(main.getByTestId('savings-run')).toHaveCount(14)
  await takePicture(rephlo, 'main', `savings-${theme}`)
  await main.getByTestId('nav-settings').click()
  await takePicture(rephlo, 'main', `settings-${theme}`)
  await main.getByTestId('settings-version').scrollIntoViewIfNeeded()
  await takePicture(rephlo, 'main', `settings-end-${theme}`)
}

async function picturesAtDoubleSize(rephlo: Rephlo, theme: string): Promise<void> {
  await rephlo.app.evaluate(({ webContents }) => {
    for (const contents of webContents.getAllWebContents()) contents.setZoomFactor(2)
  })
  const main = await rephlo.page('main')
  await main.getByTestId('nav-savings').click()
  await expect(main.getByTestId('savings-net')).toBeVisible()
  await takePicture(rephlo, 'main', `savings-double-size-${theme}`)
  await rephlo.openPopup()
  await takePicture(rephlo, 'popup', `popup-double-size-${theme}`)
}
