import { expect, test } from 'vitest'
import { breakEvens, summariseBelief } from './advice.ts'
import { cacheOptionsFor } from './cache-option.ts'
import { initialSpaceState, recordRun } from './space-state.ts'

test('the break-even of five minutes and one hour at a read price of a tenth', () => {
  const options = cacheOptionsFor({
    input: 1_000,
    cacheRead: 100,
    cacheWrite5m: 1_250,
    cacheWrite1h: 2_000,
    output: 1,
  })
  expect(breakEvens(options, 1_000)).toEqual([
    { ttl: '5m', reads: 1, longestGapMs: 300_000, shareOfHits: 250 / 1_150 },
    { ttl: '1h', reads: 2, longestGapMs: 3_600_000, shareOfHits: 1_000 / 1_900 },
  ])
})

test('OpenAI’s lifetimes and free writes are options, too; a model without caching has none', () => {
  expect(
    cacheOptionsFor({
      input: 1_000,
      cacheRead: 50,
      cacheWrite30m: 1_250,
      cacheWrite12h: 2_500,
      output: 1,
    }).map(({ ttl, kind }) => [ttl, kind]),
  ).toEqual([
    ['30m', 'marks'],
    ['12h', 'marks'],
  ])
  expect(breakEvens(cacheOptionsFor({ input: 1_000, cacheRead: 100, output: 1 }), 1_000)).toMatchObject([
    { reads: 0, shareOfHits: 0 },
  ])
  expect(
    cacheOptionsFor(
      { input: 1_000, cacheRead: 100, output: 1 },
      { control: 'none', lifetimes: [], prewarm: false },
    ),
  ).toEqual([])
})

test('what the planner believes follows the uses', () => {
  let state = initialSpaceState()
  const before = summariseBelief(state)
  for (let use = 0; use < 20; use += 1)
    state = recordRun(state, { at: use * 20 * 60_000, noneCost: 1, actualCost: 1 })
  const after = summariseBelief(state)
  expect(after).toMatchObject({ uses: 20 })
  expect(after.withinOneHour).toBeGreaterThan(0.85)
  expect(after.withinFiveMinutes).toBeLessThan(before.withinFiveMinutes / 2)
})
