import { expect, test } from 'vitest'
import { cacheOptionsFor } from './cache-option.ts'
import { decide } from './decide.ts'
import type { PlanningInput } from './planning-input.ts'
import { initialSpaceState, recordRun, type SpaceState } from './space-state.ts'

const minute = 60_000
const hour = 60 * minute
const monday = Date.UTC(2026, 10, 23, 9)
const rates = { input: 1_000, cacheRead: 100, cacheWrite5m: 1_250, cacheWrite1h: 2_000, output: 5_000 }
const options = cacheOptionsFor(rates, { control: 'breakpoints', lifetimes: ['5m', '1h'], prewarm: true })
const none = 9_000 * rates.input

function input(now: number, state: SpaceState, more: Partial<PlanningInput> = {}): PlanningInput {
  return {
    now,
    state,
    options,
    inputRate: rates.input,
    prefixTokens: 8_000,
    dynamicTokens: 1_000,
    allowKeepWarm: false,
    ...more,
  }
}

/** The state after uses with these gaps, the last one at `at`; each costs what no caching costs. */
function after(gaps: readonly number[], start = monday): { state: SpaceState; at: number } {
  let state = initialSpaceState()
  let at = start
  for (const gap of [0, ...gaps]) {
    at += gap
    state = recordRun(state, { at, noneCost: none, actualCost: none, cheapestPremium: 2_000_000 })
  }
  return { state, at }
}

test('the first use of a Space is marked whole for five minutes, so that a second try is a hit', () => {
  expect(decide(input(monday, initialSpaceState(), { breakpoints: [2_000, 8_000] }))).toMatchObject({
    kind: 'write',
    option: { ttl: '5m' },
    tokens: 8_000,
    reason: 'first-use',
  })
})

test('uses that are hours apart stop being marked', () => {
  const { state, at } = after([5 * hour, 7 * hour, 9 * hour])
  expect(decide(input(at + 6 * hour, state))).toMatchObject({ kind: 'none', reason: 'unlikely' })
})

test('a lively Space is marked, and one whose uses are twenty minutes apart for an hour', () => {
  const lively = after(Array.from({ length: 30 }, () => minute))
  expect(decide(input(lively.at + minute, lively.state))).toMatchObject({ kind: 'write', reason: 'likely' })
  const paced = after(Array.from({ length: 60 }, () => 20 * minute))
  expect(decide(input(paced.at + 20 * minute, paced.state))).toMatchObject({
    kind: 'write',
    option: { ttl: '1h' },
  })
})

test('what is warm is read, whatever else is believed', () => {
  const { state, at } = after([5 * hour, 7 * hour, 9 * hour])
  const warm = { tokens: 8_000, ttl: '5m', expiresAt: at + 5 * minute } as const
  expect(decide(input(at + minute, state, { warm }))).toMatchObject({
    kind: 'read',
    option: { ttl: '5m' },
    tokens: 8_000,
  })
})

test('after an edit only the tail is written, for as long as the head', () => {
  const { state, at } = after(Array.from({ length: 30 }, () => minute))
  const warm = { tokens: 6_000, ttl: '1h', expiresAt: at + hour } as const
  expect(decide(input(at + minute, state, { warm }))).toMatchObject({
    kind: 'write',
    option: { ttl: '1h' },
    tokens: 8_000,
  })
})

test('credit that does not reach the end buys a mark at an earlier breakpoint', () => {
  const { state, at } = after(Array.from({ length: 6 }, () => 20 * minute))
  const whole = decide(input(at + 20 * minute, state))
  expect(whole).toMatchObject({ kind: 'none', reason: 'trust-spent' })
  const parts = decide(input(at + 20 * minute, state, { breakpoints: [2_000, 4_000, 6_000, 8_000] }))
  expect(parts).toMatchObject({ kind: 'write', option: { ttl: '1h' } })
  expect(parts.kind === 'write' && parts.tokens < 8_000).toBe(true)
})

test.each([
  [
    'a clock that was set back',
    { tokens: 8_000, ttl: '5m' as const, expiresAt: monday + 5 * minute },
    monday - 10 * minute,
  ],
  [
    'a lifetime that nobody sells',
    { tokens: 8_000, ttl: '5m' as const, expiresAt: monday + 3 * hour },
    monday + minute,
  ],
  [
    'an expiry that has come',
    { tokens: 8_000, ttl: '5m' as const, expiresAt: monday + 5 * minute },
    monday + 5 * minute,
  ],
])('%s makes nothing warm', (_, warm, now) => {
  expect(decide(input(now, after([]).state, { warm })).kind).not.toBe('read')
})

test('a vendor that loses what it was paid for cannot go on costing money', () => {
  let state = after([]).state
  for (let run = 1; run <= 4; run += 1)
    state = recordRun(state, {
      at: monday + run * minute,
      noneCost: none,
      actualCost: none + 2_000_000,
      cheapestPremium: 2_000_000,
    })
  const warm = { tokens: 8_000, ttl: '5m', expiresAt: monday + 8 * minute } as const
  expect(decide(input(monday + 5 * minute, state, { warm }))).toMatchObject({
    kind: 'none',
    reason: 'trust-spent',
  })
})

test('a model that caches by itself is simply used; one that caches nothing gets no mark', () => {
  const automatic = cacheOptionsFor({ input: 5_000, cacheRead: 500, output: 1 })
  expect(decide(input(monday, initialSpaceState(), { options: automatic, inputRate: 5_000 }))).toMatchObject({
    kind: 'write',
    reason: 'free',
  })
  expect(decide(input(monday, initialSpaceState(), { options: [] }))).toMatchObject({
    kind: 'none',
    reason: 'nothing-to-cache',
  })
})

test('an explicit cache is made only where its storage pays', () => {
  const explicit = cacheOptionsFor({ input: 750, cacheRead: 75, storagePerHour: 1_000, output: 1 })
  const busy = after(Array.from({ length: 60 }, () => 3 * minute))
  const idle = after(Array.from({ length: 60 }, () => 3 * hour))
  expect(decide(input(busy.at + 3 * minute, busy.state, { options: explicit, inputRate: 750 })).kind).toBe(
    'write',
  )
  expect(decide(input(idle.at + 3 * hour, idle.state, { options: explicit, inputRate: 750 })).kind).toBe(
    'none',
  )
})

test('the same input gives the same decision, and leaves the state as it was', () => {
  const { state, at } = after([minute, hour, minute])
  const before = JSON.stringify(state)
  expect(decide(input(at + minute, state))).toEqual(
    decide(input(at + minute, JSON.parse(before) as SpaceState)),
  )
  expect(JSON.stringify(state)).toBe(before)
})
