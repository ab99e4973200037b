import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lifetimes } from '../../../src-shared/planner/cache-option.ts'
import { costOfUsage } from '../../../src-shared/pricing/cost-of-usage.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { type MarkedCall } from './create-auto-markers.ts'
import { bodyOf, hour, minute, newWorld, plan, price } from './__fixtures__/simulated-vendor.ts'

interface Sums {
  none: number
  actual: number
  premium: number
}

/** Money may be lost only as far as the promise goes, at the moment when it is lost, give or take 2 % of a call: its size was estimated. */
function book(sums: Sums, usage: TokenUsage, premium: number): void {
  const { actual = NaN, uncached = NaN } = costOfUsage({ ...usage, outputTokens: 0 }, price)
  sums.none += uncached
  sums.actual += actual
  sums.premium = Math.max(sums.premium, premium)
  if (actual > uncached)
    expect(sums.actual).toBeLessThanOrEqual(sums.none * 1.02 + 3 * sums.premium + 0.02 * uncached)
}

/** What an adversary does next: hurts or helps what was just decided, waits, changes the prefix, or calls several times at once. */
const move = fc.record({
  gap: fc.oneof(
    fc.constantFrom('hurt' as const, 'help' as const),
    fc.constantFrom(0, 1, 299_999, 300_000, 300_001, 3_599_999, 3_600_000, 3_600_001),
    fc.integer({ min: -hour, max: 40 * hour }),
  ),
  prefix: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 30 }) },
  ),
  calls: fc.oneof(
    { weight: 4, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: 5 }) },
  ),
})

/** Milliseconds that pass before a move: what hurts is just the lifetime of what was written last. */
function timeOf(
  gap: number | 'hurt' | 'help',
  lastTtl: NonNullable<MarkedCall['planned']>['ttl'] | undefined,
): number {
  if (gap === 'help') return minute
  if (gap === 'hurt') return lastTtl === undefined ? 1_000 : lifetimes[lastTtl]
  return gap
}

test('no history, however adverse, breaks the promise, for a prefix or for all of a user’s together', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.7, max: 1.4, noNaN: true }),
      fc.array(move, { minLength: 10, maxLength: 60 }),
      (ratio, moves) => {
        const world = newWorld(ratio)
        const all: Sums = { none: 0, actual: 0, premium: 0 }
        const own = new Map<number, Sums>()
        let last: MarkedCall['planned']
        let vendorTime = world.now
        for (const { gap, prefix, calls } of moves) {
          const passed = timeOf(gap, last?.ttl)
          world.now += passed
          // Our clock may be set back; the vendor's does not run backwards with it.
          vendorTime += Math.max(0, passed)
          const body = bodyOf(`parcel ${prefix}`, 400 * (1 + (prefix % 7)))
          const marked = Array.from({ length: calls }, () => plan(world, body))
          const usages = world.vendor.call(
            marked.map((call) => call.body),
            vendorTime,
          )
          const sums = own.get(prefix) ?? { none: 0, actual: 0, premium: 0 }
          own.set(prefix, sums)
          for (const [index, { planned }] of [...marked.entries()].reverse()) {
            const usage = usages[index] ?? {}
            if (planned !== undefined) world.markers.learn(planned, usage, world.now)
            const premium = 0.25 * price.input * world.vendor.tokensOf(body)[1]
            book(sums, usage, premium)
            book(all, usage, premium)
            last = planned
          }
        }
      },
    ),
    { numRuns: 50 },
  )
})
