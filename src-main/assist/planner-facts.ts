import { ratesFor } from '../../src-shared/pricing/find-price.ts'
import type { ModelCaching, Price, Rates } from '../../src-shared/pricing/price-table.ts'
import { cacheOptionsFor, type CacheOption } from '../../src-shared/planner/cache-option.ts'
import type { CacheTtl } from '../../src-shared/run-event.ts'
import type { PreparedRun } from './prepare-run.ts'

/** What the planner is asked about a prefix, in the money of its model. */
export interface PlannerFacts {
  readonly options: readonly CacheOption[]
  readonly inputRate: number
}

/** Assumed for a model without a known price: what the vendors charge in relation to input. */
const usualRates: Rates = { input: 1_000, cacheRead: 100, output: 5_000 }
const usualWrites = {
  '5m': ['cacheWrite5m', 1_250],
  '30m': ['cacheWrite30m', 1_250],
  '1h': ['cacheWrite1h', 2_000],
  '12h': ['cacheWrite12h', 2_500],
} as const

/** The lifetimes that can be bought and what they cost for a prompt of this size. */
export function plannerFacts(
  { caching }: Pick<PreparedRun, 'caching'>,
  price: Price | undefined,
  inputTokens: number,
): PlannerFacts {
  const rates = price === undefined ? assumedRates(caching) : ratesFor(price, inputTokens)
  const options = cacheOptionsFor(rates, caching).filter(
    ({ ttl, kind }) => kind !== 'marks' || caching.lifetimes.includes(ttl),
  )
  return { options, inputRate: rates.input }
}

/** What runs at a model without a known price are taken to cost, so that trust can be counted. */
export function assumedPrice(caching: ModelCaching): Price {
  return { ...assumedRates(caching), effectiveFrom: '1970-01-01' }
}

/**
 * Options for lifetimes that a person asks for and nobody has a price of:
 * what vendors usually charge in relation to input.
 */
export function unpricedOptions(
  caching: ModelCaching,
  inputRate: number,
  readRate: number,
  wanted: readonly CacheTtl[],
): CacheOption[] {
  const scaled = Object.fromEntries(
    Object.values(usualWrites).map(([name, rate]) => [
      name,
      Math.round((rate / usualRates.input) * inputRate),
    ]),
  )
  return cacheOptionsFor({ input: inputRate, cacheRead: readRate, output: 0, ...scaled }, caching).filter(
    ({ ttl }) => wanted.includes(ttl),
  )
}

function assumedRates({ lifetimes, control }: ModelCaching): Rates {
  if (control !== 'breakpoints') return usualRates
  const writes = lifetimes.flatMap((ttl) => (ttl === '24h' ? [] : [usualWrites[ttl]]))
  return { ...usualRates, ...Object.fromEntries(writes) }
}
