import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fullWriteRate } from '../../../src-shared/planner/cache-option.ts'
import { refreshOverheadTokens } from '../../../src-shared/planner/priced-option.ts'
import { comparePolicies } from './compare-policies.ts'
import { costOfOptimum } from './optimum.ts'
import { termsOf, type Terms } from './terms.ts'

const gaps = fc.array(
  fc.oneof(
    fc.constantFrom(0, 1, 299_999, 300_000, 599_999, 1_800_000, 3_599_999, 3_600_000, 7_200_000, 86_400_000),
    fc.integer({ min: 0, max: 30_000_000 }),
  ),
  { minLength: 1, maxLength: 60 },
)
const model = fc.constantFrom('claude-haiku-5-5', 'claude-fable-5-2', 'gpt-6.1-terra')
const terms = (id: string) =>
  termsOf({ model: id, day: '2026-11-21', prefixTokens: 8_000, dynamicTokens: 1_000, groups: 4 })

function toTimes(waits: readonly number[]): number[] {
  let at = 0
  return waits.map((gap) => (at += gap))
}

test('nothing beats the optimum, and the optimum with refreshes is at least as good', () => {
  fc.assert(
    fc.property(gaps, model, (waits, id) => {
      const { optimum, optimumKeepWarm, none, always5m, always1h, planned, plannedKeepWarm } =
        comparePolicies(new Map([['a', toTimes(waits)]]), terms(id))
      expect(optimum).toBeLessThanOrEqual(Math.min(none, always5m, always1h, planned) + 1e-6)
      expect(optimumKeepWarm).toBeLessThanOrEqual(Math.min(optimum, plannedKeepWarm) + 1e-6)
    }),
    { numRuns: 150 },
  )
})

/** All policies, one after another: what is tried is not what the dynamic programming leaves out. */
function bruteForce(
  times: readonly number[],
  { options, inputRate, prefixTokens, dynamicTokens }: Terms,
  canRefresh: boolean,
): number {
  const walk = (index: number, warm: number, expiresAt: number): number => {
    const at = times[index]
    if (at === undefined) return 0
    const option = options[warm]
    if (option !== undefined && at >= expiresAt) {
      const refresh = prefixTokens * option.readRate + refreshOverheadTokens * inputRate
      const kept =
        canRefresh && option.canKeepWarm && at - expiresAt < 20 * option.lifetimeMs
          ? refresh + walk(index, warm, expiresAt + option.lifetimeMs)
          : Infinity
      return Math.min(kept, walk(index, -1, -Infinity))
    }
    const rest = dynamicTokens * inputRate
    const unmarked = prefixTokens * inputRate + walk(index + 1, warm, expiresAt)
    if (option !== undefined)
      return (
        rest +
        Math.min(
          unmarked,
          prefixTokens * option.readRate +
            walk(index + 1, warm, option.refreshedByRead ? at + option.lifetimeMs : expiresAt),
        )
      )
    return (
      rest +
      Math.min(
        unmarked,
        ...options.map(
          (other, next) => prefixTokens * fullWriteRate(other) + walk(index + 1, next, at + other.lifetimeMs),
        ),
      )
    )
  }
  return walk(0, -1, -Infinity)
}

test('the optimum is what trying everything finds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 200_000, 299_999, 300_000, 900_000, 3_000_000, 3_600_000, 5_400_000), {
        minLength: 1,
        maxLength: 6,
      }),
      model,
      fc.boolean(),
      (waits, id, canRefresh) => {
        const times = toTimes(waits)
        expect(costOfOptimum(times, terms(id), canRefresh)).toBeCloseTo(
          bruteForce(times, terms(id), canRefresh),
          3,
        )
      },
    ),
    { numRuns: 60 },
  )
})
