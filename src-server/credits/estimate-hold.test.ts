import fc from 'fast-check'
import { expect, test } from 'vitest'
import table from '../../resources/models.json' with { type: 'json' }
import { findModel, findPrice } from '../../src-shared/pricing/find-price.ts'
import { modelTableSchema, type Price } from '../../src-shared/pricing/price-table.ts'
import { cacheTtls } from '../../src-shared/run-event.ts'
import { affordableOutput } from './affordable-output.ts'
import { chargeOf } from './charge-of.ts'
import { estimateHold, type CallSize } from './estimate-hold.ts'

const models = modelTableSchema.parse(table)
const seed: Price = {
  effectiveFrom: '2026-01-01',
  input: 3_000,
  cacheRead: 300,
  cacheWrite5m: 3_750,
  cacheWrite1h: 6_000,
  output: 15_000,
}
const call: CallSize = {
  inputBytes: 30_000,
  breakpointTtls: [],
  price: seed,
  margin: 1.5,
  maxOutputTokens: 1_000,
  choices: 1,
}

function priceOf(provider: string, id: string): Price {
  const model = findModel(models, provider, id)
  const price = model === undefined ? undefined : findPrice(model, '2026-11-21')
  if (price === undefined) throw new Error(`no price for ${id}`)
  return price
}

test.each<[string, Partial<CallSize>, number]>([
  // 10,000 tokens at $3 and 1,000 at $15 are $0.045, x 1.5 6.75 credits.
  ['input and the whole output', {}, 7],
  [
    'a started token',
    { inputBytes: 30_001, price: { ...seed, input: 1_000 }, maxOutputTokens: 0, margin: 1 },
    2,
  ],
  ['every choice has the whole output', { choices: 3 }, 12],
  ['five minutes: every byte may be written', { breakpointTtls: ['5m'] }, 8],
  ['the dearest of several lifetimes', { breakpointTtls: ['5m', '1h', '5m'] }, 12],
  ['a lifetime without a price of its own costs the dearest', { breakpointTtls: ['24h'] }, 12],
  [
    'free writing costs what input costs',
    { price: priceOf('openai', 'gpt-5.5'), breakpointTtls: ['24h'] },
    12,
  ],
  ['OpenAI from 5.6 on writes by itself', { price: priceOf('openai', 'gpt-6-astra') }, 27],
  [
    'the tier of a long prompt',
    { price: priceOf('anthropic', 'claude-haiku-5-5'), inputBytes: 300_003, maxOutputTokens: 10_000 },
    12,
  ],
  [
    'just below the tier',
    { price: priceOf('anthropic', 'claude-haiku-5-5'), inputBytes: 300_000, maxOutputTokens: 10_000 },
    3,
  ],
  ['at least one credit', { price: { ...seed, input: 0, output: 0 } }, 1],
])('a hold covers %s', (_name, changes, credits) => {
  expect(estimateHold({ ...call, ...changes })).toBe(credits)
})

test('what the credits do not cover is not affordable, down to the last token', () => {
  // $0.03 of input and n tokens at $15, x 1.5, within 7 credits: n = 1,111.
  expect(affordableOutput(7, call)).toBe(1_111)
  expect(estimateHold({ ...call, maxOutputTokens: 1_112 })).toBe(8)
  expect(affordableOutput(4, call)).toBe(0)
  expect(affordableOutput(0, { ...call, inputBytes: 0 })).toBe(0)
  expect(affordableOutput(-3, call)).toBe(0)
  expect(affordableOutput(1, { ...call, price: { ...seed, input: 0, output: 0 } })).toBe(
    Number.MAX_SAFE_INTEGER,
  )
})

const anyPrice = fc.constantFrom(
  ...Object.values(models).flatMap(({ models: of }) => of.flatMap(({ prices }) => prices)),
)
const size = fc.record({
  inputBytes: fc.nat(10_000_000),
  breakpointTtls: fc.array(fc.constantFrom(...cacheTtls), { maxLength: 4 }),
  price: anyPrice,
  margin: fc.integer({ min: 1, max: 5_000 }).map((thousandths) => thousandths / 1_000),
  choices: fc.integer({ min: 1, max: 16 }),
})

test('the affordable output is held within the credits, and one token more is not', () => {
  fc.assert(
    fc.property(size, fc.oneof(fc.nat(200), fc.nat(100_000_000)), (each, credits) => {
      const maxOutputTokens = affordableOutput(credits, each)
      const isInputCovered = estimateHold({ ...each, maxOutputTokens: 0 }) <= credits
      if (!isInputCovered) expect(maxOutputTokens).toBe(0)
      else expect(estimateHold({ ...each, maxOutputTokens })).toBeLessThanOrEqual(credits)
      if (credits >= 1 && isInputCovered)
        expect(estimateHold({ ...each, maxOutputTokens: maxOutputTokens + 1 })).toBeGreaterThan(credits)
    }),
  )
})

test('a call that stays within the estimate of its input and within its limit is never charged more than was held', () => {
  fc.assert(
    fc.property(
      size,
      fc.nat(100_000),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (each, maxOutputTokens, share, written) => {
        const input = Math.floor((each.inputBytes / 3) * share)
        const oneHour =
          each.breakpointTtls.includes('1h') && each.price.cacheWrite1h !== undefined
            ? Math.floor(input * written)
            : 0
        const usage = {
          uncachedInputTokens: input - oneHour,
          cacheReadTokens: 0,
          cacheWriteTokens: { oneHour },
          outputTokens: maxOutputTokens * each.choices,
        }
        expect(chargeOf(usage, each.price, each.margin).credits).toBeLessThanOrEqual(
          estimateHold({ ...each, maxOutputTokens }),
        )
      },
    ),
  )
})
