import { creditsPerDollar } from '../../src-shared/dedicated-api/usage-summary.ts'
import type { NanoDollars } from '../../src-shared/money.ts'

/**
 * A credit in nano-dollars, times the thousand by which margins are whole: everything here is integer
 * arithmetic.
 */
const unitsPerCredit = (1_000_000_000 / creditsPerDollar) * 1_000

/**
 * What a vendor's cost is in credits: x margin (which counts to
 * thousandths), rounded up. Nothing costs nothing.
 */
export function creditsFor(cost: NanoDollars, margin: number): number {
  const units = cost * thousandthsOf(margin)
  if (!Number.isSafeInteger(units))
    return Number(
      (BigInt(cost) * BigInt(thousandthsOf(margin)) + BigInt(unitsPerCredit - 1)) / BigInt(unitsPerCredit),
    )
  const rest = units % unitsPerCredit
  return (units - rest) / unitsPerCredit + (rest > 0 ? 1 : 0)
}

/** The highest vendor cost that `credits` pay for: the inverse of `creditsFor`. */
export function costCoveredBy(credits: number, margin: number): NanoDollars {
  return Number((BigInt(Math.floor(credits)) * BigInt(unitsPerCredit)) / BigInt(thousandthsOf(margin)))
}

/** 1.1 x 1000 is not exactly 1100 in floating point for every such number, so it is rounded, not cut. */
function thousandthsOf(margin: number): number {
  return Math.max(1, Math.round(margin * 1_000))
}
