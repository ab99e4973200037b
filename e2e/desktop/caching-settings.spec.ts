import { Rephlo } from './support/rephlo.ts'
import { commitSetting } from './support/settings-page.ts'
import { takePicture } from './support/take-picture.ts'
import { expect, test } from './support/test.ts'

test('keep-warm with its budget and one model’s caching are set, survive a restart, and are given back', async ({
  dataFolder,
}) => {
  {
    await using rephlo = await Rephlo.launch({ dataFolder })
    const main = await rephlo.page('main')
    await main.getByTestId('nav-settings').click()
    await expect(main.getByTestId('settings-keep-warm-budget'), 'off until it is wanted').toHaveCount(0)
    await main.getByTestId('settings-keep-warm').click()
    await commitSetting(main, 'settings-keep-warm-budget', '0.25')
    await main.getByTestId('settings-caching-models').click()
    await main.getByTestId('settings-caching-model').click()
    await main.getByRole('option', { name: 'Claude Sonnet 5.5' }).click()
    await expect(main.getByTestId('caching-source-cache_retention')).not.toContainText('Yours')
    await main.getByTestId('caching-cache_retention').click()
    await main.getByRole('option', { name: '1 hour' }).click()
    await expect(main.getByTestId('caching-source-cache_retention')).toHaveText('Yours, for this model.')
    await commitSetting(main, 'caching-cache_threshold_tokens', '2,000')
  }
  await using rephlo = await Rephlo.launch({ dataFolder })
  const main = await rephlo.page('main')
  await main.getByTestId('nav-settings').click()
  await expect(main.getByTestId('settings-keep-warm-budget')).toHaveValue('0.25')
  await main.getByTestId('settings-caching-models').click()
  await expect(
    main.getByTestId('caching-source-cache_retention'),
    'another model keeps its own',
  ).not.toContainText('Yours')
  await main.getByTestId('settings-caching-model').click()
  await main.getByRole('option', { name: 'Claude Sonnet 5.5' }).click()
  await expect(main.getByTestId('caching-cache_retention')).toContainText('1 hour')
  await expect(main.getByTestId('caching-cache_threshold_tokens')).toHaveValue('2,000')
  await main.getByTestId('caching-reset-cache_retention').focus()
  await main.keyboard.press('Enter')
  await expect(
    main.getByTestId('caching-cache_retention'),
    'the button that had the focus is gone',
  ).toBeFocused()
  await expect(main.getByTestId('caching-cache_retention')).toContainText('Automatic')
  await expect(main.getByTestId('caching-cache_threshold_tokens')).toHaveValue('2,000')
})

test('a number that cannot be set is refused beside its field and stays to be corrected', async ({
  rephlo,
}) => {
  const main = await rephlo.page('main')
  await main.getByTestId('nav-settings').click()
  await main.getByTestId('settings-keep-warm').click()
  const budget = main.getByTestId('settings-keep-warm-budget')
  const before = await budget.inputValue()
  for (const typed of ['1,000', '12 345', 'abc', '']) {
    await budget.fill(typed)
    await budget.press('Enter')
    await expect(main.getByText('A number from $0 to $100.')).toBeVisible()
    await expect(budget).toHaveAttribute('aria-invalid', 'true')
    await expect(budget).toHaveValue(typed)
  }
  await budget.press('Escape')
  await expect(budget).toHaveValue(before)
  await expect(main.getByText('A number from $0 to $100.')).toHaveCount(0)

  const minutes = main.getByTestId('settings-local-minutes')
  await minutes.fill('1.5')
  await minutes.blur()
  await expect(minutes, 'what was typed is not altered').toHaveValue('1.5')
  await expect(minutes).toHaveAccessibleDescription(
    /this many minutes, up to a week.* A number from 1 to 10,080\./,
  )
  await takePicture(rephlo, 'main', 'settings-refused')
  await minutes.fill('15')
  await expect(minutes, 'corrected').toHaveAttribute('aria-invalid', 'false')
  await minutes.press('Enter')
  await expect(minutes).toHaveValue('15')
})
