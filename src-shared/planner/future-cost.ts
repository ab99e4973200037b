import type { Outlook } from './outlook.ts'
import type { PricedOption } from './priced-option.ts'

/**
 * What a use in the future weighs against the one before it: rhythms change, so the far future counts little.
 */
export const discount = 0.98
/** Enough for differences between costs to settle, as each sweep uses what it has just found. */
const sweeps = 24

/**
 * Expected cost from a use on, by the pace of the gap before it: cold first,
 * then warm by each option. In prefix input prices.
 */
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
export function warmPlans(
  outlook: Outlook,
  future: FutureCosts,
  option: number,
  age: 'fresh' | 'aged',
): WarmPlan[] {
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

/**
 * Solves for the cheapest policy by going back from the far future, one use at a time. This runs
 * before each decision, so it works on flat arrays.
 */
export function futureCosts(outlooks: readonly Outlook[], options: readonly PricedOption[]): FutureCosts {
  const width = options.length + 1
  const costs = Float64Array.from(outlooks.flatMap(() => [1, ...options.map(({ read }) => read)]))
  const rows = outlooks.map((outlook) => flatten(outlook, options))
  for (let sweep = 0; sweep < sweeps; sweep += 1)
    for (const [pace, row] of rows.entries()) updateRow(costs, pace * width, row, options)
  return outlooks.map((_, pace) => [...costs.subarray(pace * width, (pace + 1) * width)])
}

interface FlatOutlook {
  readonly mass: Float64Array
  readonly options: readonly {
    readonly fresh: Float64Array
    readonly aged: Float64Array
    readonly upkeep: Float64Array
  }[]
}

function flatten({ mass, options }: Outlook, priced: readonly PricedOption[]): FlatOutlook {
  return {
    mass: Float64Array.from(mass, (probability) => discount * probability),
    options: priced.map((_, index) => {
      const { fresh = [], aged = [], upkeep = [] } = options[index] ?? {}
      return {
        fresh: Float64Array.from(fresh),
        aged: Float64Array.from(aged),
        upkeep: Float64Array.from(upkeep.some(Number.isFinite) ? upkeep : []),
      }
    }),
  }
}

function updateRow(
  costs: Float64Array,
  start: number,
  { mass, options: about }: FlatOutlook,
  options: readonly PricedOption[],
): void {
  const width = options.length + 1
  let lapsed = 0
  for (let pace = 0; pace < mass.length; pace += 1) lapsed += (mass[pace] ?? 0) * (costs[pace * width] ?? 0)
  let cold = 1 + lapsed
  for (let index = 0; index < options.length; index += 1) {
    const option = options[index]
    const outlook = about[index]
    if (option === undefined || outlook === undefined) continue
    const kept = lapsed + gainOfUpkeep(costs, index + 1, width, mass, outlook.upkeep)
    const fresh = Math.min(kept, lapsed + gainOf(costs, index + 1, width, mass, outlook.fresh))
    cold = Math.min(cold, option.write + fresh)
    const aged = option.refreshedByRead ? fresh : lapsed + gainOf(costs, index + 1, width, mass, outlook.aged)
    costs[start + index + 1] = option.read + aged
  }
  costs[start] = cold
}

/** What being warm changes, where the prefix is warm by itself for a share of each pace. */
function gainOf(
  costs: Float64Array,
  state: number,
  width: number,
  mass: Float64Array,
  shares: Float64Array,
): number {
  let gain = 0
  for (let pace = 0; pace < mass.length; pace += 1)
    gain +=
      (shares[pace] ?? 0) *
      (mass[pace] ?? 0) *
      ((costs[pace * width + state] ?? 0) - (costs[pace * width] ?? 0))
  return gain
}

/** The same for the best time to end the refreshes, their cost included; Infinity without refreshes. */
function gainOfUpkeep(
  costs: Float64Array,
  state: number,
  width: number,
  mass: Float64Array,
  upkeep: Float64Array,
): number {
  let [gain, best] = [0, Infinity]
  for (let pace = 0; pace < upkeep.length; pace += 1) {
    gain += (mass[pace] ?? 0) * ((costs[pace * width + state] ?? 0) - (costs[pace * width] ?? 0))
    best = Math.min(best, gain + (upkeep[pace] ?? Infinity))
  }
  return best
}
