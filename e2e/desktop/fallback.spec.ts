import { closedPort } from './support/closed-port.ts'
import { expectAnswer, runOnText } from './support/popup-page.ts'
import { labKeysEnvironment, useProvider } from './support/profile.ts'
import { Rephlo } from './support/rephlo.ts'
import { expect, test } from './support/test.ts'

test('when the first provider is down the second answers, and it is said; the order is set with the keyboard', async ({
  dataFolder,
  lab,
}) => {
  lab.answerWith('From the second.')
  await useProvider(dataFolder, 'anthropic', `http://127.0.0.1:${await closedPort()}`, {
    baseUrls: { openai: lab.url, gemini: lab.url },
  })
  await using rephlo = await Rephlo.launch({ dataFolder, environment: labKeysEnvironment })
  const main = await rephlo.page('main')
  await main.getByTestId('nav-settings').click()
  await expect(main.getByText('no other provider is asked')).toBeVisible()
  await main.getByTestId('fallback-add-gemini').focus()
  await main.keyboard.press('Enter')
  await expect(main.getByTestId('fallback-remove-gemini'), 'the focus stays in the list').toBeFocused()
  await main.getByTestId('fallback-add-openai').focus()
  await main.keyboard.press('Enter')
  await main.getByTestId('fallback-up-openai').focus()
  await main.keyboard.press('Enter')
  await expect(
    main.getByTestId('fallback-down-openai'),
    'first now: the other direction is left',
  ).toBeFocused()
  await expect(main.getByTestId('fallbacks').getByRole('listitem')).toContainText(['1. OpenAI', '2. Gemini'])

  const popup = await rephlo.openPopup()
  await runOnText(popup, 'A text.', 'improve')
  await expectAnswer(popup, 'From the second.')
  await expect(popup.getByTestId('run-warning-fallback')).toContainText(
    'Anthropic could not be reached, so OpenAI is asked.',
  )
  await expect(popup.getByTestId('run-warning-retrying'), 'attempts are told while one waits').toHaveCount(0)
  expect(lab.journal.entries.map((entry) => entry.protocol)).toEqual(['openai-responses'])
})
