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
  for (const id of ['claude-sonnet-5-5-20260901', 'claude-sonnet', 'CLAUDE-SONNET-5-5', ''])
    expect(findModel(models, 'anthropic', id)).toBeUndefined()
  expect(findModel(models, 'openai', 'claude-sonnet-5-5')).toBeUndefined()
  // Its cheaper neighbour reads at half its price: taking one for the other would be wrong by a factor of two.
  expect(findPrice(modelOf('claude-sonnet-5'), '2026-11-21')?.cacheRead).toBe(200)
  expect(findPrice(modelOf('claude-sonnet-5-5'), '2026-11-21')?.cacheRead).toBe(100)
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
])(
  'the shipped price of %s is the vendor’s',
  (id, input, cacheRead, cacheWrite5m, cacheWrite1h, output, minimum) => {
    const model = modelOf(id)
    const price = findPrice(model, '2026-11-21')
    expect([price?.input, price?.cacheRead, price?.cacheWrite5m, price?.cacheWrite1h, price?.output]).toEqual(
      [input, cacheRead, cacheWrite5m, cacheWrite1h, output].map((dollars) => Math.round(dollars * 1000)),
    )
    expect(model.minimumCacheableTokens).toBe(minimum)
  },
)

test('practice is priced like claude-sonnet-5-5, so that its figures are realistic', () => {
  expect(modelOf('practice-1', 'practice').prices).toEqual(modelOf('claude-sonnet-5-5').prices)
})

/** Dollars per million tokens on the facts' day: input, read, standard write, output, storage per hour, minimum, context. */
test.each([
  ['openai', 'gpt-6-luna', 0.1, 0.01, 0.125, 0.5, undefined, 1024, 1_050_000],
  ['openai', 'gpt-6.1-terra', 1, 0.05, 1.25, 5, undefined, 1024, 1_050_000],
  ['openai', 'gpt-6.1-sol', 2, 0.1, 2.5, 10, undefined, 1024, 1_050_000],
  ['openai', 'gpt-6-sol', 2, 0.2, 2.5, 10, undefined, 1024, 872_000],
  ['openai', 'gpt-6-astra', 10, 1, 12.5, 50, undefined, 1024, 1_050_000],
  ['openai', 'gpt-5.5', 5, 0.5, undefined, 30, undefined, undefined, 1_050_000],
  ['gemini', 'gemini-4-argon', 2, 0.1, undefined, 10, 1, 4096, 1_048_576],
  ['gemini', 'gemini-3.8-flash', 0.75, 0.075, undefined, 3.75, 0.5, 4096, 1_048_576],
  ['gemini', 'gemini-3.5-flash-lite', 0.3, 0.03, undefined, 2.5, 1, undefined, 1_048_576],
  ['gemini', 'gemini-3.1-pro-preview', 2, 0.2, undefined, 12, 4.5, 4096, 1_048_576],
])(
  'the shipped price of %s %s is the vendor’s',
  (provider, id, input, cacheRead, cacheWrite30m, output, storagePerHour, minimum, context) => {
    const model = modelOf(id, provider)
    const price = findPrice(model, '2026-11-21')
    const nano = (dollars: number | undefined): number | undefined =>
      dollars === undefined ? undefined : Math.round(dollars * 1000)
    expect(price).toMatchObject({ input: nano(input), cacheRead: nano(cacheRead), output: nano(output) })
    expect([price?.cacheWrite30m, price?.storagePerHour]).toEqual([nano(cacheWrite30m), nano(storagePerHour)])
    expect([model.minimumCacheableTokens, model.contextTokens]).toEqual([minimum, context])
  },
)

test.each([
  ['gemini-4-argon', '2026-11-30', '2026-12-01'],
  ['gemini-3.8-flash', '2026-12-31', '2027-01-01'],
])('introductory prices of %s double on their day, every rate of them', (id, before, after) => {
  const [early, late] = [findPrice(modelOf(id, 'gemini'), before), findPrice(modelOf(id, 'gemini'), after)]
  for (const rate of ['input', 'cacheRead', 'output', 'storagePerHour'] as const)
    expect(late?.[rate]).toBe((early?.[rate] ?? Number.NaN) * 2)
})

test.each(models.openai?.models.filter(({ id }) => /^gpt-(6|5\.[456]$|5\.6)/.test(id)) ?? [])(
  'above 272,000 tokens $id costs twice the input and one and a half times the output',
  (model) => {
    for (const price of model.prices) {
      const [short, long] = [ratesFor(price, 272_000), ratesFor(price, 272_001)]
      for (const rate of ['input', 'cacheRead', 'cacheWrite30m', 'cacheWrite12h'] as const)
        expect(long[rate]).toBe(short[rate] === undefined ? undefined : short[rate] * 2)
      expect(long.output).toBe(short.output * 1.5)
    }
  },
)

test('caching rules follow the model: gates that a wrong family would turn into a refused request', () => {
  const caching = (provider: string, id: string): Model['caching'] => modelOf(id, provider).caching
  expect(caching('anthropic', 'claude-haiku-5-5')).toEqual({
    control: 'breakpoints',
    lifetimes: ['5m', '1h'],
    explicit: false,
    prewarm: true,
  })
  expect(caching('practice', 'practice-1')).toEqual(caching('anthropic', 'claude-haiku-5-5'))
  for (const id of ['gpt-5.6-luna', 'gpt-6-luna', 'gpt-6.1-sol'])
    expect(caching('openai', id)).toEqual({
      control: 'breakpoints',
      lifetimes: ['30m', '12h'],
      explicit: false,
      prewarm: true,
    })
  expect(caching('openai', 'gpt-5.5')).toEqual({
    control: 'automatic',
    lifetimes: ['24h'],
    explicit: false,
    prewarm: false,
  })
  expect(caching('openai', 'gpt-4o')).toEqual({
    control: 'automatic',
    lifetimes: [],
    explicit: false,
    prewarm: false,
  })
  expect(caching('gemini', 'gemini-3.8-flash')).toEqual({
    control: 'automatic',
    lifetimes: [],
    explicit: true,
    prewarm: false,
  })
})

test('only a provider whose models the person brings may ship none', () => {
  expect(models['openai-compatible']).toEqual({ defaultModel: '', models: [] })
  expect(modelTableSchema.safeParse({ anthropic: { defaultModel: '', models: [] } }).success).toBe(false)
})

/** What a cache write of each lifetime may cost, as a share of the input price. */
const writeShares = [
  ['cacheWrite5m', 1.25],
  ['cacheWrite30m', 1.25],
  ['cacheWrite1h', 2],
  ['cacheWrite12h', 2.5],
] as const

test.each(Object.entries(models).filter(([provider]) => provider !== 'openai-compatible'))(
  'the table of %s is sound',
  (_provider, { defaultModel, models: all }) => {
    const ids = all.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toContain(defaultModel)
    for (const { id, caching, prices } of all) {
      expect(caching, id).toBeDefined()
      expect(prices, id).not.toEqual([])
      expect(prices.map(({ effectiveFrom }) => effectiveFrom)).toEqual(
        [...new Set(prices.map(({ effectiveFrom }) => effectiveFrom))].sort(),
      )
      for (const price of prices.flatMap((entry) => [
        entry,
        ...(entry.tierAbove === undefined ? [] : [entry.tierAbove]),
      ])) {
        expect(price.cacheRead).toBeLessThan(price.input)
        for (const [write, share] of writeShares)
          expect(price[write] ?? price.input * share, id).toBe(price.input * share)
      }
    }
  },
)
