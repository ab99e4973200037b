import { describe, expect, test, vi } from 'vitest'
import { openTestStorage, testModes } from '../storage/open-test-storage.ts'
import { createGatewaySettings, defaultSettings } from './create-gateway-settings.ts'
import { createTiers } from './create-tiers.ts'

const refreshMs = 20

describe.each(testModes)('%s', (mode) => {
  test('switches reach other instances, and what was written by hand and cannot be read counts as not set', async () => {
    await using opened = await openTestStorage(mode)
    using here = await createGatewaySettings({ storage: opened.storage, refreshMs })
    using there = await createGatewaySettings({ storage: opened.storage, refreshMs })
    expect(await here.change({ answerCacheEnabled: false })).toEqual({
      ...defaultSettings,
      answerCacheEnabled: false,
    })
    await vi.waitFor(() => expect(there.current().answerCacheEnabled).toBe(false), { timeout: 120_000 })
    await opened.storage.database.updateTable('settings').set({ value: 'perhaps' }).execute()
    await vi.waitFor(() => expect(there.current()).toEqual(defaultSettings), { timeout: 120_000 })
  })

  test('switches that two admins change at once are both kept', async () => {
    await using opened = await openTestStorage(mode)
    using here = await createGatewaySettings({ storage: opened.storage, refreshMs })
    using there = await createGatewaySettings({ storage: opened.storage, refreshMs })
    await Promise.all([here.change({ answerCacheShared: true }), there.change({ autoCacheMarkers: true })])
    await vi.waitFor(
      () =>
        expect([here.current(), there.current()]).toEqual(
          [here, there].map(() => ({
            answerCacheEnabled: true,
            answerCacheShared: true,
            autoCacheMarkers: true,
          })),
        ),
      { timeout: 120_000 },
    )
  })

  test('tiers reach other instances, and one that does not exist has no models', async () => {
    await using opened = await openTestStorage(mode)
    using here = await createTiers({ storage: opened.storage, refreshMs })
    using there = await createTiers({ storage: opened.storage, refreshMs })
    expect([
      there.patternsOf('standard'),
      there.limitOf('free'),
      there.patternsOf('none'),
      there.limitOf('none'),
    ]).toEqual([['*'], 10, [], undefined])
    await here.change('free', { name: 'Free', models: [], llmPerMinute: null })
    await vi.waitFor(
      () => expect([there.patternsOf('free'), there.limitOf('free')]).toEqual([[], undefined]),
      { timeout: 120_000 },
    )
    expect(there.patternsOf('constructor')).toEqual([])
  })
})
