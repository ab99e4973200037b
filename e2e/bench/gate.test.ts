import { expect, test } from 'vitest'
import { atLeast, atMost, holds } from './gate.ts'

test('a time may not exceed its budget, and a rate may not fall below it', () => {
  const time = { value: 30, reference: 10, budget: 2.5 }
  expect(atMost(time)).toEqual({ value: 30, reference: 10, ratio: 3, budget: 2.5, rule: 'at most' })
  expect([holds(atMost(time)), holds(atLeast(time))]).toEqual([false, true])
})

test('the middle of the ratios of pairs counts, not the ratio of the middles', () => {
  expect(holds(atMost({ value: 30, reference: 10, ratio: 1.2, budget: 1.5 }))).toBe(true)
})

test('a reference that was not measured passes no gate', () => {
  const broken = { value: 3, reference: Number.NaN, budget: 2 }
  expect([holds(atMost(broken)), holds(atLeast(broken))]).toEqual([false, false])
})
