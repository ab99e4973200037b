import { expect, test } from 'vitest'
import table from '../../resources/models.json' with { type: 'json' }
import { findModel, findPrice } from './find-price.ts'
import { modelTableSchema, type Price } from './price-table.ts'
import { costOfExplicitCreation, costOfRefresh, costOfStorage, readsThatPayStorage } from './upkeep-cost.ts'

const models = modelTableSchema.parse(table)

function priceOf(provider: string, id: string, day = '2026-11-21'): Price {
  const model = findModel(models, provider, id)
  const price = model === undefined ? undefined : findPrice(model, day)
  if (price === undefined) throw new Error(`no price for ${id}`)
  return price
}

test('a refresh costs its read, or a whole write when it came too late', () => {
  const price = priceOf('anthropic', 'claude-sonnet-5-5')
  expect(costOfRefresh({ uncachedInputTokens: 4, cacheReadTokens: 8000 }, price)).toBe(4 * 2000 + 8000 * 100)
  expect(
    costOfRefresh(
      { uncachedInputTokens: 4, cacheReadTokens: 0, cacheWriteTokens: { oneHour: 8000 }, outputTokens: 0 },
      price,
    ),
  ).toBe(4 * 2000 + 8000 * 4000)
  expect(costOfRefresh(undefined, price)).toBeUndefined()
  expect(costOfRefresh({ cacheReadTokens: 8000 }, price)).toBeUndefined()
})

test('storage is tokens times hours times the price of the day', () => {
  expect(costOfStorage(1_000_000, 1, priceOf('gemini', 'gemini-3.8-flash'))).toBe(500_000_000)
  expect(costOfStorage(1_000_000, 1, priceOf('gemini', 'gemini-3.8-flash', '2027-01-01'))).toBe(1_000_000_000)
  expect(costOfStorage(3, 1 / 3600, priceOf('gemini', 'gemini-3.8-flash'))).toBe(0)
})

test('storage without a price, or over a time that cannot be, is unknown and never free', () => {
  expect(costOfStorage(1000, 1, priceOf('anthropic', 'claude-haiku-5-5'))).toBeUndefined()
  expect(costOfStorage(1000, 1, undefined)).toBeUndefined()
  for (const hours of [-1, Number.NaN, Infinity])
    expect(costOfStorage(1000, hours, priceOf('gemini', 'gemini-3.8-flash'))).toBeUndefined()
})

test('an explicit cache is made at the input price, in the tier that its size is in', () => {
  const price = priceOf('gemini', 'gemini-3.1-pro-preview')
  expect(costOfExplicitCreation(200_000, price)).toBe(200_000 * 2000)
  expect(costOfExplicitCreation(200_001, price)).toBe(200_001 * 4000)
  expect(costOfExplicitCreation(1000, undefined)).toBeUndefined()
})

test('storage pays from as many reads an hour as published: 0.74 (3.8 Flash) to 3.70 (3.5 Flash-Lite)', () => {
  expect(readsThatPayStorage(priceOf('gemini', 'gemini-3.8-flash'))).toBeCloseTo(0.74, 2)
  expect(readsThatPayStorage(priceOf('gemini', 'gemini-3.5-flash-lite'))).toBeCloseTo(3.7, 2)
  expect(readsThatPayStorage(priceOf('anthropic', 'claude-haiku-5-5'))).toBeUndefined()
  expect(readsThatPayStorage({ input: 10, cacheRead: 10, storagePerHour: 5, output: 1 })).toBeUndefined()
})
