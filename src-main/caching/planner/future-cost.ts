import { paceEdges } from './gap-bins.ts'
import type { Outlook } from './outlook.ts'
import type { PricedOption } from './priced-option.ts'

/** What a use in the future weighs against the one before it: rhythms change, so the far future counts little. */
export const discount = 0.95
/** Enough for differences between costs to settle. */
const sweeps = 24

/** Expected cost from a use on, by the pace of the gap before it: cold first, then warm by each option. In prefix input prices. */
export type FutureCosts = readonly (readonly number[])[]

/** Expected cost after a use that leaves the prefix cold. */
export function costWhenCold({ mass }: Outlook, future: FutureCosts): number {
  let cost = 0
  for (let pace = 0; pace < mass.length; pace += 1) cost += (mass[pace] ?? 0) * (future[pace]?.[0] ?? 0)
  return discount * cost
}

/** What can be done with a warm prefix until the next use. */
export interface WarmPlan {
  /** Expected cost from then on, refreshes included. */
  readonly cost: number
  /** What its refreshes cost at most, to be had before the plan is begun. */
  readonly reserve: number
}

/** Letting it lapse, or refreshing it until the end of each pace at the latest. */
export function warmPlans(outlook: Outlook, future: FutureCosts, option: number, age: 'fresh' | 'aged'): WarmPlan[] {
  const cold = costWhenCold(outlook, future)
  const about = outlook.options[option]
  if (about === undefined) return [{ cost: cold, reserve: 0 }]
  const plans: WarmPlan[] = []
  let [lapsing, kept] = [cold, cold]
  for (let pace = 0; pace < outlook.mass.length; pace += 1) {
    const row = future[pace] ?? []
    const gain = discount * (outlook.mass[pace] ?? 0) * ((row[option + 1] ?? 0) - (row[0] ?? 0))
    lapsing += (about[age][pace] ?? 0) * gain
    kept += gain
    const upkeep = about.upkeep[pace] ?? Infinity
    if (upkeep < Infinity) plans.push({ cost: kept + upkeep, reserve: about.upkeepAtMost[pace] ?? Infinity })
  }
  return [{ cost: lapsing, reserve: 0 }, ...plans]
}

/** Expected cost after a use that leaves the prefix warm, kept warm for as long as that is the cheapest. */
export function costWhenWarm(outlook: Outlook, future: FutureCosts, option: number, age: 'fresh' | 'aged'): number {
  let best = Infinity
  for (const { cost } of warmPlans(outlook, future, option, age)) best = Math.min(best, cost)
  return best
}

/** Solves for the cheapest policy by going back from the far future, one use at a time. */
export function futureCosts(outlooks: readonly Outlook[], options: readonly PricedOption[]): FutureCosts {
  let future: FutureCosts = paceEdges.map(() => [1, ...options.map(({ read }) => read)])
  for (let sweep = 0; sweep < sweeps; sweep += 1) future = outlooks.map((outlook) => oneUseEarlier(outlook, future, options))
  return future
}

function oneUseEarlier(outlook: Outlook, future: FutureCosts, options: readonly PricedOption[]): number[] {
  let cold = 1 + costWhenCold(outlook, future)
  const row = [cold]
  for (const [index, option] of options.entries()) {
    const after = costWhenWarm(outlook, future, index, 'fresh')
    cold = Math.min(cold, option.write + after)
    row.push(option.read + (option.refreshedByRead ? after : costWhenWarm(outlook, future, index, 'aged')))
  }
  row[0] = cold
  return row
}
