import { expect, test } from 'vitest'
import { toCount, UsageError } from './usage-error.ts'

test.each(['', ' ', 'many', '1.5', '-1', 'Infinity', '9007199254740993'])('“%s” is no count', (text) => {
  expect(() => toCount('prefix', text, 0)).toThrow(UsageError)
})

test('a count is read as a number', () => {
  expect(toCount('prefix', '8000', 1)).toBe(8000)
})
