import { z } from 'zod'
import { usageRecordSchema, usageTotalsSchema } from './usage-record.ts'

/** What a dollar of charge is in credits. */
export const creditsPerDollar = 100

/** The longest page of a list, and what is given when nothing is asked. */
export const pageLimits = { longest: 200, usual: 50 } as const

/** A share, 0 to 1. */
const share = z.number().min(0).max(1)

/**
 * One call of the history, with the share of its input that was read from the
 * vendor's cache; absent when it was not reported.
 */
export const usageEntrySchema = usageRecordSchema.extend({ cacheHitRate: share.optional() })
export type UsageEntry = z.infer<typeof usageEntrySchema>

/**
 * `GET /v1/usage`: the newest first. `nextCursor` gets the next page
 * under the same filter; absent on the last one.
 */
export const usagePageSchema = z.object({
  data: z.array(usageEntrySchema),
  nextCursor: z.string().optional(),
})
export type UsagePage = z.infer<typeof usagePageSchema>

/**
 * Sums with the two rates: `requestHitRate` is hits / reporting calls, `tokenReuse` tokens read / all input
 * of reporting calls (OpenAI's definition). Both are absent, not 0, when nothing was reported. `savedCost` is
 * negative when caching cost more than it gained.
 */
export const measuredTotalsSchema = usageTotalsSchema.extend({
  requestHitRate: share.optional(),
  tokenReuse: share.optional(),
})
export type MeasuredTotals = z.infer<typeof measuredTotalsSchema>

export const usageGroupings = ['day', 'model', 'provider'] as const
export const usageGroupingSchema = z.enum(usageGroupings)
export type UsageGrouping = z.infer<typeof usageGroupingSchema>

/**
 * One group's sums. `key` is the day (UTC, ISO date), the model or the provider; `provider` is
 * there for models, whose ids alone may be ambiguous.
 */
export const usageGroupSchema = measuredTotalsSchema.extend({
  key: z.string(),
  provider: z.string().optional(),
})
export type UsageGroup = z.infer<typeof usageGroupSchema>

/**
 * `GET /v1/usage/summary`: whole days (UTC), `from` and `to` included. Days
 * come in order, others with the most credits first.
 */
export const usageSummarySchema = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  groupBy: usageGroupingSchema,
  totals: measuredTotalsSchema,
  groups: z.array(usageGroupSchema),
})
export type UsageSummary = z.infer<typeof usageSummarySchema>

/**
 * `GET /v1/cache/stats` about the answer cache: `misses` are the calls that were looked up in vain, those
 * that were not looked up count nowhere; `hitRate` is hits by lookups in percent with at most 2 decimals, 0
 * when there was nothing; `estimatedSavings` is what the hits were not charged, in dollars: `$1.50`.
 */
export const answerCacheStatsSchema = z.object({
  hits: z.number().int().nonnegative(),
  misses: z.number().int().nonnegative(),
  hitRate: z.number().min(0).max(100),
  estimatedSavings: z.string().regex(/^\$\d+\.\d{2,}$/),
})
export type AnswerCacheStats = z.infer<typeof answerCacheStatsSchema>
