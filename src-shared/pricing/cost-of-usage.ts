import type { NanoDollars } from '../money.ts'
import type { RunCost } from '../run-event.ts'
import type { TokenUsage } from '../token-usage.ts'
import { reportsCache, totalInputTokens } from '../usage-arithmetic.ts'
import { ratesFor } from './find-price.ts'
import type { Price, Rates } from './price-table.ts'

/**
 * What a run cost, what the same tokens would have cost without any caching, and the difference (negative when caching
 * made the run dearer). Each part is absent when a count or a price it needs is unknown; unknown is never taken for zero.
 */
export function costOfUsage(usage: TokenUsage | undefined, price: Price | undefined): RunCost {
  if (usage === undefined || price === undefined) return {}
  const inputTokens = totalInputTokens(usage)
  if (inputTokens === undefined) return {}
  const rates = ratesFor(price, inputTokens)
  const uncachedInput = inputTokens * rates.input
  const actualInput = inputCost(usage, rates)
  const saved = reportsCache(usage) ? uncachedInput - actualInput : undefined
  if (usage.outputTokens === undefined) return { saved }
  const output = usage.outputTokens * rates.output
  return { actual: actualInput + output, uncached: uncachedInput + output, saved }
}

function inputCost(usage: TokenUsage, rates: Rates): NanoDollars {
  const writes = usage.cacheWriteTokens
  // A write whose lifetime is not reported is priced as five minutes, the only lifetime every provider has.
  const shortWrites = (writes?.fiveMinutes ?? 0) + (writes?.other ?? 0)
  return (
    (usage.uncachedInputTokens ?? 0) * rates.input +
    (usage.cacheReadTokens ?? 0) * rates.cacheRead +
    shortWrites * (rates.cacheWrite5m ?? rates.input) +
    (writes?.oneHour ?? 0) * (rates.cacheWrite1h ?? rates.cacheWrite5m ?? rates.input)
  )
}
