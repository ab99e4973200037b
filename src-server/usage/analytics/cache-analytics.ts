import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { CacheAnalytics, CacheMeasures } from '../../../src-shared/dedicated-api/admin.ts'
import type { MeasuredTotals } from '../../../src-shared/dedicated-api/usage-summary.ts'
import { findModel } from '../../../src-shared/pricing/find-price.ts'
import type { ModelTable } from '../../../src-shared/pricing/price-table.ts'
import type { Tables } from '../../storage/schema.ts'
import { sumDays, sumDaysBy } from '../daily-sums.ts'
import type { Days } from '../usage-store.ts'
import { compareProviders } from './compare-providers.ts'
import { inputMoney, sumMoney, type InputMoney } from './input-money.ts'
import { observedGaps, type ObservedGaps } from './observed-gaps.ts'
import { suggestTtl } from './suggest-ttl.ts'

const dayMs = 86_400_000
const usersShown = 20

export interface AnalyticsContext {
  readonly database: Kysely<Tables>
  readonly models: ModelTable
  /** Whose prices suggestions go by (ISO date). */
  readonly today: string
}

/** See `UsageStore.cacheAnalytics`. */
export async function cacheAnalytics(context: AnalyticsContext, days: Days): Promise<CacheAnalytics> {
  const { database } = context
  const [from, to] = [Date.parse(days.from), Date.parse(days.to) + dayMs]
  const money = await inputMoney(database, from, to)
  const moneyOf = (provider: string, model?: string): InputMoney =>
    sumMoney(money.filter((one) => one.provider === provider && (model === undefined || one.model === model)))
  const providers = (await sumDaysBy(database, days, ['provider'])).map(({ provider, ...totals }) => ({
    provider,
    totals,
    money: moneyOf(provider),
  }))
  const gaps = await observedGaps(database, { from, to, minimumOf: minimumOf(context) })
  const models = (await sumDaysBy(database, days, ['provider', 'model'])).map(
    ({ provider, model, ...totals }) => ({
      ...withMoney(totals, moneyOf(provider, model)),
      provider,
      model,
      suggestedTtl: suggestionFor(
        context,
        gaps.find((one) => one.provider === provider && one.model === model) ?? { provider, model, gaps: [] },
      ),
    }),
  )
  return {
    ...days,
    totals: withMoney(await sumDays(database, days), sumMoney(money)),
    byProvider: providers.map(({ provider, totals, money: its }) => ({
      ...withMoney(totals, its),
      provider,
    })),
    byModel: models,
    byDay: await sumDaysBy(database, days, ['day']),
    comparison: compareProviders(providers),
    topUsers: await topUsers(context, days, { from, to }),
  }
}

function withMoney(totals: MeasuredTotals, { writePremium, unknownPremium }: InputMoney): CacheMeasures {
  return { ...totals, writePremium, unknownWritePremiumRequests: unknownPremium }
}

/** Each looked up by index, one after the other, so that other requests come through in between. */
async function topUsers(
  context: AnalyticsContext,
  days: Days,
  times: { readonly from: number; readonly to: number },
): Promise<CacheAnalytics['topUsers']> {
  const { database } = context
  const users = await sumDaysBy(database, days, ['user_id'], usersShown)
  const ids = users.map(({ user_id: id }) => id)
  const emails =
    ids.length === 0
      ? []
      : await database.selectFrom('users').select(['id', 'email']).where('id', 'in', ids).execute()
  const shown: CacheAnalytics['topUsers'] = []
  for (const { user_id: userId, ...totals } of users) {
    const gaps = await observedGaps(database, { ...times, userId, minimumOf: minimumOf(context) })
    const suggestedTtls = gaps.map((one) => ({
      ...suggestionFor(context, one),
      provider: one.provider,
      model: one.model,
    }))
    shown.push({
      ...totals,
      userId,
      email: emails.find(({ id }) => id === userId)?.email ?? '',
      suggestedTtls,
    })
    await nextTurn()
  }
  return shown
}

function suggestionFor({ models, today }: AnalyticsContext, { provider, model, gaps }: ObservedGaps) {
  return suggestTtl(gaps, findModel(models, provider, model), today)
}

function minimumOf({ models }: AnalyticsContext): (provider: string, model: string) => number {
  return (provider, model) => findModel(models, provider, model)?.minimumCacheableTokens ?? 0
}
