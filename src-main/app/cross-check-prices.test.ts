import { calcPrice, type ModelPrice } from '@pydantic/genai-prices'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { findPrice } from '../../src-shared/pricing/find-price.ts'
import type { Model, Price, Rates } from '../../src-shared/pricing/price-table.ts'
import { loadModelTable } from '../../src-shared/pricing/load-model-table.ts'

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

const eachOf = (ids: readonly string[], line: (id: string) => string): string[] => ids.map(line)

/** Every known difference, with the reason why our figure stays. A line is `source provider/model field: ours <> theirs`. */
const explainedDisagreements: readonly { readonly because: string; readonly lines: readonly string[] }[] = [
  {
    because:
      'genai-prices keeps the tier of a beta with 1M tokens of context that ended on 2026-04-30; a request above 200K is an error now.',
    lines: [
      'Above: undefined <> 200000',
      'Input: undefined <> 6000',
      'CacheRead: undefined <> 600',
      'StandardWrite: undefined <> 7500',
      'HourWrite: undefined <> 12000',
      'Output: undefined <> 22500',
    ].map((rest) => `genai-prices anthropic/claude-sonnet-4-5 tier${rest}`),
  },
  {
    because:
      'genai-prices rounds the context of Gemini models to a million; the exact limit is 2^20, as pi-ai has it.',
    lines: eachOf(
      [
        '2.5-flash-lite',
        '3-flash-preview',
        '3.1-flash-lite',
        '3.5-flash',
        '3.5-flash-lite',
        '3.6-flash',
        '3.7-flash',
        '3.8-flash',
      ],
      (id) => `genai-prices gemini/gemini-${id} contextTokens: 1048576 <> 1000000`,
    ),
  },
  {
    because:
      'genai-prices rounds the context of these two OpenAI models down to a million; pi-ai has the exact figure for gpt-4.1, and the price list 1.05M for gpt-5.5.',
    lines: [
      'genai-prices openai/gpt-4.1 contextTokens: 1047576 <> 1000000',
      'genai-prices openai/gpt-5.5 contextTokens: 1050000 <> 1000000',
    ],
  },
  {
    because:
      'The long-prompt border: genai-prices reads "below 272K" for these models, so that exactly 272,000 tokens are dear; the price list and pi-ai say "above 272K". One token apart.',
    lines: eachOf(
      ['gpt-5.4', 'gpt-5.5', 'gpt-5.6-luna', 'gpt-5.6-terra', 'gpt-5.6-sol', 'gpt-6-astra'],
      (id) => `genai-prices openai/${id} tierAbove: 272000 <> 271999`,
    ),
  },
  {
    because:
      'The context of gpt-6-sol is not confirmed: 872K or 1.05M. The smaller one is safe, because a prompt that fits it fits both.',
    lines: ['genai-prices openai/gpt-6-sol contextTokens: 872000 <> 1050000'],
  },
  {
    because:
      'pi-ai caps the context of these models at the long-prompt border to stay in the cheap tier; that is its own choice, not the limit.',
    lines: [
      ...eachOf(
        [
          'gpt-5.4',
          'gpt-5.5',
          'gpt-5.6-luna',
          'gpt-5.6-terra',
          'gpt-5.6-sol',
          'gpt-6-astra',
          'gpt-6-luna',
          'gpt-6.1-sol',
          'gpt-6.1-terra',
        ],
        (id) => `pi-ai openai/${id} contextTokens: 1050000 <> 272000`,
      ),
      'pi-ai openai/gpt-6-sol contextTokens: 872000 <> 272000',
    ],
  },
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
