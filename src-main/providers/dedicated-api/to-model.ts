import { z } from 'zod'
import type { DedicatedModel } from '../../../src-shared/dedicated-api/account.ts'
import { modelSchema, type Model, type Rates } from '../../../src-shared/pricing/price-table.ts'
import { cacheTtlSchema, type CacheTtl } from '../../../src-shared/run-event.ts'

type Pricing = DedicatedModel['pricing']
type Caching = NonNullable<Model['caching']>

/** A gateway tells the prices of today. */
const always = '2000-01-01'

const decimal = z.string().regex(/^\d+(?:\.\d+)?$/)
const longPromptSchema = z.looseObject({
  above_prompt_tokens: z.number().int().positive(),
  prompt: decimal,
  completion: decimal,
  input_cache_read: decimal,
  input_cache_write: decimal.optional(),
  input_cache_write_1h: decimal.optional(),
})

/**
 * A model of the gateway's list as the planner and the estimates know models; undefined for what cannot be
 * read. Prices are whole nano-dollars a token: those of the cache are rounded up and plain input down, so
 * that the planner never expects more of caching than it gives.
 */
export function toModel(listed: DedicatedModel, day: string): Model | undefined {
  const {
    id,
    name,
    context_length: contextTokens,
    max_output_tokens: maxOutputTokens,
    owned_by: vendor,
    pricing,
  } = listed
  const caching = toCaching(listed)
  const lifetimes = caching?.lifetimes ?? []
  const tier = longPromptSchema.safeParse(listed.long_prompt_pricing)
  const tierAbove = tier.success
    ? { tierAbove: { inputTokens: tier.data.above_prompt_tokens, ...toRates(tier.data, lifetimes) } }
    : {}
  const model = modelSchema.safeParse({
    id,
    name,
    contextTokens,
    maxOutputTokens,
    minimumCacheableTokens: listed.caching?.minimum_tokens,
    caching,
    vendor,
    source: 'The list of your Dedicated API',
    checkedAt: day,
    prices: [{ effectiveFrom: always, ...toRates(pricing, lifetimes), ...tierAbove }],
  })
  return model.success ? model.data : undefined
}

/**
 * Lifetimes without a price cannot be planned with; the gateway has
 * neither cache objects nor requests without output.
 */
function toCaching({ caching, pricing }: DedicatedModel): Caching | undefined {
  if (caching === undefined) return undefined
  const { control } = caching
  const known = caching.lifetimes.flatMap((ttl) => cacheTtlSchema.safeParse(ttl).data ?? [])
  if (control !== 'breakpoints' && control !== 'automatic')
    return { control: 'none', lifetimes: [], explicit: false, prewarm: false }
  const lifetimes =
    control === 'automatic' ? known : known.filter((ttl) => priceOfWrite(ttl, pricing) !== undefined)
  return { control, lifetimes, explicit: false, prewarm: false }
}

function priceOfWrite(
  ttl: CacheTtl,
  { input_cache_write: standard, input_cache_write_1h: oneHour }: Pricing,
): string | undefined {
  if (ttl === '1h') return oneHour
  return ttl === '5m' || ttl === '30m' ? standard : undefined
}

function toRates(pricing: Pricing, lifetimes: readonly CacheTtl[]): Rates {
  const write = (ttl: CacheTtl): number | undefined =>
    lifetimes.includes(ttl) ? nanoDollars(priceOfWrite(ttl, pricing), Math.ceil) : undefined
  return {
    input: nanoDollars(pricing.prompt, Math.floor) ?? Number.NaN,
    cacheRead: nanoDollars(pricing.input_cache_read, Math.ceil) ?? Number.NaN,
    cacheWrite5m: write('5m'),
    cacheWrite30m: write('30m'),
    cacheWrite1h: write('1h'),
    output: nanoDollars(pricing.completion, Math.round) ?? Number.NaN,
  }
}

/**
 * Undefined for what is no price. A nine-digit shift of decimal text leaves a rounding error that must not
 * count.
 */
function nanoDollars(dollars: string | undefined, round: (amount: number) => number): number | undefined {
  if (!decimal.safeParse(dollars).success) return undefined
  const amount = Number(`${dollars ?? ''}e9`)
  return round(Number(amount.toFixed(6)))
}
