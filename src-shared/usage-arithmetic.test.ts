import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tokenUsageSchema, type TokenUsage } from './token-usage.ts'
import { cacheStatusOf, cacheWriteTotal, reportsCache, totalInputTokens } from './usage-arithmetic.ts'

test.each<[string, TokenUsage | undefined, string]>([
  ['nothing at all', undefined, 'unknown'],
  ['nothing about the cache', { uncachedInputTokens: 5, outputTokens: 1 }, 'unknown'],
  ['zero read', { cacheReadTokens: 0 }, 'miss'],
  ['zero read and written', { cacheReadTokens: 0, cacheWriteTokens: { fiveMinutes: 0, oneHour: 0 } }, 'miss'],
  ['reads alone', { cacheReadTokens: 5 }, 'hit'],
  ['writes alone', { cacheWriteTokens: { oneHour: 5 } }, 'write'],
  ['writes of unknown lifetime', { cacheReadTokens: 0, cacheWriteTokens: { other: 5 } }, 'write'],
  ['writes for twelve hours alone', { cacheReadTokens: 0, cacheWriteTokens: { twelveHours: 5 } }, 'write'],
  ['reads and writes', { cacheReadTokens: 5, cacheWriteTokens: { fiveMinutes: 5 } }, 'partial'],
])('a provider that reported %s: %#', (_reported, usage, status) => {
  expect(cacheStatusOf(usage)).toBe(status)
})

test('an absent count stays absent; a reported 0 counts as a report', () => {
  expect(cacheWriteTotal({})).toBeUndefined()
  expect(cacheWriteTotal({ cacheWriteTokens: {} })).toBe(0)
  expect(totalInputTokens({ cacheReadTokens: 5 })).toBeUndefined()
  expect(totalInputTokens({ uncachedInputTokens: 0 })).toBe(0)
  expect(reportsCache({ uncachedInputTokens: 0 })).toBe(false)
  expect(reportsCache({ cacheReadTokens: 0 })).toBe(true)
})

const count = fc.option(fc.nat(1_000_000), { nil: undefined })
const anyUsage = fc.record({
  uncachedInputTokens: fc.nat(1_000_000),
  cacheReadTokens: count,
  cacheWriteTokens: fc.option(
    fc.record({ fiveMinutes: count, oneHour: count, twelveHours: count, other: count }),
    { nil: undefined },
  ),
  outputTokens: count,
})

test('the buckets are disjoint: each token counts once in the total', () => {
  fc.assert(
    fc.property(anyUsage, fc.nat(1000), (usage, more) => {
      const total = totalInputTokens(usage)
      expect(totalInputTokens({ ...usage, cacheReadTokens: (usage.cacheReadTokens ?? 0) + more })).toBe(
        (total ?? 0) + more,
      )
      for (const bucket of ['fiveMinutes', 'oneHour', 'twelveHours', 'other'] as const) {
        const cacheWriteTokens = {
          ...usage.cacheWriteTokens,
          [bucket]: (usage.cacheWriteTokens?.[bucket] ?? 0) + more,
        }
        expect(totalInputTokens({ ...usage, cacheWriteTokens })).toBe((total ?? 0) + more)
      }
      expect(totalInputTokens({ ...usage, outputTokens: more })).toBe(total)
    }),
  )
})

test('usage survives storage as JSON: what was absent is absent, what was 0 is 0', () => {
  fc.assert(
    fc.property(anyUsage, (usage) => {
      expect(tokenUsageSchema.parse(JSON.parse(JSON.stringify(usage)))).toEqual(usage)
    }),
  )
})

test.each([
  { cacheReadTokens: -1 },
  { outputTokens: 1.5 },
  { uncachedInputTokens: Number.NaN },
  { cacheReadTokens: '5' },
])('a count that is none is refused: %j', (usage) => {
  expect(tokenUsageSchema.safeParse(usage).success).toBe(false)
})
