import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatUsd, toUsd } from './money.ts'

test.each([
  [undefined, '–'],
  [0, '$0.00'],
  [12_345_000_000, '$12.35'],
  [999_999_999, '$1.00'],
  [4_200_000, '$0.0042'],
  [9_999_600, '$0.010'],
  [10_000_000, '$0.010'],
  [-320_000, '−$0.00032'],
  [1000, '$0.000001'],
  [999, '<$0.000001'],
  [-1, '−<$0.000001'],
])('%s nano-dollars are shown as %s', (amount, shown) => {
  expect(formatUsd(amount)).toBe(shown)
})

test('an amount is never shown as zero, as a number in E notation or with the wrong sign', () => {
  fc.assert(
    fc.property(
      fc.integer().filter((amount) => amount !== 0),
      (amount) => {
        const shown = formatUsd(amount)
        expect(shown).toMatch(/^−?<?\$\d+\.\d{2,6}$/)
        expect(Number(shown.replace(/[^\d.]/g, ''))).toBeGreaterThan(0)
        expect(shown.startsWith('−')).toBe(amount < 0)
      },
    ),
  )
})

test('what is shown is near what is meant', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 1_000_000_000_000 }), (amount) => {
      const dollars = toUsd(amount)
      const shown = Number(formatUsd(amount).replace(/[$<]/g, ''))
      expect(Math.abs(shown - dollars)).toBeLessThanOrEqual(
        Math.max(0.0051, dollars * 0.06) * (dollars < 0.01 ? 0.1 : 1) + 5.1e-7,
      )
    }),
  )
})
