import { expect, test } from 'vitest'
import { formatMoment, formatSignedShare } from './format.ts'

test('a time of another year is not taken for one of this year', () => {
  const now = new Date(2026, 0, 2, 9).getTime()
  expect(formatMoment(new Date(2025, 11, 31, 23, 59).getTime(), now)).toBe('31 Dec 2025, 23:59')
  expect(formatMoment(new Date(2026, 0, 1, 8, 5).getTime(), now)).toBe('1 Jan, 08:05')
})

test('a share has its sign, and an unknown one is a dash', () => {
  expect([0.312, -0.03, 0, undefined].map(formatSignedShare)).toEqual(['+31.2%', '−3%', '0%', '–'])
})
