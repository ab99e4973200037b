import fc from 'fast-check'
import { expect, test } from 'vitest'
import table from '../../resources/models.json' with { type: 'json' }
import type { TokenUsage } from '../token-usage.ts'
import { totalInputTokens } from '../usage-arithmetic.ts'
import { costOfUsage } from './cost-of-usage.ts'
import { findModel, findPrice } from './find-price.ts'
import { modelTableSchema, type Price } from './price-table.ts'

const models = modelTableSchema.parse(table)

function priceOf(id: string, day: string): Price {
  const model = findModel(models, 'anthropic', id)
  const price = model === undefined ? undefined : findPrice(model, day)
  if (price === undefined) throw new Error(`no price for ${id}`)
  return price
}

/** Ten runs on a prefix of 8,000 tokens with 1,000 new ones each, all inside the lifetime; output left out. */
function savedShare(price: Price, written: 'fiveMinutes' | 'oneHour'): number {
  const cold: TokenUsage = { uncachedInputTokens: 1000, cacheReadTokens: 0, cacheWriteTokens: { [written]: 8000 }, outputTokens: 0 }
  const warm: TokenUsage = { uncachedInputTokens: 1000, cacheReadTokens: 8000, cacheWriteTokens: { fiveMinutes: 0, oneHour: 0 }, outputTokens: 0 }
  const costs = [cold, ...Array.from({ length: 9 }, () => warm)].map((usage) => costOfUsage(usage, price))
  const sum = (part: 'saved' | 'uncached'): number => costs.reduce((total, cost) => total + (cost[part] ?? Number.NaN), 0)
  return sum('saved') / sum('uncached')
}

const freeWrites: Price = { effectiveFrom: '2026-01-01', input: 1000, cacheRead: 100, output: 0 }

test.each([
  ['claude-sonnet-5-5, five minutes', priceOf('claude-sonnet-5-5', '2026-11-21'), 'fiveMinutes', 73.8],
  ['claude-sonnet-5-5, an hour', priceOf('claude-sonnet-5-5', '2026-11-21'), 'oneHour', 67.1],
  ['reads at a tenth, writes at 1.25', priceOf('claude-sonnet-5-5', '2026-10-06'), 'fiveMinutes', 69.8],
  ['reads at a tenth, free writes', freeWrites, 'fiveMinutes', 72],
] as const)('the worked example saves what it should: %s', (_name, price, written, percent) => {
  expect(Math.round(savedShare(price, written) * 1000) / 10).toBe(percent)
})

test('a write that is never read makes a run dearer, and the saving says so', () => {
  const cost = costOfUsage({ uncachedInputTokens: 1000, cacheReadTokens: 0, cacheWriteTokens: { fiveMinutes: 8000 }, outputTokens: 100 }, priceOf('claude-sonnet-5-5', '2026-11-21'))
  expect(cost).toEqual({ actual: 1000 * 2000 + 8000 * 2500 + 100 * 10_000, uncached: 9000 * 2000 + 100 * 10_000, saved: -8000 * 500 })
})

test('the long-prompt tier bills the whole request, from one token above its border', () => {
  const price = priceOf('claude-haiku-5-5', '2026-11-21')
  const cost = (uncachedInputTokens: number): number | undefined => costOfUsage({ uncachedInputTokens, cacheReadTokens: 50_000, outputTokens: 1000 }, price).actual
  expect(cost(50_000)).toBe(50_000 * 100 + 50_000 * 10 + 1000 * 500)
  expect(cost(50_001)).toBe(50_001 * 500 + 50_000 * 50 + 1000 * 2500)
})

test('unknown stays unknown: no price, no usage, no input, no output, no cache report', () => {
  const price = priceOf('claude-haiku-5-5', '2026-11-21')
  expect(costOfUsage({ uncachedInputTokens: 1, outputTokens: 1 }, undefined)).toEqual({})
  expect(costOfUsage(undefined, price)).toEqual({})
  expect(costOfUsage({ cacheReadTokens: 5, outputTokens: 1 }, price)).toEqual({})
  expect(costOfUsage({ uncachedInputTokens: 10, cacheReadTokens: 10 }, price)).toEqual({ saved: 10 * 90 })
  expect(costOfUsage({ uncachedInputTokens: 10, outputTokens: 10 }, price)).toEqual({ actual: 6000, uncached: 6000, saved: undefined })
})

test('an hour is priced as such, a write of unknown lifetime as five minutes', () => {
  const price = priceOf('claude-sonnet-5-5', '2026-11-21')
  const actual = (writes: TokenUsage['cacheWriteTokens']): number | undefined => costOfUsage({ uncachedInputTokens: 0, cacheWriteTokens: writes, outputTokens: 0 }, price).actual
  expect(actual({ oneHour: 10 })).toBe(40_000)
  expect(actual({ other: 10 })).toBe(25_000)
  expect(actual({ fiveMinutes: 10 })).toBe(25_000)
})

const tokens = fc.nat(2_000_000)
const maybe = fc.option(tokens, { nil: undefined })
const anyUsage = fc.record({
  uncachedInputTokens: maybe,
  cacheReadTokens: maybe,
  cacheWriteTokens: fc.option(fc.record({ fiveMinutes: maybe, oneHour: maybe, other: maybe }), { nil: undefined }),
  outputTokens: maybe,
})
const rate = fc.nat(100_000)
const rates = { input: rate, cacheRead: rate, output: rate, cacheWrite5m: fc.option(rate, { nil: undefined }), cacheWrite1h: fc.option(rate, { nil: undefined }) }
const anyPrice = fc.record({ ...rates, effectiveFrom: fc.constant('2026-01-01'), tierAbove: fc.option(fc.record({ ...rates, inputTokens: fc.integer({ min: 1, max: 1_000_000 }) }), { nil: undefined }) })

test('every part is a whole number or absent, and cost plus saving is the cost without a cache', () => {
  fc.assert(
    fc.property(anyUsage, anyPrice, (usage, price) => {
      const cost = costOfUsage(usage, price)
      for (const part of [cost.actual, cost.uncached, cost.saved]) expect(part === undefined || Number.isSafeInteger(part)).toBe(true)
      if (cost.actual !== undefined && cost.saved !== undefined) expect(cost.actual + cost.saved).toBe(cost.uncached)
      expect(cost.actual === undefined).toBe(totalInputTokens(usage) === undefined || usage.outputTokens === undefined)
    }),
  )
})
