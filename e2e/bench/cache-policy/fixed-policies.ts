import type { CacheOption } from '../../../src-shared/planner/cache-option.ts'
import { SimulatedCache } from './simulated-cache.ts'
import type { Terms } from './terms.ts'

/** Cost in nano-dollars of uses of one Space without any caching. */
export function costOfNone(
  times: readonly number[],
  { prefixTokens, dynamicTokens, inputRate }: Terms,
): number {
  return times.length * (prefixTokens + dynamicTokens) * inputRate
}

/** Cost in nano-dollars of marking the whole prefix on each use. Without an option it is that of no caching. */
export function costOfAlways(
  times: readonly number[],
  terms: Terms,
  option: CacheOption | undefined,
): number {
  const cache = new SimulatedCache(terms)
  const mark = option === undefined ? undefined : { option, tokens: terms.prefixTokens }
  return times.reduce((sum, at) => sum + cache.run(at, mark), 0)
}
