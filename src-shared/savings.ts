import { z } from 'zod'
import { cachePlanSummarySchema, errorInfoSchema } from './run-event.ts'
import { cacheStatuses, tokenUsageSchema } from './token-usage.ts'

export const savingsRangeSchema = z.enum(['7d', '30d', 'all'])
export type SavingsRange = z.infer<typeof savingsRangeSchema>

/** Practice runs cost nothing and are never mixed with real money. */
export const savingsScopeSchema = z.enum(['real', 'practice'])
export type SavingsScope = z.infer<typeof savingsScopeSchema>

/** One recorded run. Money is nano-dollars, times are milliseconds; what is unknown is absent. Texts are never recorded. */
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
  plan: cachePlanSummarySchema,
  actualCost: z.number().int().optional(),
  uncachedCost: z.number().int().optional(),
  savedCost: z.number().int().optional(),
  latencyMs: z.number(),
  firstTokenMs: z.number().optional(),
})
export type RunRecord = z.infer<typeof runRecordSchema>

/** Sums over a set of runs. Money is nano-dollars; sums of money cover the runs whose money is known, the others are counted. */
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
})
export type SavingsTotals = z.infer<typeof savingsTotalsSchema>

/** One day of the chart; `day` is an ISO date in local time. */
export const savingsDaySchema = savingsTotalsSchema.extend({ day: z.iso.date() })

export const savingsSummarySchema = z.object({
  totals: savingsTotalsSchema,
  /** Reads / reporting runs; absent when no run reported. */
  requestHitRate: z.number().optional(),
  /** Tokens read / input tokens; absent when there was no reported input. */
  tokenReuse: z.number().optional(),
  days: z.array(savingsDaySchema),
})
export type SavingsSummary = z.infer<typeof savingsSummarySchema>
