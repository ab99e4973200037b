import type { NanoDollars } from '../money.ts'
import type { RunCost } from '../run-event.ts'
import type { TokenUsage } from '../token-usage.ts'
import { reportsCache, totalInputTokens } from '../usage-arithmetic.ts'
import { ratesFor } from './find-price.ts'
import type { Price, Rates } from './price-table.ts'

/**
 * What a run cost, what the same tokens would have cost without any caching, and the difference
 * (negative when caching made the run dearer). Each part is absent when a count or a price it
 * needs is unknown; unknown is never taken for zero.
 */
export function costOfUsage(usage: TokenUsage | undefined, price: Price | undefined): RunCost {
  if (usage === undefined || price === undefined) return {}
  const inputTokens = totalInputTokens(usage)
  if (inputTokens === undefined) return {}
  const rates = ratesFor(price, inputTokens)
  const uncachedInput = inputTokens * rates.input
  const actualInput = inputCost(usage, rates)
  const saved = reportsCache(usage) && actualInput !== undefined ? uncachedInput - actualInput : undefined
  if (usage.outputTokens === undefined) return { saved }
  const output = usage.outputTokens * rates.output
  return {
    actual: actualInput === undefined ? undefined : actualInput + output,
    uncached: uncachedInput + output,
    saved,
  }
}

/** The cost of all input; undefined when tokens were written at a lifetime whose price is unknown. */
function inputCost(usage: TokenUsage, rates: Rates): NanoDollars | undefined {
  const { uncachedInput, cacheRead, cacheWrite } = inputParts(usage, rates)
  return cacheWrite === undefined ? undefined : uncachedInput + cacheRead + cacheWrite
}

/** Where the money of a run went; the parts add up to its cost. */
export interface CostBreakdown {
  readonly uncachedInput: NanoDollars
  readonly cacheRead: NanoDollars
  readonly cacheWrite: NanoDollars
  readonly output: NanoDollars
}

/** The parts of `costOfUsage(…).actual`, and absent under the same conditions. */
export function breakDownCost(usage: TokenUsage, price: Price): CostBreakdown | undefined {
  const inputTokens = totalInputTokens(usage)
  if (inputTokens === undefined || usage.outputTokens === undefined) return undefined
  const rates = ratesFor(price, inputTokens)
  const { cacheWrite, ...parts } = inputParts(usage, rates)
  return cacheWrite === undefined
    ? undefined
    : { ...parts, cacheWrite, output: usage.outputTokens * rates.output }
}

function inputParts(
  usage: TokenUsage,
  rates: Rates,
): { uncachedInput: NanoDollars; cacheRead: NanoDollars; cacheWrite: NanoDollars | undefined } {
  return {
    uncachedInput: (usage.uncachedInputTokens ?? 0) * rates.input,
    cacheRead: (usage.cacheReadTokens ?? 0) * rates.cacheRead,
    cacheWrite: writeCost(usage.cacheWriteTokens, rates),
  }
}

function writeCost(writes: TokenUsage['cacheWriteTokens'], rates: Rates): NanoDollars | undefined {
  // Where no write has a price, writing is free: the tokens cost what input costs.
  const free = writesAreFree(rates) ? rates.input : undefined
  const parts = [
    [writes?.fiveMinutes, rates.cacheWrite5m ?? free],
    [writes?.oneHour, rates.cacheWrite1h ?? free],
    [writes?.twelveHours, rates.cacheWrite12h ?? free],
    [writes?.other, standardWriteRate(rates)],
  ] as const
  return parts.reduce<NanoDollars | undefined>((sum, [tokens = 0, rate]) => {
    if (tokens === 0 || sum === undefined) return sum
    return rate === undefined ? undefined : sum + tokens * rate
  }, 0)
}

/**
 * What a write at the provider's standard lifetime costs a token;
 * undefined when only other lifetimes have a price.
 */
export function standardWriteRate(rates: Rates): NanoDollars | undefined {
  return rates.cacheWrite30m ?? rates.cacheWrite5m ?? (writesAreFree(rates) ? rates.input : undefined)
}

function writesAreFree(rates: Rates): boolean {
  return [rates.cacheWrite5m, rates.cacheWrite30m, rates.cacheWrite1h, rates.cacheWrite12h].every(
    (rate) => rate === undefined,
  )
}
