import { expect, test } from 'vitest'
import { budgetOf, budgetText } from './daily-budget.ts'
import { describeAnswers } from './describe-answers.ts'
import { moved } from './moved.ts'
import { keptMinutesOf, thresholdOf, tokenLimitOf } from './typed-counts.ts'

test('a typed token limit is kept within what can be set', () => {
  expect(tokenLimitOf('200,000')).toBe(200_000)
  expect(tokenLimitOf('5')).toBe(1_000)
  expect(tokenLimitOf('99 000 000')).toBe(5_000_000)
  expect(tokenLimitOf('many')).toBeUndefined()
  expect([keptMinutesOf('0'), keptMinutesOf('99,999'), thresholdOf('0')]).toEqual([1, 10_080, 0])
})

test('a typed budget becomes whole nano-dollars, and comes back as it was typed', () => {
  expect(budgetOf('$0.05')).toBe(50_000_000)
  expect(budgetOf('0,5')).toBe(500_000_000)
  expect(budgetOf('1000')).toBe(100_000_000_000)
  expect([budgetOf('-1'), budgetOf(''), budgetOf('.'), budgetOf('1e3')]).toEqual([undefined, undefined, undefined, undefined])
  expect([budgetText(50_000_000), budgetText(0), budgetText(100_000_000_000), budgetText(1_234_000)]).toEqual(['0.05', '0.00', '100.00', '0.001234'])
})

test('an item changes places with its neighbour, and stays at an end', () => {
  expect(moved(['a', 'b', 'c'], 2, 'up')).toEqual(['a', 'c', 'b'])
  expect(moved(['a', 'b', 'c'], 0, 'down')).toEqual(['b', 'a', 'c'])
  expect(moved(['a', 'b'], 0, 'up')).toEqual(['a', 'b'])
  expect(moved(['a', 'b'], 1, 'down')).toEqual(['a', 'b'])
})

test('kept answers whose saving is unknown are counted, not added as 0', () => {
  const stats = { hits: 3, misses: 1, savedCost: 4_000_000, unknownSavings: 1, entries: 2, bytes: 12_400 }
  expect(describeAnswers(stats)).toBe('2 answers kept, 12 kB · used 3 of 4 times · saved $0.0040 · 1 saving unknown')
  expect(describeAnswers({ ...stats, unknownSavings: 3, savedCost: 0 })).toBe('2 answers kept, 12 kB · used 3 of 4 times · 3 savings unknown')
  expect(describeAnswers({ hits: 0, misses: 0, savedCost: 0, unknownSavings: 0, entries: 0, bytes: 0 })).toBe('None kept now')
})
