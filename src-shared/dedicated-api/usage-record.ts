import { z } from 'zod'

const count = z.number().int().nonnegative()

/**
 * One call in the history. Tokens are in disjoint buckets, absent (null in storage) when the
 * vendor did not report them; money is nano-dollars at the vendor's prices, without margin;
 * `credits` is what was charged. Texts are never recorded.
 */
export const usageRecordSchema = z.object({
  requestId: z.string(),
  userId: z.string(),
  at: z.number(),
  provider: z.string(),
  model: z.string(),
  status: z.enum(['finished', 'failed', 'cancelled', 'lost']),
  streamed: z.boolean(),
  /** Whether the answer came from the answer cache. */
  answerCached: z.boolean(),
  /**
   * Whether it was looked up in the answer cache and the vendor was asked
   * then; false for a call that was not looked up.
   */
  answerCacheMissed: z.boolean(),
  uncachedInputTokens: count.optional(),
  cacheReadTokens: count.optional(),
  cacheWrite5mTokens: count.optional(),
  cacheWrite1hTokens: count.optional(),
  /** Writes of another lifetime, or of one that was not told. */
  cacheWriteOtherTokens: count.optional(),
  outputTokens: count.optional(),
  credits: count,
  /** What the charge should have been where the balance did not reach; absent when it did. */
  shortfall: count.optional(),
  /** True when the vendor reported no or partial usage, so that tokens were estimated for the charge. */
  estimated: z.boolean(),
  vendorCost: z.number().int().optional(),
  costBreakdown: z
    .object({
      uncachedInput: z.number().int(),
      cacheRead: z.number().int(),
      cacheWrite: z.number().int(),
      output: z.number().int(),
    })
    .optional(),
  /** What prompt caching saved at the vendor's prices; negative when writing cost more than it gained. */
  savedCost: z.number().int().optional(),
  /** Credits that an answer from the answer cache did not cost. */
  answerCacheSavedCredits: count.optional(),
  /** Cache breakpoints in the request as it was sent. */
  breakpoints: count,
  latencyMs: z.number(),
  firstTokenMs: z.number().optional(),
  errorCode: z.string().optional(),
})
export type UsageRecord = z.infer<typeof usageRecordSchema>

/**
 * Sums over calls; sums of money and credits cover the calls whose money is known, the others are counted.
 */
export const usageTotalsSchema = z.object({
  requests: count,
  failed: count,
  answerCacheHits: count,
  /**
   * Calls that were looked up in the answer cache in vain; those that
   * were not looked up are neither hits nor misses.
   */
  answerCacheMisses: count,
  answerCacheSavedCredits: count,
  /** Calls whose vendor reported cache usage, and those of them that read at least a token. */
  reportingRequests: count,
  hitRequests: count,
  /** All input of reporting calls, and its parts. */
  inputTokens: count,
  uncachedInputTokens: count,
  cacheReadTokens: count,
  cacheWriteTokens: count,
  outputTokens: count,
  credits: count,
  vendorCost: z.number().int(),
  unknownCostRequests: count,
  savedCost: z.number().int(),
  unknownSavingRequests: count,
})
export type UsageTotals = z.infer<typeof usageTotalsSchema>
