import {
  creditsPerDollar,
  type AnswerCacheStats,
  type UsageSummary,
} from '../../src-shared/dedicated-api/usage-summary.ts'
import type { UsageTotals } from '../../src-shared/dedicated-api/usage-record.ts'
import type { ModelTable } from '../../src-shared/pricing/price-table.ts'
import type { Storage } from '../storage/storage.ts'
import { cacheAnalytics } from './analytics/cache-analytics.ts'
import { sumDays, sumDaysBy, type DayRange } from './daily-sums.ts'
import { purgeUsage } from './purge-usage.ts'
import { usagePage } from './usage-page.ts'
import type { UsageStore } from './usage-store.ts'

export interface UsageStoreOptions {
  readonly storage: Storage
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Prices and minimums that suggested lifetimes go by. */
  readonly models: ModelTable
}

/** Days beyond any that can be recorded. */
const always = { from: '0000-01-01', to: '9999-12-31' }

export function createUsageStore({ storage, now, models }: UsageStoreOptions): UsageStore {
  const { database } = storage
  const groups = async (
    range: DayRange,
    groupBy: UsageSummary['groupBy'],
  ): Promise<UsageSummary['groups']> => {
    switch (groupBy) {
      case 'day':
        return (await sumDaysBy(database, range, ['day'])).map(({ day, ...totals }) => ({
          key: day,
          ...totals,
        }))
      case 'provider':
        return (await sumDaysBy(database, range, ['provider'])).map(({ provider, ...totals }) => ({
          key: provider,
          ...totals,
        }))
      case 'model':
        return (await sumDaysBy(database, range, ['provider', 'model'])).map(
          ({ provider, model, ...totals }) => ({ key: model, provider, ...totals }),
        )
    }
  }
  return {
    page: async (userId, query) => await usagePage(database, userId, query),
    async summary(userId, { from, to, groupBy }) {
      const range = { userId, from, to }
      return {
        from,
        to,
        groupBy,
        totals: await sumDays(database, range),
        groups: await groups(range, groupBy),
      }
    },
    answerCacheStats: async (userId) => toStats(await sumDays(database, { userId, ...always })),
    cacheAnalytics: async (days) =>
      await cacheAnalytics({ database, models, today: new Date(now()).toISOString().slice(0, 10) }, days),
    purge: async (olderThan, signal) => await purgeUsage(database, olderThan, signal),
  }
}

/** Calls that were not looked up say nothing about the cache. Credits are whole, so that cents tell all. */
function toStats({
  answerCacheHits: hits,
  answerCacheMisses: misses,
  answerCacheSavedCredits: saved,
}: UsageTotals): AnswerCacheStats {
  const lookups = hits + misses
  const hitRate = lookups === 0 ? 0 : Math.round((hits / lookups) * 10_000) / 100
  return { hits, misses, hitRate, estimatedSavings: `$${(saved / creditsPerDollar).toFixed(2)}` }
}
