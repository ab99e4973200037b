import type { NanoDollars } from '../money.ts'
import type { TokenUsage } from '../token-usage.ts'
import { costOfUsage } from './cost-of-usage.ts'
import { ratesFor } from './find-price.ts'
import type { Price, Rates } from './price-table.ts'

/**
 * What a request that only keeps a prefix warm cost. It has no output, so output that is not reported is
 * none.
 */
export function costOfRefresh(
  usage: TokenUsage | undefined,
  price: Price | undefined,
): NanoDollars | undefined {
  return usage === undefined
    ? undefined
    : costOfUsage({ ...usage, outputTokens: usage.outputTokens ?? 0 }, price).actual
}

/**
 * Keeping an explicit cache of this many tokens for this many hours. Undefined
 * without a storage price or a sensible duration.
 */
export function costOfStorage(
  tokens: number,
  hours: number,
  price: Price | undefined,
): NanoDollars | undefined {
  const rate = price === undefined ? undefined : ratesFor(price, tokens).storagePerHour
  // A clock that was set back gives a negative duration: what the vendor charged is then unknown, not a
  // credit.
  if (rate === undefined || !Number.isFinite(hours) || hours < 0) return undefined
  return Math.round(tokens * hours * rate)
}

/**
 * Creating an explicit cache: its tokens are processed once as ordinary
 * input (Gemini caching guide). Storage comes on top.
 */
export function costOfExplicitCreation(tokens: number, price: Price | undefined): NanoDollars | undefined {
  return price === undefined ? undefined : tokens * ratesFor(price, tokens).input
}

/**
 * From how many reads an hour on the storage of an explicit cache costs less than it saves;
 * undefined when it has no price or reads save nothing.
 */
export function readsThatPayStorage(rates: Rates): number | undefined {
  const savedByRead = rates.input - rates.cacheRead
  return rates.storagePerHour === undefined || savedByRead <= 0
    ? undefined
    : rates.storagePerHour / savedByRead
}
