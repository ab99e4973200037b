import type { NanoDollars } from '../money.ts'
import type { TokenUsage } from '../token-usage.ts'
import type { Rates } from './price-table.ts'

export type WriteBucket = keyof NonNullable<TokenUsage['cacheWriteTokens']>

/** A price of writing to the cache. */
export interface WriteRate {
  /** Where tokens written at this rate are counted; thirty minutes, OpenAI's standard, are `other`. */
  readonly bucket: WriteBucket
  readonly rate: NanoDollars
}

/** The writes of a model that have a price; empty where writing is free. */
export function knownWriteRates(rates: Rates): WriteRate[] {
  const all = [
    ['fiveMinutes', rates.cacheWrite5m],
    ['other', rates.cacheWrite30m],
    ['oneHour', rates.cacheWrite1h],
    ['twelveHours', rates.cacheWrite12h],
  ] as const
  return all.flatMap(([bucket, rate]) => (rate === undefined ? [] : [{ bucket, rate }]))
}

/**
 * What a write costs at most, for one whose lifetime is not known or has no
 * price of its own; undefined where writing is free.
 */
export function dearestWrite(rates: Rates): WriteRate | undefined {
  return knownWriteRates(rates).reduce<WriteRate | undefined>(
    (dearest, each) => (dearest === undefined || each.rate > dearest.rate ? each : dearest),
    undefined,
  )
}
