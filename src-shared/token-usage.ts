import { z } from 'zod'

const count = z.number().int().nonnegative().optional()

/**
 * The tokens of one run in disjoint buckets, so that they can be added and priced without counting any twice.
 * A count that the provider did not report is absent, never 0. `raw` is the provider's own usage object, kept as evidence.
 */
export const tokenUsageSchema = z.object({
  uncachedInputTokens: count,
  cacheReadTokens: count,
  cacheWriteTokens: z.object({ fiveMinutes: count, oneHour: count, other: count }).optional(),
  outputTokens: count,
  raw: z.unknown().optional(),
})

export type TokenUsage = z.infer<typeof tokenUsageSchema>

/** Tokens written to the cache over all lifetimes; undefined when the provider reported no writes at all. */
export function cacheWriteTotal(usage: TokenUsage): number | undefined {
  const writes = usage.cacheWriteTokens
  if (writes === undefined) return undefined
  return (writes.fiveMinutes ?? 0) + (writes.oneHour ?? 0) + (writes.other ?? 0)
}

/** All input tokens: uncached + read + written. Undefined when even the uncached part was not reported. */
export function totalInputTokens(usage: TokenUsage): number | undefined {
  if (usage.uncachedInputTokens === undefined) return undefined
  return usage.uncachedInputTokens + (usage.cacheReadTokens ?? 0) + (cacheWriteTotal(usage) ?? 0)
}

/** Whether the provider said anything about its cache (a reported 0 counts as saying so). */
export function reportsCache(usage: TokenUsage): boolean {
  return usage.cacheReadTokens !== undefined || usage.cacheWriteTokens !== undefined
}

export const cacheStatuses = ['hit', 'partial', 'write', 'miss', 'unknown'] as const

/**
 * What the cache did for one run: `hit` only reads, `partial` reads and writes, `write` only writes,
 * `miss` the provider reported neither, `unknown` the provider reported nothing.
 */
export type CacheStatus = (typeof cacheStatuses)[number]

/** Derives the cache status from what was reported. */
export function cacheStatusOf(usage: TokenUsage | undefined): CacheStatus {
  if (usage === undefined || !reportsCache(usage)) return 'unknown'
  const read = (usage.cacheReadTokens ?? 0) > 0
  const written = (cacheWriteTotal(usage) ?? 0) > 0
  if (read) return written ? 'partial' : 'hit'
  return written ? 'write' : 'miss'
}
