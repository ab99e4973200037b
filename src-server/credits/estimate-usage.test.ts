import { expect, test } from 'vitest'
import { estimateTokens } from '../../src-shared/estimate-tokens.ts'
import { estimateUsage } from './estimate-usage.ts'

const text = 'The quick brown fox jumps over the lazy dog. '.repeat(20)

test('a call of which nothing was reported is estimated from its bytes and from what was streamed', () => {
  expect(estimateUsage({ inputBytes: 4_001, text })).toEqual({
    uncachedInputTokens: 1_001,
    outputTokens: estimateTokens(text),
  })
  expect(estimateUsage({ inputBytes: 0, text: '' })).toEqual({ uncachedInputTokens: 0, outputTokens: 0 })
})

test('what was reported stays: Anthropic tells the input at the start', () => {
  const known = {
    uncachedInputTokens: 3,
    cacheReadTokens: 9_000,
    cacheWriteTokens: { fiveMinutes: 0, oneHour: 500 },
  }
  expect(estimateUsage({ known, inputBytes: 40_000, text })).toEqual({
    ...known,
    outputTokens: estimateTokens(text),
  })
  expect(estimateUsage({ known: { ...known, outputTokens: 7 }, inputBytes: 40_000, text }).outputTokens).toBe(
    7,
  )
})

test('input that was partly reported is not counted twice', () => {
  const known = { cacheReadTokens: 600, cacheWriteTokens: { other: 100 }, outputTokens: 5 }
  expect(estimateUsage({ known, inputBytes: 4_000, text: '' }).uncachedInputTokens).toBe(300)
  expect(estimateUsage({ known, inputBytes: 400, text: '' }).uncachedInputTokens).toBe(0)
})
