import { breakDownCost, costOfUsage, type CostBreakdown } from '../../src-shared/pricing/cost-of-usage.ts'
import {
  dearestWrite,
  knownWriteRates,
  type WriteBucket,
  type WriteRate,
} from '../../src-shared/pricing/dearest-write.ts'
import { ratesFor } from '../../src-shared/pricing/find-price.ts'
import type { Price, Rates } from '../../src-shared/pricing/price-table.ts'
import type { TokenUsage } from '../../src-shared/token-usage.ts'
import { totalInputTokens } from '../../src-shared/usage-arithmetic.ts'
import { creditsFor } from './credit-arithmetic.ts'

/**
 * What a call is worth. Money is nano-dollars at the vendor's prices,
 * without margin; a part that is not known is absent.
 */
export interface Charge {
  /** Whole, margin included. */
  readonly credits: number
  readonly vendorCost?: number
  readonly breakdown?: CostBreakdown
  /** What prompt caching saved; negative when writing cost more than it gained. */
  readonly savedCost?: number
  /** What the same tokens would have been charged without prompt caching. */
  readonly uncachedCredits?: number
  /** True when a count is missing, or the price of a write had to be assumed. */
  readonly isEstimated: boolean
}

/**
 * Turns reported usage into a charge: vendor cost x margin x 100 credits a dollar, rounded up. Where a count
 * is missing only the known ones are charged, so estimate first. Tokens that were written for a lifetime
 * that was not told, or that has no price, cost the model's dearest known write, because the vendor may bill
 * that. A report beyond all measure counts as none.
 */
export function chargeOf(usage: TokenUsage | undefined, price: Price, margin: number): Charge {
  const priced =
    usage === undefined ? undefined : withPricedWrites(usage, ratesFor(price, totalInputTokens(usage) ?? 0))
  if (priced === undefined) return { credits: 0, isEstimated: true }
  const known = {
    ...priced,
    uncachedInputTokens: priced.uncachedInputTokens ?? 0,
    outputTokens: priced.outputTokens ?? 0,
  }
  const breakdown = breakDownCost(known, price)
  const vendorCost =
    breakdown === undefined
      ? Number.NaN
      : breakdown.uncachedInput + breakdown.cacheRead + breakdown.cacheWrite + breakdown.output
  if (!Number.isSafeInteger(vendorCost)) return { credits: 0, isEstimated: true }
  const credits = creditsFor(vendorCost, margin)
  const { uncached, saved: savedCost } = costOfUsage(priced, price)
  if (priced.uncachedInputTokens === undefined || priced.outputTokens === undefined)
    return { credits, savedCost, isEstimated: true }
  const uncachedCredits =
    savedCost === undefined || uncached === undefined ? undefined : creditsFor(uncached, margin)
  return { credits, vendorCost, breakdown, savedCost, uncachedCredits, isEstimated: priced !== usage }
}

/** The usage itself, unless it has writes of unknown price: these are then counted as the dearest. */
function withPricedWrites(usage: TokenUsage, rates: Rates): TokenUsage {
  const writes = usage.cacheWriteTokens
  if (writes === undefined || buckets.every((bucket) => (writes[bucket] ?? 0) === 0)) return usage
  const dearest = dearestWrite(rates)
  if (dearest === undefined) return usage
  const known = knownWriteRates(rates)
  const priced = { fiveMinutes: 0, oneHour: 0, twelveHours: 0, other: 0 }
  let unpriced = 0
  for (const bucket of buckets) {
    const tokens = writes[bucket] ?? 0
    if (tokens > 0 && !hasPrice(bucket, known)) unpriced += tokens
    else priced[bucket] = tokens
  }
  if (unpriced === 0) return usage
  priced[dearest.bucket] += unpriced
  return { ...usage, cacheWriteTokens: priced }
}

const buckets = ['fiveMinutes', 'oneHour', 'twelveHours', 'other'] as const satisfies readonly WriteBucket[]

/**
 * `other` is the standard lifetime where a vendor has one (OpenAI's 30 minutes) or
 * sells nothing but 5 minutes; else it says nothing.
 */
function hasPrice(bucket: WriteBucket, known: readonly WriteRate[]): boolean {
  if (known.some((each) => each.bucket === bucket)) return true
  return bucket === 'other' && known.length === 1 && known[0]?.bucket === 'fiveMinutes'
}
