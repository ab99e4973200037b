import { expect, test } from 'vitest'
import { cacheOptionsFor } from './cache-option.ts'
import { planRefresh, type RefreshInput } from './plan-refresh.ts'
import { initialSpaceState, recordRun, type SpaceState } from './space-state.ts'

const minute = 60_000
const hour = 60 * minute
const options = cacheOptionsFor(
  { input: 1_000, cacheRead: 100, cacheWrite5m: 1_250, cacheWrite1h: 2_000, output: 1 },
  { control: 'breakpoints', lifetimes: ['5m', '1h'], prewarm: true },
)

/** Uses with these gaps that each saved a little, so that there is credit. */
function after(gaps: readonly number[]): { state: SpaceState; at: number } {
  let [state, at] = [initialSpaceState(), Date.UTC(2026, 10, 23, 9)]
  for (const gap of [0, ...gaps]) {
    at += gap
    state = recordRun(state, { at, noneCost: 9_000_000, actualCost: 8_000_000, cheapestPremium: 2_000_000 })
  }
  return { state, at }
}

function input(
  { state, at }: { state: SpaceState; at: number },
  more: Partial<RefreshInput> = {},
): RefreshInput {
  const warm = { tokens: 8_000, ttl: '1h', expiresAt: at + hour } as const
  return {
    now: at,
    state,
    warm,
    options,
    inputRate: 1_000,
    prefixTokens: 8_000,
    budgetLeft: Infinity,
    ...more,
  }
}

const everyTwoHours = after(Array.from({ length: 60 }, () => 2 * hour - minute))

test('a Space that is used again before long is refreshed shortly before it lapses', () => {
  const plan = planRefresh(input(everyTwoHours))
  expect(plan).toMatchObject({ at: everyTwoHours.at + 59 * minute, cost: 808_000 })
  expect(plan?.probability).toBeGreaterThan(0.6)
})

test('a Space that is away for days lapses', () => {
  expect(planRefresh(input(after(Array.from({ length: 60 }, () => 70 * hour))))).toBeUndefined()
})

test('neither the budget nor the credit is exceeded', () => {
  expect(planRefresh(input(everyTwoHours, { budgetLeft: 807_999 }))).toBeUndefined()
  const { state } = everyTwoHours
  const spent = { ...state, account: { ...state.account, actual: state.account.none * 1.02 + 6_000_000 } }
  expect(planRefresh(input({ ...everyTwoHours, state: spent }))).toBeUndefined()
})

test('nothing is refreshed that is cold, lapsed or not refreshable', () => {
  expect(
    planRefresh(input(everyTwoHours, { warm: { tokens: 0, ttl: '1h', expiresAt: everyTwoHours.at + hour } })),
  ).toBeUndefined()
  expect(planRefresh(input(everyTwoHours, { now: everyTwoHours.at + hour }))).toBeUndefined()
  expect(
    planRefresh(
      input(everyTwoHours, { options: options.map((option) => ({ ...option, canKeepWarm: false })) }),
    ),
  ).toBeUndefined()
})
