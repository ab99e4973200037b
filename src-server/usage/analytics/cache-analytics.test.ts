import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cacheAnalyticsSchema, type CacheAnalytics } from '../../../src-shared/dedicated-api/admin.ts'
import { modelTableSchema } from '../../../src-shared/pricing/price-table.ts'
import type { UsageTable } from '../../storage/schema.ts'
import { openTestStorage, testModes, type TestStorage } from '../../storage/open-test-storage.ts'
import { callOf, insertCalls, noon } from '../__fixtures__/insert-calls.ts'
import { createUsageStore } from '../create-usage-store.ts'

const about = {
  name: 'n',
  contextTokens: 1_000_000,
  maxOutputTokens: 1_000,
  source: 'test',
  checkedAt: '2026-11-21',
}
const rates = { effectiveFrom: '2026-01-01', input: 1_000, cacheRead: 100, output: 5_000 }
const models = modelTableSchema.parse({
  anthropic: {
    defaultModel: 'm',
    models: [
      {
        ...about,
        id: 'm',
        minimumCacheableTokens: 1_024,
        caching: { control: 'breakpoints', lifetimes: ['5m', '1h'] },
        prices: [{ ...rates, cacheWrite5m: 1_250, cacheWrite1h: 2_000 }],
      },
    ],
  },
  openai: {
    defaultModel: 'auto',
    models: [{ ...about, id: 'auto', caching: { control: 'automatic' }, prices: [rates] }],
  },
})

const minute = 60_000
const today = { from: '2026-11-21', to: '2026-11-21' }

/** Money of calls at $1 a million tokens; the third at twice that, as above the tier of long prompts. */
const priced: Partial<UsageTable>[] = [
  {
    uncached_input_tokens: 1_000,
    cache_read_tokens: 0,
    cache_write_5m_tokens: 10_000,
    cost_uncached_input: 1_000_000,
    cost_cache_read: 0,
    cost_cache_write: 12_500_000,
    saved_cost: -2_500_000,
  },
  {
    uncached_input_tokens: 1_000,
    cache_read_tokens: 10_000,
    cost_uncached_input: 1_000_000,
    cost_cache_read: 1_000_000,
    cost_cache_write: 0,
    saved_cost: 9_000_000,
  },
  {
    uncached_input_tokens: 0,
    cache_read_tokens: 0,
    cache_write_1h_tokens: 1_000,
    cost_uncached_input: 0,
    cost_cache_read: 0,
    cost_cache_write: 4_000_000,
    saved_cost: -2_000_000,
  },
]

describe.each(testModes)('cache analytics, %s', (mode) => {
  let opened: TestStorage
  const analyse = async (days = today, { storage } = opened): Promise<CacheAnalytics> =>
    cacheAnalyticsSchema.parse(
      await createUsageStore({ storage, now: () => noon, models }).cacheAnalytics(days),
    )
  beforeAll(async () => {
    opened = await openTestStorage(mode)
  })
  afterAll(async () => await opened[Symbol.asyncDispose]())

  test('nothing recorded gives zeros and says that data are too few', async () => {
    await using empty = await openTestStorage(mode)
    expect(await analyse(today, empty)).toMatchObject({
      totals: { requests: 0, writePremium: 0 },
      byProvider: [],
      byModel: [],
      byDay: [],
      topUsers: [],
      comparison: { providers: [], best: null },
    })
  })

  test('agrees with what was reckoned by hand, whatever tier a call was charged by', async () => {
    const common = { user_id: 'hand', model: 'm', at: noon }
    await opened.storage.database
      .insertInto('users')
      .values({
        id: 'hand',
        email: 'hand@example.com',
        password_hash: '-',
        role: 'user',
        tier: 'standard',
        status: 'active',
        balance: 0,
        created_at: 1,
      })
      .execute()
    await insertCalls(opened.storage, [
      ...priced.map((call) => callOf({ ...common, ...call, credits: 2, vendor_cost: 20_000_000 })),
      callOf({ ...common, cache_write_5m_tokens: 500, uncached_input_tokens: 10 }),
      callOf({ ...common, answer_cached: 1, answer_cache_saved_credits: 4 }),
      callOf({ ...common, provider: 'openai', model: 'auto', at: noon - 1, credits: 50 }),
      callOf({
        ...common,
        at: noon - 86_400_000,
        credits: 1_000,
        cost_cache_write: 1,
        cache_write_5m_tokens: 1,
      }),
    ])
    const found = await analyse()
    expect(found.totals).toMatchObject({
      requests: 6,
      credits: 56,
      savedCost: 4_500_000,
      writePremium: 4_500_000,
      unknownWritePremiumRequests: 1,
      unknownSavingRequests: 2,
      answerCacheHits: 1,
    })
    expect(found.byProvider.map(({ provider, writePremium }) => [provider, writePremium])).toEqual([
      ['openai', 0],
      ['anthropic', 4_500_000],
    ])
    expect(found.byModel[1]).toMatchObject({ model: 'm', requestHitRate: 0.25, tokenReuse: 10_000 / 23_510 })
    expect(found.byDay.map(({ day, requests }) => [day, requests])).toEqual([['2026-11-21', 6]])
    const anthropic = found.comparison.providers.find(({ provider }) => provider === 'anthropic')
    expect(anthropic).toMatchObject({
      requests: 4,
      savedShare: 0.1875,
      per1000Requests: {
        credits: 1_500,
        vendorCost: 20_000_000_000,
        savedCost: 1_500_000_000,
        writePremium: 1_500_000_000,
      },
    })
    expect(anthropic?.perMillionInputTokens.inputCost).toBeCloseTo((19_500_000 / 23_000) * 1e6, 0)
    expect(found.comparison.best).toBeNull()
    expect(found.topUsers).toMatchObject([{ userId: 'hand', email: 'hand@example.com', credits: 56 }])
    expect((await analyse({ from: '2026-11-20', to: '2026-11-21' })).byDay.map(({ day }) => day)).toEqual([
      '2026-11-20',
      '2026-11-21',
    ])
  })

  test('a lifetime is suggested from the gaps of each user, not from those between users', async () => {
    const day = Date.parse('2026-10-05T00:00:00Z')
    const series = (user: string, gapMinutes: number, differences: Partial<UsageTable> = {}) =>
      Array.from({ length: 21 }, (_, index) =>
        callOf({
          user_id: user,
          model: 'm',
          at: day + 1_000 * user.length + index * gapMinutes * minute,
          uncached_input_tokens: 5_000,
          credits: 1,
          ...differences,
        }),
      )
    await insertCalls(opened.storage, [
      ...series('fast', 4),
      ...series('slower', 30),
      ...series('slowest', 65),
      ...series('small', 1, { uncached_input_tokens: 1_000 }),
      ...series('failing', 1, { status: 'failed' }),
      ...series('cached', 1, { answer_cached: 1 }),
      ...series('short', 1, { provider: 'openai', model: 'auto' }),
    ])
    const { byModel, topUsers } = await analyse({ from: '2026-10-05', to: '2026-10-06' })
    // 20 gaps within 5 min, 20 within the hour, 20 beyond: 5m 20 x 100 + 40 x 1,250, 1h 40 x 100 + 20 x 2,000, against 60 x 1,000.
    expect(byModel.find(({ model }) => model === 'm')?.suggestedTtl).toMatchObject({
      suggestion: '1h',
      expectedSavingPercent: 26.7,
      samples: 60,
    })
    expect(byModel.find(({ model }) => model === 'auto')?.suggestedTtl).toMatchObject({
      suggestion: 'none',
      samples: 20,
    })
    const of = (user: string) => topUsers.find(({ userId }) => userId === user)?.suggestedTtls
    expect(of('fast')).toMatchObject([{ suggestion: '5m', expectedSavingPercent: 90 }])
    expect(of('slower')).toMatchObject([{ suggestion: '1h', expectedSavingPercent: 90 }])
    expect(of('slowest')).toMatchObject([{ suggestion: 'none', expectedSavingPercent: 0, samples: 20 }])
    expect([of('small'), of('failing'), of('cached')]).toEqual([[], [], []])
  })

  test('sums in pieces are those of the whole, also when very many calls have the same time', async () => {
    const day = Date.parse('2026-09-01T00:00:00Z')
    const rows = Array.from({ length: 9_500 }, (_, index) =>
      callOf({ user_id: 'many', model: 'm', at: index < 4_500 ? day : day + index, ...priced[index % 3] }),
    )
    await insertCalls(opened.storage, rows)
    const premiumOf = (index: number): number => [2_500_000, 0, 2_000_000][index % 3] ?? 0
    const { totals } = await analyse({ from: '2026-09-01', to: '2026-09-01' })
    expect(totals.writePremium).toBe(rows.reduce((sum, _, index) => sum + premiumOf(index), 0))
  })
})
