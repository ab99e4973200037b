import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cacheTotalsOf, requestHitRate, tokenReuse } from './cache-measures.ts'

test('ten runs on 8,000 + 1,000 tokens inside the lifetime: nine of ten hit, 80.0 % of the tokens are read', () => {
  const cold = {
    uncachedInputTokens: 1000,
    cacheReadTokens: 0,
    cacheWriteTokens: { fiveMinutes: 8000 },
    outputTokens: 0,
  }
  const warm = { uncachedInputTokens: 1000, cacheReadTokens: 8000, outputTokens: 0 }
  const totals = cacheTotalsOf([cold, ...Array.from({ length: 9 }, () => warm)])
  expect(requestHitRate(totals)).toBe(0.9)
  expect(tokenReuse(totals)).toBeCloseTo(0.8, 10)
})

test('without a report the measures are unknown, not 0; a reported 0 is 0', () => {
  const nothing = { reportingRuns: 0, hitRuns: 0, cacheReadTokens: 0, inputTokens: 0 }
  expect(requestHitRate(nothing)).toBeUndefined()
  expect(tokenReuse(nothing)).toBeUndefined()
  expect(requestHitRate({ ...nothing, reportingRuns: 3, inputTokens: 5 })).toBe(0)
  expect(tokenReuse({ ...nothing, reportingRuns: 3, inputTokens: 5 })).toBe(0)
})

test('the measures are shares between 0 and 1, never NaN', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.nat(),
      fc.nat(),
      fc.nat(),
      (hitRuns, otherRuns, cacheReadTokens, otherTokens) => {
        const totals = {
          hitRuns,
          reportingRuns: hitRuns + otherRuns,
          cacheReadTokens,
          inputTokens: cacheReadTokens + otherTokens,
        }
        for (const measure of [requestHitRate(totals), tokenReuse(totals)]) {
          if (measure === undefined) continue
          expect(measure).toBeGreaterThanOrEqual(0)
          expect(measure).toBeLessThanOrEqual(1)
        }
      },
    ),
  )
})

test('a run that reported reads but not its other input adds to the hits, not to the shares', () => {
  const totals = cacheTotalsOf([
    { cacheReadTokens: 500 },
    undefined,
    { uncachedInputTokens: 5, outputTokens: 1 },
    { uncachedInputTokens: 100, cacheReadTokens: 100 },
  ])
  expect(totals).toEqual({ reportingRuns: 2, hitRuns: 2, cacheReadTokens: 100, inputTokens: 200 })
  expect(tokenReuse(totals)).toBe(0.5)
})
