import { Rephlo } from './support/rephlo.ts'
import { commitSetting } from './support/settings-page.ts'
import { expect, test } from './support/test.ts'

test('keep-warm with its budget and one model’s caching are set, survive a restart, and are given back', async ({ dataFolder }) => {
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
  await expect(main.getByTestId('caching-source-cache_retention'), 'another model keeps its own').not.toContainText('Yours')
  await main.getByTestId('settings-caching-model').click()
  await main.getByRole('option', { name: 'Claude Sonnet 5.5' }).click()
  await expect(main.getByTestId('caching-cache_retention')).toContainText('1 hour')
  await expect(main.getByTestId('caching-cache_threshold_tokens')).toHaveValue('2,000')
  await main.getByTestId('caching-reset-cache_retention').click()
  await expect(main.getByTestId('caching-cache_retention')).toContainText('Automatic')
  await expect(main.getByTestId('caching-cache_threshold_tokens')).toHaveValue('2,000')
})
