import { fullWriteRate, type CacheOption } from './cache-option.ts'

/** Tokens of the last tiny message that a keep-warm request carries besides the prefix. */
export const refreshOverheadTokens = 8

/**
 * A cache option with its money in units of the input price of the
 * prefix, so that prefixes of all sizes compare alike.
 */
export interface PricedOption {
  readonly write: number
  readonly read: number
  /** Absent where the prefix may not be kept warm. */
  readonly refreshCost: number | undefined
  readonly refreshEveryMs: number
  readonly lifetimeMs: number
  readonly refreshedByRead: boolean
}

export function priceOption(
  option: CacheOption,
  inputRate: number,
  prefixTokens: number,
  allowKeepWarm: boolean,
): PricedOption {
  const read = option.readRate / inputRate
  return {
    write: fullWriteRate(option) / inputRate,
    read,
    refreshCost:
      allowKeepWarm && option.canKeepWarm ? read + refreshOverheadTokens / prefixTokens : undefined,
    refreshEveryMs: option.lifetimeMs - refreshLeadMs(option.lifetimeMs),
    lifetimeMs: option.lifetimeMs,
    refreshedByRead: option.refreshedByRead,
  }
}

/** How long before the end of its lifetime a prefix is refreshed: time enough for a slow request. */
export function refreshLeadMs(lifetimeMs: number): number {
  return Math.min(60_000, lifetimeMs / 20)
}
