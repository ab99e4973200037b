import type { CacheOption } from '../../../src-shared/planner/cache-option.ts'
import type { AutomaticCaching } from './automatic-caching.ts'
import { costOfAutomaticOptimum } from './automatic-optimum.ts'
import type { PolicyCosts } from './policy-costs.ts'
import { costOfNone } from './fixed-policies.ts'
import type { Trace } from './parse-trace.ts'
import { SimulatedAutomaticCache } from './simulated-automatic-cache.ts'
import { SimulatedExplicitPlanner } from './simulate-explicit-planner.ts'
import type { Terms } from './terms.ts'

/**
 * Simulates the policies at a vendor that caches by itself: `always` makes a cache object whenever none lives, where objects
 * are sold. Nothing can be kept warm there, and where no objects are sold there is nothing to decide: all policies but `none` are alike.
 */
export function compareAutomaticPolicies(
  trace: Trace,
  terms: Terms,
  automatic: AutomaticCaching,
): PolicyCosts {
  const total = (cost: (times: readonly number[]) => number) =>
    [...trace.values()].reduce((sum, times) => sum + cost(times), 0)
  const planned = total((times) => costOfPlan(times, terms, automatic))
  const optimum = total((times) => costOfAutomaticOptimum(times, terms, automatic))
  return {
    none: total((times) => costOfNone(times, terms)),
    always5m: total((times) => costOfAlways(times, terms, automatic, automatic.objects[0])),
    always1h: total((times) => costOfAlways(times, terms, automatic, automatic.objects.at(-1))),
    planned,
    plannedKeepWarm: planned,
    optimum,
    optimumKeepWarm: optimum,
  }
}

function costOfAlways(
  times: readonly number[],
  terms: Terms,
  automatic: AutomaticCaching,
  option: CacheOption | undefined,
): number {
  const cache = new SimulatedAutomaticCache(terms, automatic)
  return times.reduce((sum, at) => {
    const made = option === undefined || cache.objectEnd(at) !== undefined ? 0 : cache.make(at, option)
    return sum + made + cache.run(at)
  }, 0)
}

function costOfPlan(times: readonly number[], terms: Terms, automatic: AutomaticCaching): number {
  const planner = new SimulatedExplicitPlanner(terms, automatic)
  for (const at of times) planner.use(at)
  return planner.cost
}
