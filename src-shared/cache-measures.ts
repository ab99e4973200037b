/** Sums over runs that the three measures are made of. All counts; a run that reported nothing is in `runs` alone. */
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

/** Token-weighted reuse: tokens read / all input tokens (OpenAI's definition). Undefined when there was no reported input. */
export function tokenReuse(totals: CacheTotals): number | undefined {
  return totals.inputTokens === 0 ? undefined : totals.cacheReadTokens / totals.inputTokens
}
