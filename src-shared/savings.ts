import { z } from 'zod'
import { cacheMissSchema, missReasonSchema } from './cache-miss.ts'
import { cachePlanSummarySchema, errorInfoSchema } from './run-event.ts'
import { cacheStatuses, tokenUsageSchema } from './token-usage.ts'

export const savingsRangeSchema = z.enum(['7d', '30d', 'all'])
export type SavingsRange = z.infer<typeof savingsRangeSchema>

/** Practice runs cost nothing and are never mixed with real money. */
export const savingsScopeSchema = z.enum(['real', 'practice'])
export type SavingsScope = z.infer<typeof savingsScopeSchema>

/**
 * One recorded run. Money is nano-dollars, times are milliseconds; what is unknown is absent. Texts are never
 * recorded. A run that was answered from this computer has the cache status `local`: it has no usage and
 * costs 0, and `savedCost` is what the kept answer had cost.
 */
export const runRecordSchema = z.object({
  id: z.string(),
  startedAt: z.number(),
  commandId: z.string(),
  commandTitle: z.string(),
  spaceId: z.string().optional(),
  spaceName: z.string().optional(),
  provider: z.string(),
  model: z.string(),
  practice: z.boolean(),
  status: z.enum(['finished', 'failed', 'cancelled']),
  error: errorInfoSchema.pick({ code: true, message: true }).optional(),
  usage: tokenUsageSchema.optional(),
  cacheStatus: z.enum(cacheStatuses),
  /** Why not all of the prefix was read; absent for a hit. */
  missReason: missReasonSchema.optional(),
  miss: cacheMissSchema.optional(),
  plan: cachePlanSummarySchema,
  actualCost: z.number().int().optional(),
  uncachedCost: z.number().int().optional(),
  savedCost: z.number().int().optional(),
  /**
   * Whole credits that the run was charged; absent for a run that was not paid
   * with credits. Its costs are what these are worth.
   */
  creditsCharged: z.number().int().nonnegative().optional(),
  latencyMs: z.number(),
  firstTokenMs: z.number().optional(),
})
export type RunRecord = z.infer<typeof runRecordSchema>

/**
 * Sums over a set of runs. Money is nano-dollars; sums of money cover the
 * runs whose money is known, the others are counted.
 */
export const savingsTotalsSchema = z.object({
  runs: z.number().int(),
  failedRuns: z.number().int(),
  cancelledRuns: z.number().int(),
  reportingRuns: z.number().int(),
  hitRuns: z.number().int(),
  cacheReadTokens: z.number().int(),
  cacheWriteTokens: z.number().int(),
  uncachedInputTokens: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  actualCost: z.number().int(),
  savedCost: z.number().int(),
  /** Runs whose cost is unknown: they are in no sum of costs. */
  unknownCostRuns: z.number().int(),
  /** Runs whose saving is unknown: they are in no sum of savings. */
  unknownSavingRuns: z.number().int(),
  /**
   * What was paid to keep caches beside the runs: refreshes, warm-ups, storage. `savedCost` does not contain
   * it.
   */
  upkeepCost: z.number().int(),
  /** Expenses for upkeep whose cost is unknown: they are in no sum. */
  unknownUpkeep: z.number().int(),
  /** What prompt caching saved after all that it cost: `savedCost - upkeepCost`. It can be negative. */
  netSavedCost: z.number().int(),
  /**
   * Runs that were answered from this computer; they are in `runs` and in no figure about a provider's cache.
   */
  localHits: z.number().int(),
  /**
   * What the answers of `localHits` had cost when they were made; apart from the saving of prompt caching.
   */
  localSavedCost: z.number().int(),
  /** Local hits whose saving is unknown. */
  unknownLocalSavings: z.number().int(),
})
export type SavingsTotals = z.infer<typeof savingsTotalsSchema>

/** One day of the chart; `day` is an ISO date in local time. */
export const savingsDaySchema = savingsTotalsSchema.extend({ day: z.iso.date() })
export type SavingsDay = z.infer<typeof savingsDaySchema>

/** How often a reason for a miss occurred. */
export const missCountSchema = z.object({ reason: missReasonSchema, runs: z.number().int() })
export type MissCount = z.infer<typeof missCountSchema>

/**
 * One Space's part of the totals; runs without a Space are in none.
 * `spaceId` is absent for documents given for one run.
 */
export const spaceSavingsSchema = savingsTotalsSchema
  .pick({
    runs: true,
    cacheReadTokens: true,
    inputTokens: true,
    savedCost: true,
    unknownSavingRuns: true,
    upkeepCost: true,
    unknownUpkeep: true,
    netSavedCost: true,
  })
  .extend({ spaceId: z.string().optional(), name: z.string() })
export type SpaceSavings = z.infer<typeof spaceSavingsSchema>

export const upkeepKinds = ['refresh', 'prewarm', 'explicit', 'storage'] as const

/**
 * An expense to keep a cache, beside the runs: `refresh` of what is warm, `prewarm` of
 * what is not, `explicit` the making of a cache object, `storage` of one. Money is
 * nano-dollars, absent when unknown; tokens are input tokens.
 */
export const upkeepRecordSchema = z.object({
  id: z.string(),
  at: z.number(),
  kind: z.enum(upkeepKinds),
  provider: z.string(),
  model: z.string(),
  practice: z.boolean(),
  spaceId: z.string().optional(),
  spaceName: z.string().optional(),
  tokens: z.number().int().nonnegative().optional(),
  cost: z.number().int().optional(),
})
export type UpkeepRecord = z.infer<typeof upkeepRecordSchema>

export const savingsSummarySchema = z.object({
  totals: savingsTotalsSchema,
  /** Reads / reporting runs; absent when no run reported. */
  requestHitRate: z.number().optional(),
  /** Tokens read / input tokens; absent when there was no reported input. */
  tokenReuse: z.number().optional(),
  days: z.array(savingsDaySchema),
  /** The most frequent first. */
  missReasons: z.array(missCountSchema),
  /** The largest net saving first. */
  spaces: z.array(spaceSavingsSchema),
})
export type SavingsSummary = z.infer<typeof savingsSummarySchema>
