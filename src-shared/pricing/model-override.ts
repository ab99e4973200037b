import { z } from 'zod'
import { modelCachingSchema, type Model, type Price, type Rates } from './price-table.ts'

const dearest = 10_000
const priceHint =
  `must be a number of US dollars per million tokens from 0 to ${dearest.toLocaleString('en-US')}, ` +
  'no finer than 0.001.'
const countHint = 'must be a whole number of tokens from 1 to 100,000,000.'

/**
 * Prices are written in dollars per million tokens; inside, one nano-dollar a token
 * is $0.001 per million, and nothing is rounded.
 */
const price = z
  .number(priceHint)
  .min(0, priceHint)
  .max(dearest, priceHint)
  .refine((dollars) => Math.abs(dollars * 1000 - Math.round(dollars * 1000)) < 1e-6, priceHint)
  .transform((dollars) => Math.round(dollars * 1000) + 0)
const count = z.number(countHint).int(countHint).min(1, countHint).max(100_000_000, countHint)

const rates = {
  input: price.optional(),
  output: price.optional(),
  /** Reads cost what input costs when this is left out. */
  cacheRead: price.optional(),
  cacheWrite5m: price.optional(),
  cacheWrite30m: price.optional(),
  cacheWrite1h: price.optional(),
  cacheWrite12h: price.optional(),
  storagePerHour: price.optional(),
}

/**
 * One model in a person's own `models.json`: prices in US dollars per million tokens, all other fields
 * as in the shipped table. What is left out stays as shipped; prices count as one set, so that `input`
 * and `output` are needed as soon as one is named.
 */
export const modelOverrideSchema = z.strictObject({
  name: z
    .string('must be a text.')
    .min(1, 'must not be empty.')
    .max(120, 'must be at most 120 characters long.')
    .optional(),
  contextTokens: count.optional(),
  maxOutputTokens: count.optional(),
  minimumCacheableTokens: count.optional(),
  caching: modelCachingSchema.strict().optional(),
  ...rates,
  /** Dearer rates for the whole request when its input exceeds `inputTokens`. */
  tierAbove: z.strictObject({ inputTokens: count, ...rates }).optional(),
})
export type ModelOverride = z.infer<typeof modelOverrideSchema>

/** Rates as written, prices already in nano-dollars a token. */
type WrittenRates = Partial<Rates>

/** A field of an override that makes no sense together with the others. */
export interface OverrideProblem {
  readonly field: string
  readonly message: string
}

export interface OverrideOrigin {
  /** Where the figures come from, for people. */
  readonly source: string
  /** The day that they are from (ISO date). */
  readonly day: string
  /**
   * A model of the same vendor: what it charges for writing in relation to
   * input holds where the person names no such price.
   */
  readonly kin?: Model
}

/**
 * The model that an override describes, on top of the shipped one where there is one; or what is wrong with
 * it.
 */
export function toModel(
  id: string,
  override: ModelOverride,
  shipped: Model | undefined,
  origin: OverrideOrigin,
): Model | OverrideProblem {
  const contextTokens = override.contextTokens ?? shipped?.contextTokens
  if (contextTokens === undefined)
    return { field: 'contextTokens', message: 'is needed for a model that Rephlo does not know.' }
  const prices = toPrices(override, shipped, origin.kin)
  if ('field' in prices) return prices
  return {
    id,
    name: override.name ?? shipped?.name ?? id,
    contextTokens,
    maxOutputTokens: Math.min(override.maxOutputTokens ?? shipped?.maxOutputTokens ?? 8192, contextTokens),
    minimumCacheableTokens: override.minimumCacheableTokens ?? shipped?.minimumCacheableTokens,
    caching: override.caching ?? shipped?.caching,
    source: origin.source,
    checkedAt: origin.day,
    prices,
  }
}

function toPrices(
  override: ModelOverride,
  shipped: Model | undefined,
  kin: Model | undefined,
): Price[] | OverrideProblem {
  if (override.tierAbove === undefined && namedRates(override).length === 0) return shipped?.prices ?? []
  const base = toRates(override)
  if ('field' in base) return base
  // Valid since ever: runs of earlier days keep the cost that was recorded with them.
  const valid = { ...withWrites(base, kin), effectiveFrom: '1970-01-01' }
  if (override.tierAbove === undefined) return [valid]
  const tier = toRates(override.tierAbove)
  if ('field' in tier) return { ...tier, field: `tierAbove.${tier.field}` }
  return [{ ...valid, tierAbove: { ...withWrites(tier, kin), inputTokens: override.tierAbove.inputTokens } }]
}

const writeNames = ['cacheWrite5m', 'cacheWrite30m', 'cacheWrite1h', 'cacheWrite12h'] as const

/** A person who names no price of writing does not say that writing is free. */
function withWrites(rates: Rates, kin: Model | undefined): Rates {
  const usual = kin?.prices.at(-1)
  if (usual === undefined || usual.input === 0 || writeNames.some((name) => rates[name] !== undefined))
    return rates
  const writes = writeNames.flatMap((name) => {
    const rate = usual[name]
    return rate === undefined ? [] : [[name, Math.round((rate / usual.input) * rates.input)] as const]
  })
  return { ...rates, ...Object.fromEntries(writes) }
}

function namedRates(written: WrittenRates): (keyof WrittenRates)[] {
  return rateNames.filter((name) => written[name] !== undefined)
}

const rateNames = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite5m',
  'cacheWrite30m',
  'cacheWrite1h',
  'cacheWrite12h',
  'storagePerHour',
] as const satisfies readonly (keyof Rates)[]

function toRates(written: WrittenRates): Rates | OverrideProblem {
  const { input, output, cacheRead = input } = written
  if (input === undefined || cacheRead === undefined)
    return { field: 'input', message: 'is needed when another price is given.' }
  if (output === undefined) return { field: 'output', message: 'is needed when another price is given.' }
  if (cacheRead > input) return { field: 'cacheRead', message: 'must not be higher than the price of input.' }
  return {
    ...Object.fromEntries(namedRates(written).map((name) => [name, written[name]])),
    input,
    output,
    cacheRead,
  }
}
