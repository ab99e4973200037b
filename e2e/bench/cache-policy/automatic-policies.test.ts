import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AutomaticCaching } from './automatic-caching.ts'
import { costOfAutomaticOptimum } from './automatic-optimum.ts'
import { comparePolicies } from './compare-policies.ts'
import { SimulatedExplicitPlanner } from './simulate-explicit-planner.ts'
import { costOfImplicitRun, costOfObject } from './simulated-automatic-cache.ts'
import { termsOf, type Terms } from './terms.ts'

const minute = 60_000
const gap = fc.oneof(
  fc.constantFrom(
    0,
    299_999,
    300_000,
    300_001,
    6 * minute,
    12 * minute,
    59 * minute,
    3_599_999,
    3_600_000,
    61 * minute,
    86_400_000,
  ),
  fc.integer({ min: 0, max: 30_000_000 }),
)
const objectModel = fc.constantFrom('gemini-3.8-flash', 'gemini-4-argon', 'gemini-2.5-flash-lite')
const termsFor = (model: string, prefixTokens = 8_000) =>
  termsOf({ model, day: '2026-11-21', prefixTokens, dynamicTokens: 500, groups: 4 })

function automaticOf({ automatic }: Terms): AutomaticCaching {
  if (automatic === undefined) throw new Error('This model does not cache by itself.')
  return automatic
}

function toTimes(waits: readonly number[]): number[] {
  let at = 0
  return waits.map((wait) => (at += wait))
}

test('one use costs what it would without caching: the product makes no object for it', () => {
  const costs = comparePolicies(new Map([['a', [0]]]), termsFor('gemini-3.8-flash'))
  expect(costs).toMatchObject({
    none: 6_375_000,
    planned: 6_375_000,
    optimum: 6_375_000,
    always5m: 7_308_333,
    always1h: 10_975_000,
  })
})

test('five minutes are read without an object, an hour only with one', () => {
  const costOf = (wait: number) => comparePolicies(new Map([['a', [0, wait]]]), termsFor('gemini-3.8-flash'))
  expect(costOf(5 * minute - 1)).toMatchObject({ planned: 7_350_000, optimum: 7_350_000 })
  expect(costOf(5 * minute)).toMatchObject({ planned: 12_750_000, optimum: 11_950_000, always1h: 11_950_000 })
})

test('where nothing can be decided, all policies read what the vendor still has', () => {
  fc.assert(
    fc.property(
      fc.array(gap, { maxLength: 30 }),
      fc.constantFrom('gpt-5.5', 'gpt-5-mini'),
      (waits, model) => {
        const { none, planned, ...others } = comparePolicies(
          new Map([['a', toTimes(waits)]]),
          termsFor(model),
        )
        expect(new Set(Object.values(others))).toEqual(new Set([planned]))
        expect(planned).toBeLessThanOrEqual(none)
      },
    ),
    { numRuns: 60 },
  )
})

test('no policy beats the optimum', () => {
  fc.assert(
    fc.property(fc.array(gap, { minLength: 1, maxLength: 60 }), objectModel, (waits, model) => {
      const { optimum, optimumKeepWarm, none, always5m, always1h, planned, plannedKeepWarm } =
        comparePolicies(new Map([['a', toTimes(waits)]]), termsFor(model))
      expect(optimum).toBeLessThanOrEqual(Math.min(none, always5m, always1h, planned))
      expect([plannedKeepWarm, optimumKeepWarm]).toEqual([planned, optimum])
    }),
    { numRuns: 150 },
  )
})

/** All that can be done, without leaving anything out; also an object in place of one that lives. */
function bruteForce(times: readonly number[], terms: Terms, automatic: AutomaticCaching): number {
  const read = terms.prefixTokens * automatic.readRate + terms.dynamicTokens * terms.inputRate
  const walk = (index: number, keptUntil: number, objectUntil: number): number => {
    const at = times[index]
    if (at === undefined) return 0
    const implicit =
      costOfImplicitRun(at < keptUntil, terms, automatic) +
      walk(index + 1, at + automatic.lifetimeMs, objectUntil)
    const live = at < objectUntil ? read + walk(index + 1, keptUntil, objectUntil) : Infinity
    return Math.min(
      implicit,
      live,
      ...automatic.objects.map(
        (option) => costOfObject(option, terms) + read + walk(index + 1, keptUntil, at + option.lifetimeMs),
      ),
    )
  }
  return walk(0, -Infinity, -Infinity)
}

test('the optimum is what trying everything finds', () => {
  const wait = fc.constantFrom(0, 200_000, 299_999, 300_000, 900_000, 3_000_000, 3_600_000, 5_400_000)
  fc.assert(
    fc.property(
      fc.array(wait, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('gemini-3.8-flash', 'gpt-5.5'),
      (waits, model) => {
        const terms = termsFor(model)
        expect(costOfAutomaticOptimum(toTimes(waits), terms, automaticOf(terms))).toBe(
          bruteForce(toTimes(waits), terms, automaticOf(terms)),
        )
      },
    ),
    { numRuns: 60 },
  )
})

/** Baits with gaps for which an object would pay, and stays away after each that is made. */
function playAgainst(
  planner: SimulatedExplicitPlanner,
  moves: readonly (number | 'bait')[],
  expectPromise: () => void,
): number {
  let now = 0
  let made = 0
  for (const move of moves) {
    const kind = planner.use(now)
    if (kind === 'write') made += 1
    expectPromise()
    now += move !== 'bait' ? move : kind === 'none' ? 6 * minute : 61 * minute
  }
  return made
}

test('no history, however adverse, breaks the promise of the product’s choice of objects', () => {
  const move = fc.oneof({ weight: 4, arbitrary: fc.constant('bait' as const) }, { weight: 1, arbitrary: gap })
  fc.assert(
    fc.property(
      fc.integer({ min: 3_000, max: 40_000 }),
      objectModel,
      fc.array(move, { minLength: 20, maxLength: 120 }),
      (prefix, model, moves) => {
        const terms = termsFor(model, prefix)
        const planner = new SimulatedExplicitPlanner(terms, automaticOf(terms))
        const premium = Math.max(
          0,
          ...terms.options.map(
            (option) => costOfObject(option, terms) + (option.readRate - terms.inputRate) * prefix,
          ),
        )
        playAgainst(planner, moves, () =>
          expect(planner.cost).toBeLessThanOrEqual(planner.noneCost * 1.02 + 3 * premium),
        )
      },
    ),
    { numRuns: 60 },
  )
})

test('an adversary that only hurts does get objects made, and no more than the promise allows', () => {
  const terms = termsFor('gemini-3.8-flash')
  const planner = new SimulatedExplicitPlanner(terms, automaticOf(terms))
  const made = playAgainst(
    planner,
    Array.from({ length: 1_500 }, () => 'bait' as const),
    () => expect(planner.cost).toBeLessThanOrEqual(planner.noneCost * 1.02 + 3 * 8_000 * 575),
  )
  expect(made).toBeGreaterThan(3)
})
