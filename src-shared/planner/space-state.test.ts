import fc from 'fast-check'
import { expect, test } from 'vitest'
import { binEdges } from './gap-bins.ts'
import { predictGap } from './predict-gap.ts'
import { initialSpaceState, localHour, parseSpaceState, recordRefresh, recordRun } from './space-state.ts'

const run = { at: 1_000, noneCost: 9, actualCost: 10, cheapestPremium: 2 }

test('a state comes back from storage as it went in', () => {
  const state = recordRun(recordRun(initialSpaceState(), run), { ...run, at: 90_000 })
  expect(parseSpaceState(JSON.parse(JSON.stringify(state)))).toEqual(state)
})

test.each([
  undefined,
  null,
  7,
  'x',
  {},
  { rhythm: { uses: -1 }, account: {} },
  { ...initialSpaceState(), account: { none: NaN, actual: 0 } },
])('%j starts anew instead of failing', (stored) => {
  expect(parseSpaceState(stored)).toEqual(initialSpaceState())
})

test('money adds up; what is no number counts as nothing', () => {
  const once = recordRun(initialSpaceState(), run)
  const state = recordRefresh(
    recordRun(once, { ...run, noneCost: NaN, actualCost: -3, cheapestPremium: 1 }),
    { cost: 5 },
  )
  expect(state.account).toEqual({ none: 9, actual: 15, premium: run.cheapestPremium })
})

test('a guess is a distribution after any history, also when the clock jumps', () => {
  const time = fc.integer({ min: -1e13, max: 1e13 })
  fc.assert(
    fc.property(fc.array(time, { maxLength: 40 }), (times) => {
      const { rhythm } = times.reduce((state, at) => recordRun(state, { ...run, at }), initialSpaceState())
      const gaps = predictGap(rhythm, rhythm)
      expect(gaps).toHaveLength(binEdges.length)
      expect(gaps.every((probability) => probability > 0 && probability <= 1)).toBe(true)
      expect(gaps.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 9)
    }),
    { numRuns: 100 },
  )
})

test('the hour is that of the person’s clock', () => {
  expect([localHour(0), localHour(0, -60), localHour(23.5 * 3_600_000, 60)]).toEqual([0, 23, 0])
})
