import type { Page } from 'playwright'
import { handbook } from './support/handbook.ts'
import { closePopup, expectAnswer, runOnText } from './support/popup-page.ts'
import { addSpace, labKeysEnvironment, useProvider } from './support/profile.ts'
import { Rephlo } from './support/rephlo.ts'
import { chooseProvider, commitSetting, saveKey } from './support/settings-page.ts'
import { alwaysCache } from './support/spaces-page.ts'
import { expect, test } from './support/test.ts'

const answer = 'The answer of the lab.'

test.describe('OpenAI', () => {
  test.use({ keychainAccount: 'openai' })

  test('is set up in Settings and answers on both of its interfaces, cold and then warm', async ({
    dataFolder,
    lab,
  }) => {
    lab.answerWith(answer)
    await addSpace(dataFolder, 'Handbook', handbook(4_000))
    await using rephlo = await Rephlo.launch({ dataFolder })
    const main = await rephlo.page('main')
    await chooseProvider(main, 'openai', 'OpenAI', lab.url)
    await saveKey(main, 'sk-lab-e2e-51c0a9', 'openai')
    await main.getByTestId('key-test-openai').click()
    await expect(main.getByTestId('key-note-openai')).toContainText('OpenAI accepts this key')
    await main.getByTestId('nav-spaces').click()
    await alwaysCache(main, '30m')

    for (const api of ['responses', 'chat'] as const) {
      lab.journal.clear()
      await main.getByTestId('nav-settings').click()
      await main.getByTestId(`settings-openai-api-${api}`).click()
      if (api === 'chat') await raisePromptVersion(main)
      await expectColdThenWarm(rephlo)
      expect(lab.journal.entries.map((entry) => entry.protocol)).toEqual([`openai-${api}`, `openai-${api}`])
    }
  })
})

test('Gemini reads its implicit cache at the second run', async ({ dataFolder, lab }) => {
  lab.answerWith(answer)
  await useProvider(dataFolder, 'gemini', lab.url)
  await addSpace(dataFolder, 'Handbook', handbook(9_000))
  await using rephlo = await Rephlo.launch({ dataFolder, environment: labKeysEnvironment })
  const popup = await rephlo.openPopup()
  await expect(popup.getByTestId('popup-provider')).toContainText('Gemini')
  await runOnText(popup, 'A text.', 'improve')
  await expectAnswer(popup, answer)
  await closePopup(popup)
  await rephlo.expectPopupClosed()
  await rephlo.openPopup()
  await runOnText(popup, 'Another text.', 'shorten')
  await expectAnswer(popup, answer)
  await expect(popup.getByTestId('run-receipt')).toContainText('ache hit')
  expect(lab.journal.entries.every((entry) => entry.protocol === 'gemini')).toBe(true)
})

test.describe('OpenAI-compatible', () => {
  test.use({ keychainAccount: 'openai-compatible' })

  test('a server of one’s own is set up by its kind, offers its models, and answers', async ({
    dataFolder,
    lab,
  }) => {
    lab.answerWith(answer)
    await using rephlo = await Rephlo.launch({ dataFolder })
    const main = await rephlo.page('main')
    await main.getByTestId('nav-settings').click()
    await main.getByTestId('provider-openai-compatible').click()
    await main.getByTestId('settings-endpoint-profile').click()
    await main.getByTestId('settings-endpoint-profile-lm-studio').click()
    await expect(main.getByTestId('settings-base-url-openai-compatible')).toHaveValue(/:1234\/v1/)
    await expect(
      main.getByTestId('settings-models-problem-openai-compatible'),
      'nothing listens there',
    ).toBeVisible()

    await chooseProvider(main, 'openai-compatible', 'OpenAI-compatible', `${lab.url}/v1`)
    await main.getByTestId('key-input-openai-compatible').fill('lab-own-server')
    await main.getByTestId('key-save-openai-compatible').click()
    await main.getByTestId('settings-models-refresh-openai-compatible').click()
    await expect(main.getByText(/\d+ models offered/)).toBeVisible()
    await commitSetting(main, 'settings-model-openai-compatible', 'gpt-6-luna')
    const popup = await rephlo.openPopup()
    await runOnText(popup, 'A text.', 'improve')
    await expectAnswer(popup, answer)
    await expect(popup.getByTestId('run-receipt')).toContainText('cost unknown')
  })
})

async function expectColdThenWarm(rephlo: Rephlo): Promise<void> {
  const popup = await rephlo.openPopup()
  await runOnText(popup, 'A text.', 'improve')
  await expectAnswer(popup, answer)
  await expect(popup.getByTestId('run-receipt')).toContainText('Cache written')
  await expect(popup.getByTestId('run-miss')).not.toBeEmpty()
  await closePopup(popup)
  await rephlo.expectPopupClosed()
  await rephlo.openPopup()
  await popup.getByTestId('popup-text').fill('Another text.')
  await expect(popup.getByTestId('popup-estimate')).toContainText(/about \$[\d.]+, \$[\d.]+ without caching/)
  await popup.getByTestId('popup-estimate').press('Enter')
  await expect(popup.getByTestId('popup-estimate-explained')).toContainText('believed warm until')
  await runOnText(popup, 'Another text.', 'shorten')
  await expectAnswer(popup, answer)
  await expect(popup.getByTestId('run-receipt')).toContainText('Cache hit')
  await expect(popup.getByTestId('run-receipt')).toContainText(/saved \$/)
  await closePopup(popup)
  await rephlo.expectPopupClosed()
}

/** Makes what the vendor holds cold. */
async function raisePromptVersion(main: Page): Promise<void> {
  await main.getByTestId('settings-prompt-version-raise').click()
  await main.getByTestId('confirm-accept').click()
  await expect(main.getByTestId('settings-prompt-version')).toHaveText('2')
}
