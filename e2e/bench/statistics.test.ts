import fc from 'fast-check'
import { expect, test } from 'vitest'
import { median, percentile, rounded } from './statistics.ts'

test('percentiles go by nearest rank, whatever the order', () => {
  const values = [15, 50, 20, 40, 35]
  expect([0.05, 0.3, 0.4, 0.5, 1].map((share) => percentile(values, share))).toEqual([15, 20, 20, 35, 50])
})

test('the 95th percentile of forty runs is the third slowest, not the slowest', () => {
  expect(
    percentile(
      Array.from({ length: 40 }, (_, index) => index + 1),
      0.95,
    ),
  ).toBe(38)
})

test('a percentile is one of the values, and at least its share of them is not above it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true }), { minLength: 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, share) => {
        const found = percentile(values, share)
        expect(values).toContain(found)
        expect(values.filter((value) => value <= found).length / values.length).toBeGreaterThanOrEqual(
          share - 1e-9,
        )
      },
    ),
  )
})

test('medians of odd and even numbers; the input stays in order', () => {
  const values = [3, 1, 2]
  expect(median(values)).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
  expect(values).toEqual([3, 1, 2])
})

test('no measurement is an error, not a zero', () => {
  expect(() => median([])).toThrow('Nothing was measured.')
  expect(() => percentile([], 0.95)).toThrow('Nothing was measured.')
})

test('rounding', () => {
  expect([rounded(1.26), rounded(1.2346, 3), rounded(80)]).toEqual([1.3, 1.235, 80])
})
