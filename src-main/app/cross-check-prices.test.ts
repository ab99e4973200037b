import { calcPrice, type ModelPrice } from '@pydantic/genai-prices'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { findPrice } from '../../src-shared/pricing/find-price.ts'
import type { Model, Price, Rates } from '../../src-shared/pricing/price-table.ts'
import { loadModelTable } from '../../src-shared/pricing/load-model-table.ts'
import { explainedDisagreements } from './__fixtures__/explained-disagreements.ts'

const today = '2026-11-21'

/** Too new for the package, which would answer with a neighbour's price instead. */
const notInGenaiPrices = [
  'claude-haiku-5-5',
  'claude-sonnet-5-5',
  'claude-fable-5-2',
  'gpt-6.1-terra',
  'gpt-6.1-sol',
  'gemini-4-argon',
]

/** Our provider ids and those of the two packages. */
const providers = [
  ['anthropic', 'anthropic', 'anthropic'],
  ['openai', 'openai', 'openai'],
  ['gemini', 'google', 'google'],
] as const

const factNames = [
  'contextTokens',
  'maxOutputTokens',
  'input',
  'cacheRead',
  'standardWrite',
  'hourWrite',
  'output',
  'tierAbove',
  'tierInput',
  'tierCacheRead',
  'tierStandardWrite',
  'tierHourWrite',
  'tierOutput',
] as const

/** What one source says about a model on a day, prices in nano-dollars a token; absent where it says nothing. */
type Facts = Partial<Record<(typeof factNames)[number], number>>

const nano = (dollars: number): number => Math.round(dollars * 1_000_000) / 1000

function ourFacts(model: Model, price: Price): Facts {
  const write = (rates: Rates | undefined): number | undefined => rates?.cacheWrite30m ?? rates?.cacheWrite5m
  const tier = price.tierAbove
  return {
    contextTokens: model.contextTokens,
    maxOutputTokens: model.maxOutputTokens,
    input: price.input,
    cacheRead: price.cacheRead,
    standardWrite: write(price),
    hourWrite: price.cacheWrite1h,
    output: price.output,
    tierAbove: tier?.inputTokens,
    tierInput: tier?.input,
    tierCacheRead: tier?.cacheRead,
    tierStandardWrite: write(tier),
    tierHourWrite: tier?.cacheWrite1h,
    tierOutput: tier?.output,
  }
}

const piCost = z.object({
  input: z.number(),
  output: z.number(),
  cacheRead: z.number(),
  cacheWrite: z.number(),
})
const piModel = z.object({
  id: z.string(),
  type: z.string(),
  contextWindow: z.number(),
  maxTokens: z.number().optional(),
  cost: piCost.extend({ tiers: z.array(piCost.extend({ inputTokensAbove: z.number() })).optional() }),
})
const piData = z.record(z.string(), z.record(z.string(), piModel))

/** The package's own dependencies are not installed, so its data files are read without loading its code. */
function readPiModels(provider: string): z.infer<typeof piModel>[] {
  const file = resolve(
    import.meta.dirname,
    '../../node_modules/@earendil-works/pi-ai/dist/providers/data',
    `${provider}.json`,
  )
  const data = piData.parse(JSON.parse(readFileSync(file, 'utf8')))
  return Object.values(data)
    .flatMap((models) => Object.values(models))
    .filter(({ type }) => type === 'chat')
}

function piFacts(model: z.infer<typeof piModel>): Facts {
  const { cost } = model
  const [tier] = cost.tiers ?? []
  const paid = (dollars: number | undefined): number | undefined =>
    dollars === undefined || dollars === 0 ? undefined : nano(dollars)
  return {
    contextTokens: model.contextWindow,
    maxOutputTokens: model.maxTokens,
    input: nano(cost.input),
    cacheRead: nano(cost.cacheRead),
    standardWrite: paid(cost.cacheWrite),
    output: nano(cost.output),
    tierAbove: tier?.inputTokensAbove,
    tierInput: paid(tier?.input),
    tierCacheRead: paid(tier?.cacheRead),
    tierStandardWrite: paid(tier?.cacheWrite),
    tierOutput: paid(tier?.output),
  }
}

/** Only an exact id counts: this package answers an unknown one with a neighbour's price. */
function genaiFacts(providerId: string, modelId: string, day: string): Facts | undefined {
  const found = calcPrice({ input_tokens: 1 }, modelId, {
    providerId,
    timestamp: new Date(`${day}T12:00:00Z`),
  })
  if (found?.model.id !== modelId) return undefined
  const base = (key: string): number | undefined => ratesOf(found.model_price, key)?.base
  const tier = (key: string): number | undefined => ratesOf(found.model_price, key)?.tier
  return {
    contextTokens: found.model.context_window,
    input: base('input_mtok'),
    cacheRead: base('cache_read_mtok'),
    standardWrite: base('cache_write_mtok'),
    hourWrite: base('cache_write_1h_mtok'),
    output: base('output_mtok'),
    tierAbove: ratesOf(found.model_price, 'input_mtok')?.start,
    tierInput: tier('input_mtok'),
    tierCacheRead: tier('cache_read_mtok'),
    tierStandardWrite: tier('cache_write_mtok'),
    tierHourWrite: tier('cache_write_1h_mtok'),
    tierOutput: tier('output_mtok'),
  }
}

function ratesOf(
  price: ModelPrice,
  key: string,
): { base: number; tier?: number; start?: number } | undefined {
  const value = price[key]
  if (value === undefined || typeof value === 'number')
    return value === undefined ? undefined : { base: nano(value) }
  const [tier] = value.tiers
  return {
    base: nano(value.base),
    tier: tier === undefined ? undefined : nano(tier.price),
    start: tier?.start,
  }
}

/** A line for each field that differs. An `optional` field is one that the source need not know. */
function disagreements(
  label: string,
  ours: Facts,
  theirs: Facts,
  optional: readonly (keyof Facts)[],
): string[] {
  const compared = factNames.filter((field) => theirs[field] !== undefined || !optional.includes(field))
  return compared
    .filter((field) => ours[field] !== theirs[field])
    .map((field) => `${label} ${field}: ${String(ours[field])} <> ${String(theirs[field])}`)
}

const table = loadModelTable()
const all = providers.flatMap(([provider, pi, genai]) =>
  (table[provider]?.models ?? []).map((model) => ({ provider, pi, genai, model })),
)

function priceOn(model: Model, day: string): Price {
  const price = findPrice(model, day)
  if (price === undefined) throw new Error(`${model.id} has no price on ${day}`)
  return price
}

function piDisagreements(): string[] {
  return all.flatMap(({ provider, pi, model }) => {
    const theirs = readPiModels(pi).find(({ id }) => id === model.id)
    // This package knows no price of its own for an hour.
    return theirs === undefined
      ? []
      : disagreements(
          `pi-ai ${provider}/${model.id}`,
          ourFacts(model, priceOn(model, today)),
          piFacts(theirs),
          ['hourWrite', 'tierHourWrite'],
        )
  })
}

function genaiDisagreements(): string[] {
  return all.flatMap(({ provider, genai, model }) =>
    [
      ...new Set([
        today,
        ...model.prices.map(({ effectiveFrom }) => effectiveFrom),
        '2027-01-01',
        '2027-06-01',
      ]),
    ].flatMap((day) => {
      const theirs = genaiFacts(genai, model.id, day)
      return theirs === undefined
        ? []
        : disagreements(
            `genai-prices ${provider}/${model.id}`,
            ourFacts(model, priceOn(model, day)),
            theirs,
            ['maxOutputTokens', 'contextTokens'],
          )
    }),
  )
}

const explained = explainedDisagreements.flatMap(({ lines }) => lines).sort()

test('our table and both packages agree, except where the difference is listed and explained', () => {
  const found = [...new Set([...piDisagreements(), ...genaiDisagreements()])].sort()
  expect(
    found.filter((line) => !explained.includes(line)),
    'not explained: correct resources/models.json or list it',
  ).toEqual([])
  expect(
    explained.filter((line) => !found.includes(line)),
    'listed, but gone: remove it',
  ).toEqual([])
})

test('each difference is explained once, in words', () => {
  expect(new Set(explained).size).toBe(explained.length)
  for (const { because } of explainedDisagreements) expect(because.length).toBeGreaterThan(40)
})

test('the comparison is not empty: every model is known to a package, and the gaps are known', () => {
  expect(
    all
      .filter(({ pi, model }) => !readPiModels(pi).some(({ id }) => id === model.id))
      .map(({ model }) => model.id),
  ).toEqual([])
  expect(
    all
      .filter(({ genai, model }) => genaiFacts(genai, model.id, today) === undefined)
      .map(({ model }) => model.id),
  ).toEqual(notInGenaiPrices)
})

test('the trap is real: asked for a model that it does not know, the package answers with a neighbour at twice the read price', () => {
  const answer = calcPrice({ input_tokens: 1 }, 'claude-sonnet-5-5', {
    providerId: 'anthropic',
    timestamp: new Date(`${today}T12:00:00Z`),
  })
  expect(answer?.model.id).toBe('claude-sonnet-5')
  expect(answer?.model_price.cache_read_mtok).toBe(0.2)
})
