import { compareAutomaticPolicies } from './compare-automatic-policies.ts'
import { costOfAlways, costOfNone } from './fixed-policies.ts'
import { costOfOptimum } from './optimum.ts'
import type { Trace } from './parse-trace.ts'
import type { PolicyCosts } from './policy-costs.ts'
import { SimulatedPlanner } from './simulate-planner.ts'
import type { Terms } from './terms.ts'

/** Simulates all policies; each Space has a prefix and a history of its own. */
export function comparePolicies(trace: Trace, terms: Terms): PolicyCosts {
  if (terms.automatic !== undefined) return compareAutomaticPolicies(trace, terms, terms.automatic)
  const total = (cost: (times: readonly number[]) => number) =>
    [...trace.values()].reduce((sum, times) => sum + cost(times), 0)
  return {
    none: total((times) => costOfNone(times, terms)),
    always5m: total((times) => costOfAlways(times, terms, terms.options[0])),
    always1h: total((times) => costOfAlways(times, terms, terms.options.at(-1))),
    planned: total((times) => costOfPlan(times, terms, false)),
    plannedKeepWarm: total((times) => costOfPlan(times, terms, true)),
    optimum: total((times) => costOfOptimum(times, terms, false)),
    optimumKeepWarm: total((times) => costOfOptimum(times, terms, true)),
  }
}

function costOfPlan(times: readonly number[], terms: Terms, allowKeepWarm: boolean): number {
  const planner = new SimulatedPlanner(terms, allowKeepWarm)
  for (const at of times) planner.use(at)
  return planner.cost
}
