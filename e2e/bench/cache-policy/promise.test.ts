import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide, type Decision } from '../../../src-shared/planner/decide.ts'
import { planRefresh } from '../../../src-shared/planner/plan-refresh.ts'
import {
  initialSpaceState,
  recordRefresh,
  recordRun,
  type SpaceState,
} from '../../../src-shared/planner/space-state.ts'
import { SimulatedCache } from './simulated-cache.ts'
import { termsOf, type Terms } from './terms.ts'

const models = ['claude-haiku-5-5', 'claude-fable-5-2', 'gpt-6.1-terra']
const termsFor = (model: string, prefixTokens: number) =>
  termsOf({ model, day: '2026-11-21', prefixTokens, dynamicTokens: 500, groups: 4 })

/** What an adversary does next: hurt or help what was just decided, wait, set the clock back, or change the Space. */
const move = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('hurt' as const, 'help' as const) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(0, 1, 299_999, 300_000, 300_001, 1_800_000, 3_599_999, 3_600_000, 3_600_001, 43_200_000)
      .map((gap) => ({ gap })),
  },
  { weight: 1, arbitrary: fc.integer({ min: -7_200_000, max: 200_000_000 }).map((gap) => ({ gap })) },
  { weight: 1, arbitrary: fc.integer({ min: 600, max: 40_000 }).map((prefix) => ({ prefix })) },
)

interface Play {
  state: SpaceState
  now: number
  terms: Terms
  cache: SimulatedCache
  decision: Decision | undefined
  largestPremium: number
}

/** The gap that makes the last decision wrong, or right. */
function gapFor(kind: 'hurt' | 'help', decision: Decision | undefined): number {
  const isMarked = decision !== undefined && decision.kind !== 'none'
  if (kind === 'help') return 60_000
  return isMarked ? decision.option.lifetimeMs : 1_000
}

/** Money may be lost only as far as the promise goes, at the moment when it is lost. */
function expectPromise({ state: { account }, largestPremium }: Play): void {
  expect(account.actual).toBeLessThanOrEqual(account.none * 1.02 + 3 * largestPremium + 1e-3)
}

function keepWarm(play: Play, until: number): void {
  let at = play.now
  for (;;) {
    const warm = play.cache.warmAt(at)
    const plan =
      warm && planRefresh({ ...play.terms, now: at, state: play.state, warm, budgetLeft: Infinity })
    const option = play.terms.options.find(({ ttl }) => ttl === warm?.ttl)
    if (plan === undefined || option === undefined || plan.at >= until) return
    at = plan.at
    play.state = recordRefresh(play.state, { cost: play.cache.refresh(at, option) })
    expectPromise(play)
  }
}

function use(play: Play, allowKeepWarm: boolean): void {
  const { terms, cache, now, state } = play
  const warm = cache.warmAt(now)
  const decision = decide({ ...terms, now, state, allowKeepWarm, ...(warm && { warm }) })
  const noneCost = (terms.prefixTokens + terms.dynamicTokens) * terms.inputRate
  const actualCost = cache.run(now, decision.kind === 'none' ? undefined : decision)
  play.largestPremium = Math.max(play.largestPremium, decision.cheapestPremium ?? 0)
  play.state = recordRun(state, {
    at: now,
    noneCost,
    actualCost,
    ...(decision.cheapestPremium !== undefined && { cheapestPremium: decision.cheapestPremium }),
  })
  play.decision = decision
  if (actualCost > noneCost) expectPromise(play)
}

test.each(
  models.flatMap(
    (model) =>
      [
        [model, false],
        [model, true],
      ] as const,
  ),
)('%s, keep-warm %s: no history, however adverse, breaks the promise', (model, allowKeepWarm) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 600, max: 40_000 }),
      fc.array(move, { minLength: 20, maxLength: 120 }),
      (prefix, moves) => {
        const terms = termsFor(model, prefix)
        const play: Play = {
          state: initialSpaceState(),
          now: Date.UTC(2026, 10, 21),
          terms,
          cache: new SimulatedCache(terms),
          decision: undefined,
          largestPremium: 0,
        }
        for (const next of moves) {
          if (typeof next === 'object' && 'prefix' in next) {
            // Another prefix: nothing of the old one is of use.
            play.terms = termsFor(model, next.prefix)
            play.cache = new SimulatedCache(play.terms)
          } else {
            const at = play.now + (typeof next === 'string' ? gapFor(next, play.decision) : next.gap)
            if (allowKeepWarm) keepWarm(play, at)
            play.now = at
          }
          use(play, allowKeepWarm)
        }
      },
    ),
    { numRuns: 25 },
  )
})

test.each([false, true])(
  'an adversary that only hurts gets no more than the early trust and two percent (keep-warm %s)',
  (allowKeepWarm) => {
    const terms = termsFor('claude-haiku-5-5', 8_000)
    const play: Play = {
      state: initialSpaceState(),
      now: Date.UTC(2026, 10, 21),
      terms,
      cache: new SimulatedCache(terms),
      decision: undefined,
      largestPremium: 0,
    }
    for (let run = 0; run < 1_500; run += 1) {
      const at = play.now + gapFor('hurt', play.decision)
      if (allowKeepWarm) keepWarm(play, at)
      play.now = at
      use(play, allowKeepWarm)
    }
    const { none, actual } = play.state.account
    expect(actual).toBeLessThanOrEqual(none * 1.02 + 3 * 0.25 * 8_000 * terms.inputRate)
  },
)
