import type { TokenUsage } from './token-usage.ts'
import { reportsCache, totalInputTokens } from './usage-arithmetic.ts'

/**
 * Sums over runs that the three measures are made of. All counts; a run that reported nothing is in `runs`
 * alone.
 */
export interface CacheTotals {
  /** Runs whose provider reported cache usage. */
  readonly reportingRuns: number
  /** Reporting runs that read at least one token from the cache. */
  readonly hitRuns: number
  /** Tokens read from the cache by reporting runs. */
  readonly cacheReadTokens: number
  /** All input tokens of reporting runs: uncached + read + written. */
  readonly inputTokens: number
}

/** Request hit rate: runs with a read / runs that reported. Undefined (not 0) when none reported. */
export function requestHitRate(totals: CacheTotals): number | undefined {
  return totals.reportingRuns === 0 ? undefined : totals.hitRuns / totals.reportingRuns
}

/**
 * Token-weighted reuse: tokens read / all input tokens (OpenAI's
 * definition). Undefined when there was no reported input.
 */
export function tokenReuse(totals: CacheTotals): number | undefined {
  return totals.inputTokens === 0 ? undefined : totals.cacheReadTokens / totals.inputTokens
}

/**
 * The sums of a series of runs. A run whose input is not known in full
 * adds no tokens, so that a share never exceeds 1.
 */
export function cacheTotalsOf(usages: Iterable<TokenUsage | undefined>): CacheTotals {
  const totals = { reportingRuns: 0, hitRuns: 0, cacheReadTokens: 0, inputTokens: 0 }
  for (const usage of usages) {
    if (usage === undefined || !reportsCache(usage)) continue
    const input = totalInputTokens(usage)
    totals.reportingRuns += 1
    totals.hitRuns += (usage.cacheReadTokens ?? 0) > 0 ? 1 : 0
    totals.cacheReadTokens += input === undefined ? 0 : (usage.cacheReadTokens ?? 0)
    totals.inputTokens += input ?? 0
  }
  return totals
}
