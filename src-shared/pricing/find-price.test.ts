import { expect, test } from 'vitest'
import table from '../../resources/models.json' with { type: 'json' }
import { findModel, findPrice, ratesFor } from './find-price.ts'
import { modelTableSchema, type Model } from './price-table.ts'

const models = modelTableSchema.parse(table)

function modelOf(id: string, provider = 'anthropic'): Model {
  const model = findModel(models, provider, id)
  if (model === undefined) throw new Error(`no model ${id}`)
  return model
}

test('only an exact id is found: a neighbour has another price', () => {
  for (const id of ['claude-sonnet-5-5-20260901', 'claude-sonnet', 'CLAUDE-SONNET-5-5', '']) expect(findModel(models, 'anthropic', id)).toBeUndefined()
  expect(findModel(models, 'openai', 'claude-sonnet-5-5')).toBeUndefined()
  expect(modelOf('claude-sonnet-5').prices).toEqual([])
})

test('a dated price is in force from its day on', () => {
  const sonnet = modelOf('claude-sonnet-5-5')
  expect(findPrice(sonnet, '2026-10-06')?.cacheRead).toBe(200)
  expect(findPrice(sonnet, '2026-10-07')?.cacheRead).toBe(100)
  expect(findPrice(sonnet, '2027-01-01')?.cacheRead).toBe(100)
  expect(findPrice(sonnet, '2025-12-31')).toBeUndefined()
  expect(findPrice({ ...sonnet, prices: sonnet.prices.toReversed() }, '2026-11-01')?.cacheRead).toBe(100)
})

test('the tier begins above its border, not at it', () => {
  const price = findPrice(modelOf('claude-haiku-5-5'), '2026-11-21')
  if (price === undefined) throw new Error('no price')
  expect(ratesFor(price, 100_000).input).toBe(100)
  expect(ratesFor(price, 100_001).input).toBe(500)
})

/** Dollars per million tokens: input, read, write for five minutes and an hour, output. */
test.each([
  ['claude-haiku-5-5', 0.1, 0.01, 0.125, 0.2, 0.5, 512],
  ['claude-sonnet-5-5', 2, 0.1, 2.5, 4, 10, 512],
  ['claude-opus-5-5', 4, 0.2, 5, 8, 20, 512],
  ['claude-fable-5-2', 8, 0.2, 10, 16, 40, undefined],
  ['claude-haiku-4-5', 1, 0.1, 1.25, 2, 5, 4096],
])('the shipped price of %s is the vendor’s', (id, input, cacheRead, cacheWrite5m, cacheWrite1h, output, minimum) => {
  const model = modelOf(id)
  const price = findPrice(model, '2026-11-21')
  expect([price?.input, price?.cacheRead, price?.cacheWrite5m, price?.cacheWrite1h, price?.output]).toEqual([input, cacheRead, cacheWrite5m, cacheWrite1h, output].map((dollars) => Math.round(dollars * 1000)))
  expect(model.minimumCacheableTokens).toBe(minimum)
})

test('practice is priced like claude-sonnet-5-5, so that its figures are realistic', () => {
  expect(modelOf('practice-1', 'practice').prices).toEqual(modelOf('claude-sonnet-5-5').prices)
})

test.each(Object.entries(models))('the table of %s is sound', (_provider, { defaultModel, models: all }) => {
  const ids = all.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toContain(defaultModel)
  expect(all.find(({ id }) => id === defaultModel)?.prices).not.toEqual([])
  for (const { prices } of all) {
    expect(prices.map(({ effectiveFrom }) => effectiveFrom)).toEqual([...new Set(prices.map(({ effectiveFrom }) => effectiveFrom))].sort())
    for (const price of prices.flatMap((entry) => [entry, ...(entry.tierAbove === undefined ? [] : [entry.tierAbove])])) {
      expect(price.cacheRead).toBeLessThan(price.input)
      expect(price.cacheWrite5m).toBe(price.input * 1.25)
      expect(price.cacheWrite1h).toBe(price.input * 2)
    }
  }
})
