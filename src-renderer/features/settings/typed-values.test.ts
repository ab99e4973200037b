import { expect, test } from 'vitest'
import { budgetOf, budgetText } from './daily-budget.ts'
import { describeAnswers } from './describe-answers.ts'
import { moved } from './moved.ts'
import { keptMinutes, thresholds, tokenLimits, wholeNumberOf } from './typed-numbers.ts'

test('a typed number is taken as it was meant, or not at all: no digit is dropped, nothing is moved into the range', () => {
  const minutes = (typed: string) => wholeNumberOf(typed, keptMinutes)
  expect(['15', '10080', '10,080', '10 080'].map(minutes)).toEqual([15, 10_080, 10_080, 10_080])
  for (const typed of [
    '',
    '1.5',
    '0.5',
    '-5',
    'abc',
    '1e3',
    '2k',
    '1,5',
    '1,00',
    '1 0',
    '0',
    '10,081',
    '99,999',
    ',',
  ])
    expect(minutes(typed), typed).toBeUndefined()
  expect(wholeNumberOf('1.5', thresholds)).toBeUndefined()
  expect(wholeNumberOf('0', thresholds)).toBe(0)
  expect([wholeNumberOf('200,000', tokenLimits), wholeNumberOf('5', tokenLimits)]).toEqual([
    200_000,
    undefined,
  ])
})

test('a typed budget becomes whole nano-dollars and comes back as it was typed; what cannot be set is refused', () => {
  expect(budgetOf('$0.05')).toBe(50_000_000)
  expect([budgetOf('100'), budgetOf('.5'), budgetOf('0')]).toEqual([100_000_000_000, 500_000_000, 0])
  for (const typed of ['', '.', '-1', 'abc', '1e9', '1,000', '1000', '12 345', '2,500.50', '0,5', '100.01'])
    expect(budgetOf(typed), typed).toBeUndefined()
  expect([budgetText(50_000_000), budgetText(0), budgetText(100_000_000_000), budgetText(1_234_000)]).toEqual(
    ['0.05', '0.00', '100.00', '0.001234'],
  )
})

test('an item changes places with its neighbour, and stays at an end', () => {
  expect(moved(['a', 'b', 'c'], 2, 'up')).toEqual(['a', 'c', 'b'])
  expect(moved(['a', 'b', 'c'], 0, 'down')).toEqual(['b', 'a', 'c'])
  expect(moved(['a', 'b'], 0, 'up')).toEqual(['a', 'b'])
  expect(moved(['a', 'b'], 1, 'down')).toEqual(['a', 'b'])
})

test('kept answers whose saving is unknown are counted, not added as 0', () => {
  const stats = { hits: 3, misses: 1, savedCost: 4_000_000, unknownSavings: 1, entries: 2, bytes: 12_400 }
  expect(describeAnswers(stats)).toBe(
    '2 answers kept, 12 kB · used 3 of 4 times · saved $0.0040 · 1 saving unknown',
  )
  expect(describeAnswers({ ...stats, unknownSavings: 3, savedCost: 0 })).toBe(
    '2 answers kept, 12 kB · used 3 of 4 times · 3 savings unknown',
  )
  expect(describeAnswers({ hits: 0, misses: 0, savedCost: 0, unknownSavings: 0, entries: 0, bytes: 0 })).toBe(
    '0 answers kept now',
  )
})
