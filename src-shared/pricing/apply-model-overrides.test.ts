import fc from 'fast-check'
import { expect, test } from 'vitest'
import shippedTable from '../../resources/models.json' with { type: 'json' }
import { applyModelOverrides, type AppliedOverrides } from './apply-model-overrides.ts'
import { costOfUsage } from './cost-of-usage.ts'
import { findModel, findPrice } from './find-price.ts'
import { modelTableSchema } from './price-table.ts'

const shipped = modelTableSchema.parse(shippedTable)
const origin = { file: 'models.json', day: '2026-11-21' }
const apply = (overrides: unknown): AppliedOverrides => applyModelOverrides(shipped, overrides, origin)

test('a model of the person’s own is added with exact prices, and a run on it is priced', () => {
  const entry = {
    input: 0.5,
    cacheRead: 0.05,
    cacheWrite5m: 0.625,
    output: 2,
    contextTokens: 128_000,
    minimumCacheableTokens: 1024,
  }
  const { table, problems } = apply({ 'openai-compatible': { 'my-model': entry } })
  expect(problems).toEqual([])
  const model = findModel(table, 'openai-compatible', 'my-model')
  expect(model).toMatchObject({
    name: 'my-model',
    contextTokens: 128_000,
    minimumCacheableTokens: 1024,
    checkedAt: '2026-11-21',
  })
  expect(model?.prices).toEqual([
    { effectiveFrom: '1970-01-01', input: 500, cacheRead: 50, cacheWrite5m: 625, output: 2000 },
  ])
  const price = model === undefined ? undefined : findPrice(model, '2020-01-01')
  expect(costOfUsage({ uncachedInputTokens: 10, cacheReadTokens: 100, outputTokens: 1 }, price).actual).toBe(
    10 * 500 + 100 * 50 + 2000,
  )
  expect(table['openai-compatible']?.defaultModel).toBe('my-model')
})

test('a shipped model keeps what the person does not name', () => {
  const before = findModel(shipped, 'openai', 'gpt-6-luna')
  const renamed = findModel(
    apply({ openai: { 'gpt-6-luna': { name: 'Mine', contextTokens: 50_000 } } }).table,
    'openai',
    'gpt-6-luna',
  )
  expect(renamed).toMatchObject({
    name: 'Mine',
    contextTokens: 50_000,
    maxOutputTokens: 50_000,
    caching: before?.caching,
    prices: before?.prices,
  })
  const cheaper = findModel(
    apply({ openai: { 'gpt-6-luna': { input: 0.08, output: 0.4 } } }).table,
    'openai',
    'gpt-6-luna',
  )
  // A new price is a whole price: nothing of the shipped one (its tier) is mixed in, but writing does not become free.
  expect(cheaper?.prices).toEqual([
    { effectiveFrom: '1970-01-01', input: 80, cacheRead: 80, cacheWrite30m: 100, output: 400 },
  ])
  const own = findModel(
    apply({ anthropic: { 'claude-next': { contextTokens: 1000, input: 1, output: 2 } } }).table,
    'anthropic',
    'claude-next',
  )
  expect(own?.prices).toEqual([
    {
      effectiveFrom: '1970-01-01',
      input: 1000,
      cacheRead: 1000,
      cacheWrite5m: 1250,
      cacheWrite1h: 2000,
      output: 2000,
    },
  ])
  expect(findModel(shipped, 'openai', 'gpt-6-luna')).toEqual(before)
})

test('a tier and the caching rules can be given', () => {
  const entry = {
    contextTokens: 1_000_000,
    input: 1,
    output: 2,
    tierAbove: { inputTokens: 200_000, input: 2, output: 3 },
    caching: { control: 'automatic' },
  }
  const model = findModel(apply({ gemini: { mine: entry } }).table, 'gemini', 'mine')
  expect(model?.prices[0]?.tierAbove).toEqual({
    inputTokens: 200_000,
    input: 2000,
    cacheRead: 2000,
    output: 3000,
  })
  expect(model?.caching).toEqual({ control: 'automatic', lifetimes: [], explicit: false, prewarm: false })
})

const good = { contextTokens: 1000, input: 1, output: 2 }

test.each<[string, unknown, string[]]>([
  ['negative', { ...good, input: -1 }, ['bad → input', 'from 0 to 10,000']],
  ['a text', { ...good, input: '1' }, ['bad → input', 'number of US dollars']],
  ['not a number', { ...good, output: Number.NaN }, ['bad → output']],
  ['absurd', { ...good, output: 10_001 }, ['bad → output', '10,000']],
  ['finer than the unit', { ...good, cacheRead: 0.0001 }, ['bad → cacheRead', '0.001']],
  ['a misspelt field', { ...good, cacheread: 0.1 }, ['bad → cacheread', 'not a field']],
  [
    'a misspelt field in the tier',
    { ...good, tierAbove: { inputTokens: 5, input: 1, output: 1, read: 1 } },
    ['bad → tierAbove.read', 'not a field'],
  ],
  ['no output price', { contextTokens: 1000, input: 1 }, ['bad → output', 'is needed']],
  [
    'no output price in the tier',
    { ...good, tierAbove: { inputTokens: 5, input: 1 } },
    ['bad → tierAbove.output', 'is needed'],
  ],
  ['a read dearer than input', { ...good, cacheRead: 2 }, ['bad → cacheRead', 'higher']],
  ['no context', { input: 1, output: 2 }, ['bad → contextTokens', 'is needed']],
  ['a fractional context', { ...good, contextTokens: 1.5 }, ['bad → contextTokens', 'whole number']],
  [
    'an unknown lifetime',
    { ...good, caching: { control: 'breakpoints', lifetimes: ['3d'] } },
    ['bad → caching.lifetimes.0'],
  ],
  ['a list', [1], ['bad']],
  ['null', null, ['bad']],
])('an entry with a mistake is left out and named, the others count: %s', (_name, bad, words) => {
  const { table, problems } = apply({ openai: { bad, good } })
  expect(problems).toHaveLength(1)
  for (const word of ['models.json: openai', ...words]) expect(problems[0]).toContain(word)
  expect(findModel(table, 'openai', 'bad')).toBeUndefined()
  expect(findModel(table, 'openai', 'good')?.prices).toHaveLength(1)
})

test.each([[[]], ['text'], [null], [5]])(
  'a file that holds something else is ignored as a whole: %j',
  (overrides) => {
    expect(apply(overrides)).toEqual({ table: shipped, problems: [expect.stringContaining('models.json')] })
  },
)

test('unknown providers and odd names are told, never followed', () => {
  const { table, problems } = apply(
    JSON.parse(
      `{"opnai": {}, "__proto__": {"x": 1}, "constructor": {}, "openai": {"": {}, "__proto__": {"input": "1"}}, "gemini": 5}`,
    ),
  )
  expect(problems).toHaveLength(6)
  expect(table).toEqual(shipped)
})

test('whatever the file holds, the table stays valid and every shipped model that was not replaced is there', () => {
  const key = fc.oneof(
    fc.constantFrom('openai', 'anthropic', 'gpt-6-luna', 'input', 'output', 'contextTokens', 'tierAbove'),
    fc.string(),
  )
  const leaf = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.boolean(), fc.constant(null))
  const tree = fc.dictionary(
    key,
    fc.oneof(leaf, fc.dictionary(key, fc.oneof(leaf, fc.dictionary(key, leaf)))),
  )
  fc.assert(
    fc.property(tree, (overrides) => {
      const { table } = apply(overrides)
      expect(modelTableSchema.safeParse(table).success).toBe(true)
      for (const [provider, { models }] of Object.entries(shipped))
        expect(table[provider]?.models.map(({ id }) => id)).toEqual(
          expect.arrayContaining(models.map(({ id }) => id)),
        )
    }),
  )
})
