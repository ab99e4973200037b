import type { CacheStatus, TokenUsage } from './token-usage.ts'

/** Tokens written to the cache over all lifetimes; undefined when the provider reported no writes at all. */
export function cacheWriteTotal(usage: TokenUsage): number | undefined {
  const writes = usage.cacheWriteTokens
  if (writes === undefined) return undefined
  return (writes.fiveMinutes ?? 0) + (writes.oneHour ?? 0) + (writes.twelveHours ?? 0) + (writes.other ?? 0)
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

/** Derives the cache status from what was reported; `local` is not derived: then no provider was asked. */
export function cacheStatusOf(usage: TokenUsage | undefined): CacheStatus {
  if (usage === undefined || !reportsCache(usage)) return 'unknown'
  const read = (usage.cacheReadTokens ?? 0) > 0
  const written = (cacheWriteTotal(usage) ?? 0) > 0
  if (read) return written ? 'partial' : 'hit'
  return written ? 'write' : 'miss'
}
