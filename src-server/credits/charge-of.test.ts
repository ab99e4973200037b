import fc from 'fast-check'
import { expect, test } from 'vitest'
import table from '../../resources/models.json' with { type: 'json' }
import { costOfUsage } from '../../src-shared/pricing/cost-of-usage.ts'
import { findModel, findPrice } from '../../src-shared/pricing/find-price.ts'
import { modelTableSchema, type Price } from '../../src-shared/pricing/price-table.ts'
import type { TokenUsage } from '../../src-shared/token-usage.ts'
import { chargeOf } from './charge-of.ts'

const models = modelTableSchema.parse(table)
const seed: Price = {
  effectiveFrom: '2026-01-01',
  input: 3_000,
  cacheRead: 300,
  cacheWrite5m: 3_750,
  cacheWrite1h: 6_000,
  output: 15_000,
}

function priceOf(provider: string, id: string, day = '2026-11-21'): Price {
  const model = findModel(models, provider, id)
  const price = model === undefined ? undefined : findPrice(model, day)
  if (price === undefined) throw new Error(`no price for ${id}`)
  return price
}

test('the worked case: 100 uncached at $3, 2,000 read at $0.30 and 50 out at $15 per million are one credit', () => {
  const charge = chargeOf({ uncachedInputTokens: 100, cacheReadTokens: 2_000, outputTokens: 50 }, seed, 1.5)
  expect(charge).toEqual({
    credits: 1,
    vendorCost: 1_650_000,
    breakdown: { uncachedInput: 300_000, cacheRead: 600_000, cacheWrite: 0, output: 750_000 },
    savedCost: 5_400_000,
    uncachedCredits: 2,
    isEstimated: false,
  })
})

test.each([
  ['nothing costs nothing', { uncachedInputTokens: 0, outputTokens: 0 }, 0],
  ['a single token costs a credit', { uncachedInputTokens: 1, outputTokens: 0 }, 1],
] as const)('%s', (_name, usage, credits) => {
  expect(chargeOf(usage, seed, 1.5).credits).toBe(credits)
})

test.each([
  [1.5, 20_000_000, 3],
  [1.5, 20_000_001, 4],
  // 1.1 x 3 in floating point is 3.3000000000000003.
  [1.1, 300_000_000, 33],
  [1.001, 10_000_000_000, 1_001],
  [1, 10_000_000, 1],
])('margin %d on %d nano-dollars is %d credits: integers all the way', (margin, cost, credits) => {
  const oneNano: Price = { effectiveFrom: '2026-01-01', input: 1, cacheRead: 1, output: 1 }
  expect(chargeOf({ uncachedInputTokens: cost, outputTokens: 0 }, oneNano, margin).credits).toBe(credits)
})

test('each lifetime has its own write price', () => {
  const cost = (cacheWriteTokens: TokenUsage['cacheWriteTokens']) =>
    chargeOf({ uncachedInputTokens: 0, cacheReadTokens: 0, cacheWriteTokens, outputTokens: 0 }, seed, 1.5)
  expect(cost({ fiveMinutes: 1_000 })).toMatchObject({ vendorCost: 3_750_000, isEstimated: false })
  expect(cost({ oneHour: 1_000 })).toMatchObject({
    vendorCost: 6_000_000,
    savedCost: -3_000_000,
    isEstimated: false,
  })
  expect(cost({ fiveMinutes: 1_000, oneHour: 1_000 })).toMatchObject({
    vendorCost: 9_750_000,
    breakdown: { cacheWrite: 9_750_000 },
    isEstimated: false,
  })
})

test.each<[string, Price, TokenUsage['cacheWriteTokens'], number, boolean]>([
  ['not split by lifetime (Anthropic)', seed, { other: 1_000 }, 6_000_000, true],
  ['partly split', seed, { fiveMinutes: 1_000, other: 1_000 }, 9_750_000, true],
  ['a lifetime that the model does not sell', seed, { twelveHours: 1_000 }, 6_000_000, true],
  [
    'thirty minutes, the standard of OpenAI',
    priceOf('openai', 'gpt-6.1-terra'),
    { other: 1_000 },
    1_250_000,
    false,
  ],
  [
    'twelve hours without a price of their own',
    priceOf('openai', 'gpt-6-luna'),
    { twelveHours: 1_000 },
    125_000,
    true,
  ],
  ['none that counts', priceOf('openai', 'gpt-6-luna'), { other: 1_000, twelveHours: 0 }, 125_000, false],
  ['free writing', priceOf('openai', 'gpt-5.5'), { other: 1_000, oneHour: 1_000 }, 10_000_000, false],
])(
  'a write of unknown price costs the dearest one and says so: %s',
  (_name, price, cacheWriteTokens, vendorCost, isEstimated) => {
    expect(
      chargeOf({ uncachedInputTokens: 0, cacheReadTokens: 0, cacheWriteTokens, outputTokens: 0 }, price, 1.5),
    ).toMatchObject({ vendorCost, isEstimated, breakdown: { cacheWrite: vendorCost } })
  },
)

test('the long-prompt tier and the date of a price count', () => {
  const haiku = priceOf('anthropic', 'claude-haiku-5-5')
  expect(chargeOf({ uncachedInputTokens: 100_000, outputTokens: 0 }, haiku, 1.5).vendorCost).toBe(
    100_000 * 100,
  )
  expect(
    chargeOf({ uncachedInputTokens: 50_000, cacheReadTokens: 50_001, outputTokens: 0 }, haiku, 1.5)
      .vendorCost,
  ).toBe(50_000 * 500 + 50_001 * 50)
  expect(
    chargeOf({ uncachedInputTokens: 0, cacheWriteTokens: { other: 100_001 }, outputTokens: 0 }, haiku, 1.5)
      .vendorCost,
  ).toBe(100_001 * 1_000)
  const read = { uncachedInputTokens: 0, cacheReadTokens: 1_000, outputTokens: 0 }
  expect(chargeOf(read, priceOf('anthropic', 'claude-sonnet-5-5', '2026-10-06'), 1.5).vendorCost).toBe(
    200_000,
  )
  expect(chargeOf(read, priceOf('anthropic', 'claude-sonnet-5-5', '2026-10-07'), 1.5).vendorCost).toBe(
    100_000,
  )
})

test('what was not reported is not known, and what is known is charged', () => {
  expect(chargeOf(undefined, seed, 1.5)).toEqual({ credits: 0, isEstimated: true })
  expect(chargeOf({ uncachedInputTokens: 10_000 }, seed, 1.5)).toEqual({
    credits: 5,
    savedCost: undefined,
    isEstimated: true,
  })
  expect(chargeOf({ cacheReadTokens: 5, outputTokens: 1_000 }, seed, 1.5)).toMatchObject({
    credits: 3,
    isEstimated: true,
  })
  const plain = chargeOf({ uncachedInputTokens: 10, outputTokens: 10 }, seed, 1.5)
  expect([plain.savedCost, plain.uncachedCredits]).toEqual([undefined, undefined])
})

test('a report beyond all measure is taken for none, instead of emptying the balance', () => {
  expect(chargeOf({ uncachedInputTokens: Number.MAX_SAFE_INTEGER, outputTokens: 1 }, seed, 1.5)).toEqual({
    credits: 0,
    isEstimated: true,
  })
})

const tokens = fc.nat(3_000_000)
const usage = fc.record({
  uncachedInputTokens: tokens,
  cacheReadTokens: tokens,
  cacheWriteTokens: fc.record({ fiveMinutes: tokens, oneHour: tokens, twelveHours: tokens, other: tokens }),
  outputTokens: tokens,
})
const anyPrice = fc.constantFrom(
  ...Object.values(models).flatMap(({ models: of }) => of.flatMap(({ prices }) => prices)),
)
const margin = fc.integer({ min: 1, max: 5_000 }).map((thousandths) => thousandths / 1_000)

test('a charge is never below vendor cost x margin and less than a credit above it; an estimate is never below the known cost', () => {
  fc.assert(
    fc.property(usage, anyPrice, margin, (used, price, by) => {
      const { credits, vendorCost = Number.NaN, breakdown } = chargeOf(used, price, by)
      const due = BigInt(vendorCost) * BigInt(Math.round(by * 1_000))
      expect(BigInt(credits) * 10_000_000_000n - due).toBeGreaterThanOrEqual(0n)
      expect(BigInt(credits) * 10_000_000_000n - due).toBeLessThan(10_000_000_000n)
      expect(
        breakdown && breakdown.uncachedInput + breakdown.cacheRead + breakdown.cacheWrite + breakdown.output,
      ).toBe(vendorCost)
      expect(vendorCost).toBeGreaterThanOrEqual(costOfUsage(used, price).actual ?? 0)
    }),
  )
})

test('one token more, of whatever kind, never costs less', () => {
  const bucket = fc.constantFrom(
    'uncachedInputTokens',
    'cacheReadTokens',
    'fiveMinutes',
    'oneHour',
    'twelveHours',
    'other',
    'outputTokens',
  )
  fc.assert(
    fc.property(
      usage,
      bucket,
      fc.integer({ min: 1, max: 1_000_000 }),
      anyPrice,
      margin,
      (used, kind, more, price, by) => {
        const writes = used.cacheWriteTokens
        const grown =
          kind === 'uncachedInputTokens' || kind === 'cacheReadTokens' || kind === 'outputTokens'
            ? { ...used, [kind]: used[kind] + more }
            : { ...used, cacheWriteTokens: { ...writes, [kind]: writes[kind] + more } }
        expect(chargeOf(grown, price, by).credits).toBeGreaterThanOrEqual(chargeOf(used, price, by).credits)
      },
    ),
  )
})
