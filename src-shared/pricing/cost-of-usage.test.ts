import fc from 'fast-check'
import { expect, test } from 'vitest'
import table from '../../resources/models.json' with { type: 'json' }
import type { TokenUsage } from '../token-usage.ts'
import { reportsCache, totalInputTokens } from '../usage-arithmetic.ts'
import { breakDownCost, costOfUsage } from './cost-of-usage.ts'
import { findModel, findPrice } from './find-price.ts'
import { modelTableSchema, type Price } from './price-table.ts'

const models = modelTableSchema.parse(table)

function priceOf(id: string, day: string, provider = 'anthropic'): Price {
  const model = findModel(models, provider, id)
  const price = model === undefined ? undefined : findPrice(model, day)
  if (price === undefined) throw new Error(`no price for ${id}`)
  return price
}

/** Ten runs on a prefix of 8,000 tokens with 1,000 new ones each, all inside the lifetime; output left out. */
function savedShare(price: Price, written: 'fiveMinutes' | 'oneHour'): number {
  const cold: TokenUsage = {
    uncachedInputTokens: 1000,
    cacheReadTokens: 0,
    cacheWriteTokens: { [written]: 8000 },
    outputTokens: 0,
  }
  const warm: TokenUsage = {
    uncachedInputTokens: 1000,
    cacheReadTokens: 8000,
    cacheWriteTokens: { fiveMinutes: 0, oneHour: 0 },
    outputTokens: 0,
  }
  const costs = [cold, ...Array.from({ length: 9 }, () => warm)].map((usage) => costOfUsage(usage, price))
  const sum = (part: 'saved' | 'uncached'): number =>
    costs.reduce((total, cost) => total + (cost[part] ?? Number.NaN), 0)
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
  const cost = costOfUsage(
    {
      uncachedInputTokens: 1000,
      cacheReadTokens: 0,
      cacheWriteTokens: { fiveMinutes: 8000 },
      outputTokens: 100,
    },
    priceOf('claude-sonnet-5-5', '2026-11-21'),
  )
  expect(cost).toEqual({
    actual: 1000 * 2000 + 8000 * 2500 + 100 * 10_000,
    uncached: 9000 * 2000 + 100 * 10_000,
    saved: -8000 * 500,
  })
})

test('the long-prompt tier bills the whole request, from one token above its border', () => {
  const price = priceOf('claude-haiku-5-5', '2026-11-21')
  const cost = (uncachedInputTokens: number): number | undefined =>
    costOfUsage({ uncachedInputTokens, cacheReadTokens: 50_000, outputTokens: 1000 }, price).actual
  expect(cost(50_000)).toBe(50_000 * 100 + 50_000 * 10 + 1000 * 500)
  expect(cost(50_001)).toBe(50_001 * 500 + 50_000 * 50 + 1000 * 2500)
})

test('unknown stays unknown: no price, no usage, no input, no output, no cache report', () => {
  const price = priceOf('claude-haiku-5-5', '2026-11-21')
  expect(costOfUsage({ uncachedInputTokens: 1, outputTokens: 1 }, undefined)).toEqual({})
  expect(costOfUsage(undefined, price)).toEqual({})
  expect(costOfUsage({ cacheReadTokens: 5, outputTokens: 1 }, price)).toEqual({})
  expect(costOfUsage({ uncachedInputTokens: 10, cacheReadTokens: 10 }, price)).toEqual({ saved: 10 * 90 })
  expect(costOfUsage({ uncachedInputTokens: 10, outputTokens: 10 }, price)).toEqual({
    actual: 6000,
    uncached: 6000,
    saved: undefined,
  })
})

test.each<[string, Price, TokenUsage['cacheWriteTokens'], number | undefined]>([
  ['five minutes', priceOf('claude-sonnet-5-5', '2026-11-21'), { fiveMinutes: 10 }, 25_000],
  ['an hour', priceOf('claude-sonnet-5-5', '2026-11-21'), { oneHour: 10 }, 40_000],
  ['a lifetime that was not reported', priceOf('claude-sonnet-5-5', '2026-11-21'), { other: 10 }, 25_000],
  ['thirty minutes, the standard', priceOf('gpt-6.1-terra', '2026-11-21', 'openai'), { other: 10 }, 12_500],
  ['twelve hours', priceOf('gpt-6.1-terra', '2026-11-21', 'openai'), { other: 10, twelveHours: 10 }, 37_500],
  [
    'twelve hours without a known price',
    priceOf('gpt-6-luna', '2026-11-21', 'openai'),
    { twelveHours: 10 },
    undefined,
  ],
  [
    'no tokens at a lifetime without a known price',
    priceOf('gpt-6-luna', '2026-11-21', 'openai'),
    { other: 10, twelveHours: 0 },
    1250,
  ],
  [
    'a lifetime that the vendor does not sell',
    priceOf('claude-sonnet-5-5', '2026-11-21'),
    { twelveHours: 10 },
    undefined,
  ],
  ['writes that are free', priceOf('gpt-5.5', '2026-11-21', 'openai'), { other: 10 }, 50_000],
])('each write bucket has its own price: %s', (_name, price, cacheWriteTokens, cost) => {
  expect(
    costOfUsage({ uncachedInputTokens: 0, cacheReadTokens: 0, cacheWriteTokens, outputTokens: 0 }, price)
      .actual,
  ).toBe(cost)
})

test('a write of unknown price leaves the cost and the saving unknown, but not what the run would have cost uncached', () => {
  const cost = costOfUsage(
    { uncachedInputTokens: 10, cacheWriteTokens: { twelveHours: 10 }, outputTokens: 10 },
    priceOf('gpt-6-luna', '2026-11-21', 'openai'),
  )
  expect(cost).toEqual({ actual: undefined, uncached: 20 * 100 + 10 * 500, saved: undefined })
})

test('dated prices and the practice model count the same way', () => {
  const usage: TokenUsage = { uncachedInputTokens: 0, cacheReadTokens: 10, outputTokens: 0 }
  expect(costOfUsage(usage, priceOf('practice-1', '2026-10-06', 'practice')).actual).toBe(2000)
  expect(costOfUsage(usage, priceOf('practice-1', '2026-10-07', 'practice')).actual).toBe(1000)
  expect(costOfUsage(usage, priceOf('gemini-3.8-flash', '2026-12-31', 'gemini')).actual).toBe(750)
  expect(costOfUsage(usage, priceOf('gemini-3.8-flash', '2027-01-01', 'gemini')).actual).toBe(1500)
})

const tokens = fc.nat(2_000_000)
const maybe = fc.option(tokens, { nil: undefined })
const anyUsage = fc.record({
  uncachedInputTokens: maybe,
  cacheReadTokens: maybe,
  cacheWriteTokens: fc.option(
    fc.record({ fiveMinutes: maybe, oneHour: maybe, twelveHours: maybe, other: maybe }),
    { nil: undefined },
  ),
  outputTokens: maybe,
})
const rate = fc.nat(100_000)
const maybeRate = fc.option(rate, { nil: undefined })
const rates = {
  input: rate,
  cacheRead: rate,
  output: rate,
  cacheWrite5m: maybeRate,
  cacheWrite30m: maybeRate,
  cacheWrite1h: maybeRate,
  cacheWrite12h: maybeRate,
}
const anyPrice = fc.record({
  ...rates,
  effectiveFrom: fc.constant('2026-01-01'),
  tierAbove: fc.option(fc.record({ ...rates, inputTokens: fc.integer({ min: 1, max: 1_000_000 }) }), {
    nil: undefined,
  }),
})

test('the breakdown puts every bucket where it belongs', () => {
  const usage: TokenUsage = {
    uncachedInputTokens: 10,
    cacheReadTokens: 100,
    cacheWriteTokens: { fiveMinutes: 1, oneHour: 2 },
    outputTokens: 5,
  }
  expect(breakDownCost(usage, priceOf('claude-sonnet-5-5', '2026-11-21'))).toEqual({
    uncachedInput: 20_000,
    cacheRead: 10_000,
    cacheWrite: 2500 + 8000,
    output: 50_000,
  })
})

test('every part is a whole number or absent, and cost plus saving is the cost without a cache', () => {
  fc.assert(
    fc.property(anyUsage, anyPrice, (usage, price) => {
      const cost = costOfUsage(usage, price)
      for (const part of [cost.actual, cost.uncached, cost.saved])
        expect(part === undefined || Number.isSafeInteger(part)).toBe(true)
      if (cost.actual !== undefined && cost.saved !== undefined)
        expect(cost.actual + cost.saved).toBe(cost.uncached)
      if (totalInputTokens(usage) === undefined || usage.outputTokens === undefined)
        expect(cost.actual).toBeUndefined()
      if (cost.actual !== undefined) expect(cost.actual).toBeGreaterThanOrEqual(0)
      if (cost.saved !== undefined) expect(reportsCache(usage)).toBe(true)
      const parts = breakDownCost(usage, price)
      expect(parts && parts.uncachedInput + parts.cacheRead + parts.cacheWrite + parts.output).toBe(
        cost.actual,
      )
    }),
  )
})

test('money adds up over runs: the cost of two runs is the sum of theirs, no token is charged twice', () => {
  const flat: Price = {
    effectiveFrom: '2026-01-01',
    input: 1000,
    cacheRead: 100,
    cacheWrite5m: 1250,
    cacheWrite1h: 2000,
    cacheWrite12h: 2500,
    output: 5000,
  }
  const count = fc.nat(1_000_000)
  const usage = fc.record({
    uncachedInputTokens: count,
    cacheReadTokens: count,
    cacheWriteTokens: fc.record({ fiveMinutes: count, oneHour: count, twelveHours: count, other: count }),
    outputTokens: count,
  })
  fc.assert(
    fc.property(usage, usage, (first, second) => {
      const both: TokenUsage = {
        uncachedInputTokens: first.uncachedInputTokens + second.uncachedInputTokens,
        cacheReadTokens: first.cacheReadTokens + second.cacheReadTokens,
        cacheWriteTokens: {
          fiveMinutes: first.cacheWriteTokens.fiveMinutes + second.cacheWriteTokens.fiveMinutes,
          oneHour: first.cacheWriteTokens.oneHour + second.cacheWriteTokens.oneHour,
          twelveHours: first.cacheWriteTokens.twelveHours + second.cacheWriteTokens.twelveHours,
          other: first.cacheWriteTokens.other + second.cacheWriteTokens.other,
        },
        outputTokens: first.outputTokens + second.outputTokens,
      }
      const [one, two, sum] = [first, second, both].map((each) => costOfUsage(each, flat))
      for (const part of ['actual', 'uncached', 'saved'] as const)
        expect((one?.[part] ?? Number.NaN) + (two?.[part] ?? Number.NaN)).toBe(sum?.[part])
    }),
  )
})
