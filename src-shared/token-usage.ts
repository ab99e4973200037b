import { z } from 'zod'

const count = z.number().int().nonnegative().optional()

/**
 * The tokens of one run in disjoint buckets, so that they can be added and priced without counting any twice.
 * A count that the provider did not report is absent, never 0. Writes whose lifetime is the provider's
 * standard one or is not reported are `other`. `raw` is the provider's own usage object, kept as evidence.
 */
export const tokenUsageSchema = z.object({
  uncachedInputTokens: count,
  cacheReadTokens: count,
  cacheWriteTokens: z
    .object({ fiveMinutes: count, oneHour: count, twelveHours: count, other: count })
    .optional(),
  outputTokens: count,
  raw: z.unknown().optional(),
})

export type TokenUsage = z.infer<typeof tokenUsageSchema>

export const cacheStatuses = ['hit', 'partial', 'write', 'miss', 'unknown', 'local'] as const

/**
 * What the cache did for one run: `hit` only reads, `partial` reads and writes, `write` only writes,
 * `miss` the provider reported neither, `unknown` the provider reported nothing, `local` no provider
 * was asked: the answer was kept on this computer.
 */
export type CacheStatus = (typeof cacheStatuses)[number]
