import { loadModelTable } from '../../../src-shared/pricing/load-model-table.ts'
import { cacheOptionsFor, type CacheOption } from '../../../src-shared/planner/cache-option.ts'
import { findPrice, ratesFor } from '../../../src-shared/pricing/find-price.ts'
import { UsageError } from '../usage-error.ts'
import { automaticCachingOf, type AutomaticCaching } from './automatic-caching.ts'

/** What all policies of a comparison have in common. Rates are nano-dollars a token. */
export interface Terms {
  readonly options: readonly CacheOption[]
  readonly inputRate: number
  readonly prefixTokens: number
  readonly dynamicTokens: number
  /** Where a mark may stand: the ends of the Space's groups of documents, in tokens, those below the model's minimum left out. */
  readonly breakpoints: readonly number[]
  /** Where the vendor caches by itself; undefined where the request decides. */
  readonly automatic: AutomaticCaching | undefined
}

/** What the person asked for. */
export interface Scenario {
  readonly model: string
  /** ISO date whose prices hold. */
  readonly day: string
  readonly prefixTokens: number
  readonly dynamicTokens: number
  /** Groups of documents in the prefix, of equal size. */
  readonly groups: number
}

/** Used when a model's minimum is unknown, as in the app: the largest one of the vendors. */
const largestKnownMinimum = 4_096

/** Looks the prices up: of the day, and of the tier for this much input. Throws UsageError for a model or a day without. */
export function termsOf({ model: id, day, prefixTokens, dynamicTokens, groups }: Scenario): Terms {
  const known = Object.entries(loadModelTable()).flatMap(([provider, { models }]) =>
    models.map((model) => ({ provider, model })),
  )
  const { provider, model } = known.find((candidate) => candidate.model.id === id) ?? {}
  if (provider === undefined || model === undefined)
    throw new UsageError(`There is no model “${id}” in the price table.`)
  const price = findPrice(model, day)
  if (price === undefined) throw new UsageError(`The price table knows no price of ${id} on ${day}.`)
  const rates = ratesFor(price, prefixTokens + dynamicTokens)
  const minimum = model.minimumCacheableTokens ?? largestKnownMinimum
  const ends = Array.from({ length: groups }, (_, index) => Math.round((prefixTokens * (index + 1)) / groups))
  const breakpoints = [...new Set(ends)].filter((end) => end >= minimum && end > 0)
  // A prefix below the minimum is silently not cached, whatever is asked for.
  const options = breakpoints.length === 0 ? [] : cacheOptionsFor(rates, model.caching)
  const automatic = automaticCachingOf(provider, model.caching, options, rates, prefixTokens)
  return { options, inputRate: rates.input, prefixTokens, dynamicTokens, breakpoints, automatic }
}
