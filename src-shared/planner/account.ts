import { z } from 'zod'

/** The promise: at most this share above the cost of no caching, … */
const share = 0.02
/** … and the premium of this many of the cheapest writes per Space. */
const earlyWrites = 3
/** Kept back, so that rounding never breaks the promise. */
const slack = 1

const nanoDollars = z.number().nonnegative()

/** Money of one Space in nano-dollars, input side. */
export const accountSchema = z.object({
  /** What its runs would have cost without any caching. */
  none: nanoDollars,
  /** What they did cost, keep-warm included. */
  actual: nanoDollars,
  /**
   * The premium of writing the Space when it was largest: the early trust
   * is three of these; absent before the first run.
   */
  premium: nanoDollars.optional(),
})

export type Account = z.infer<typeof accountSchema>

/**
 * What may still be lost without breaking the promise, in nano-dollars, counting a run of
 * `noneCost` that is about to be made. `premium` is that of the cheapest write now. Negative
 * only after a vendor lost what was believed warm.
 */
export function creditOf(
  { none, actual, premium: largest }: Account,
  noneCost: number,
  premium: number,
): number {
  return (
    share * (none + noneCost) + earlyWrites * Math.max(largest ?? premium, premium) - (actual - none) - slack
  )
}
