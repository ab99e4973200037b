import type { Page } from 'playwright'
import type { ProviderLab } from '../provider-lab/create-provider-lab.ts'
import { handbook } from './support/handbook.ts'
import { pressKeys, typeText } from './support/keyboard.ts'
import { closePopup, expectAnswer, runOnText } from './support/popup-page.ts'
import { addSpace, labKeysEnvironment, useProvider, withProfile } from './support/profile.ts'
import { Rephlo } from './support/rephlo.ts'
import { recordSampleRuns, recordSampleUpkeep } from './support/sample-runs.ts'
import { alwaysCache } from './support/spaces-page.ts'
import { takePicture } from './support/take-picture.ts'
import { expect, test } from './support/test.ts'

const answer =
  'Hello,\n\nWe are sorry that one of your trail lamps has stopped charging. Send back only the broken one: we pay for the parcel.\n\nKind regards\nThe lamp team'

for (const theme of ['light', 'dark'] as const) {
  test(`pictures of caching, ${theme}`, async ({ dataFolder, lab }) => {
    await prepare(dataFolder, lab, theme)
    await using rephlo = await Rephlo.launch({ dataFolder, environment: labKeysEnvironment })
    const main = await rephlo.page('main')
    await picturesOfSettings(rephlo, main, theme)
    await picturesOfPopup(rephlo, main, lab, theme)
    await picturesOfSpaces(rephlo, main, theme)
    await picturesOfSavings(rephlo, main, theme)
    await picturesAtDoubleSize(rephlo, main, theme)
  })
}

async function prepare(dataFolder: string, lab: ProviderLab, theme: 'light' | 'dark'): Promise<void> {
  const more = {
    theme,
    models: { anthropic: 'claude-sonnet-5-5' },
    fallbacks: ['openai' as const, 'gemini' as const],
    keepWarm: true,
    localAnswerCommands: ['fix'],
  }
  await useProvider(dataFolder, 'anthropic', lab.url, more)
  await addSpace(dataFolder, 'Customer service handbook', handbook(6_000))
  await withProfile(dataFolder, async ({ spaces }) => {
    const [space] = spaces.list()
    if (space !== undefined)
      await spaces.saveDocument({ spaceId: space.id, title: 'Returns', text: handbook(1_000) })
  })
  await recordSampleRuns(dataFolder)
  await recordSampleUpkeep(dataFolder)
}

async function picturesOfSettings(rephlo: Rephlo, main: Page, theme: string): Promise<void> {
  await main.getByTestId('nav-settings').click()
  await main.getByTestId('provider-openai').click()
  await takePicture(rephlo, 'main', `settings-openai-${theme}`)
  await main.getByTestId('provider-openai-compatible').click()
  await expect(main.getByTestId('settings-models-problem-openai-compatible')).toBeVisible()
  await takePicture(rephlo, 'main', `settings-own-server-${theme}`)
  await main.getByTestId('fallbacks').scrollIntoViewIfNeeded()
  await takePicture(rephlo, 'main', `settings-fallback-${theme}`)
  await main.getByTestId('settings-caching-models').scrollIntoViewIfNeeded()
  await takePicture(rephlo, 'main', `settings-caching-${theme}`)
  await main.getByTestId('settings-caching-models').click()
  await main.getByTestId('caching-cache_threshold_tokens').scrollIntoViewIfNeeded()
  await takePicture(rephlo, 'main', `settings-caching-model-${theme}`)
}

async function picturesOfPopup(rephlo: Rephlo, main: Page, lab: ProviderLab, theme: string): Promise<void> {
  lab.answerWith(answer)
  await main.getByTestId('nav-spaces').click()
  await alwaysCache(main, '5m')
  const popup = await rephlo.openPopup()
  await runOnText(popup, 'A letter.', 'fix')
  await expectAnswer(popup, answer)
  await closePopup(popup)
  await rephlo.expectPopupClosed()
  await rephlo.openPopup()
  await popup.getByTestId('popup-text').fill('Another letter.')
  await expect(popup.getByTestId('popup-estimate')).toContainText('without caching')
  await popup.getByTestId('popup-estimate').click()
  await takePicture(rephlo, 'popup', `popup-warm-${theme}`)
  await runOnText(popup, 'A letter.', 'fix')
  await expect(popup.getByTestId('run-local')).toBeVisible()
  await takePicture(rephlo, 'popup', `popup-local-${theme}`)
  lab.answerWith('Hello,\n\nSend back only the broken lamp: we pay for the parcel.')
  await pressKeys('ctrl+f')
  await typeText('Shorter, please')
  await takePicture(rephlo, 'popup', `popup-follow-up-${theme}`)
  await pressKeys('Return')
  await expect(popup.getByTestId('run-earlier')).toBeVisible()
  await expect(popup.getByTestId('run-receipt')).toBeVisible()
  await takePicture(rephlo, 'popup', `popup-conversation-${theme}`)
  await popup.getByTestId('run-back').click()
  await expect(popup.getByTestId('run-earlier')).toHaveCount(0)
  await closePopup(popup)
  await rephlo.expectPopupClosed()
}

async function picturesOfSpaces(rephlo: Rephlo, main: Page, theme: string): Promise<void> {
  await expect(main.getByTestId('space-cache-state')).toContainText('Warm until')
  await takePicture(rephlo, 'main', `spaces-caching-${theme}`)
  await main.getByRole('button', { name: /^Returns/ }).click()
  await main
    .getByTestId('document-text')
    .fill(`${await main.getByTestId('document-text').inputValue()}\nValid on {{DATE}}.`)
  await expect(main.getByTestId('edit-warning')).toBeVisible()
  await takePicture(rephlo, 'main', `document-cost-${theme}`)
  await main.getByTestId('document-save').click()
  await expect(main.getByTestId('edit-cost')).toHaveCount(0)
  await main.getByTestId('nav-commands').click()
  await main.getByTestId('command-item-fix').click()
  await takePicture(rephlo, 'main', `commands-keep-answers-${theme}`)
}

async function picturesOfSavings(rephlo: Rephlo, main: Page, theme: string): Promise<void> {
  await main.getByTestId('nav-savings').click()
  await expect(main.getByTestId('savings-local')).toBeVisible()
  await takePicture(rephlo, 'main', `savings-upkeep-${theme}`)
  await main.getByTestId('savings-misses').scrollIntoViewIfNeeded()
  await main.getByTestId('savings-run-miss').first().press('Enter')
  await main.getByTestId('savings-run-miss-sentence').scrollIntoViewIfNeeded()
  await takePicture(rephlo, 'main', `savings-reasons-${theme}`)
}

async function picturesAtDoubleSize(rephlo: Rephlo, main: Page, theme: string): Promise<void> {
  await rephlo.app.evaluate(({ webContents }) => {
    for (const contents of webContents.getAllWebContents()) contents.setZoomFactor(2)
  })
  await main.getByTestId('savings-misses').scrollIntoViewIfNeeded()
  await takePicture(rephlo, 'main', `savings-reasons-double-size-${theme}`)
  await main.getByTestId('nav-settings').click()
  await takePicture(rephlo, 'main', `settings-double-size-${theme}`)
  await main.getByTestId('fallbacks').scrollIntoViewIfNeeded()
  await takePicture(rephlo, 'main', `settings-fallback-double-size-${theme}`)
  await main.getByTestId('nav-spaces').click()
  await takePicture(rephlo, 'main', `document-double-size-${theme}`)
  await main.getByTestId('document-back').click()
  await main.getByTestId('space-cache-state').scrollIntoViewIfNeeded()
  await takePicture(rephlo, 'main', `spaces-double-size-${theme}`)
  const popup = await rephlo.openPopup()
  await runOnText(popup, 'A letter.', 'fix')
  await expect(
    popup.getByTestId('run-receipt'),
    'the Space has changed, so the kept answer is forgotten',
  ).toBeVisible()
  await popup.getByTestId('run-follow-up').scrollIntoViewIfNeeded()
  await takePicture(rephlo, 'popup', `popup-answer-double-size-${theme}`)
}
