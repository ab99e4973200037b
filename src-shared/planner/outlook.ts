import { binEdges, binMiddles, paceEdges, paceOfBin } from './gap-bins.ts'
import type { PricedOption } from './priced-option.ts'

/** What a guess of the next gap means for money: probabilities by pace of the next gap. */
export interface Outlook {
  readonly mass: readonly number[]
  /** For each option. */
  readonly options: readonly OptionOutlook[]
}

export interface OptionOutlook {
  /** Share of each pace in which a prefix just written, or just refreshed, is still warm. */
  readonly fresh: readonly number[]
  /** The same after a read; smaller where a read does not refresh, because the prefix has aged. */
  readonly aged: readonly number[]
  /**
   * Expected cost of refreshing until the end of each pace at the
   * latest; Infinity where refreshes do not apply.
   */
  readonly upkeep: readonly number[]
  /** What that costs at most. */
  readonly upkeepAtMost: readonly number[]
}

export function outlookOf(gaps: readonly number[], options: readonly PricedOption[]): Outlook {
  const mass = paceEdges.map(() => 0)
  for (const [bin, probability] of gaps.entries()) {
    const pace = paceOfBin[bin] ?? 0
    mass[pace] = (mass[pace] ?? 0) + probability
  }
  return { mass, options: options.map((option) => optionOutlook(gaps, mass, option)) }
}

function optionOutlook(
  gaps: readonly number[],
  mass: readonly number[],
  option: PricedOption,
): OptionOutlook {
  const fresh = paceEdges.map((edge) => (edge <= option.lifetimeMs ? 1 : 0))
  const aged = option.refreshedByRead ? fresh : agedShares(gaps, mass, option.lifetimeMs)
  const { refreshCost } = option
  if (refreshCost === undefined) return { fresh, aged, upkeep: never, upkeepAtMost: never }
  const atMost = paceEdges.map((edge) =>
    edge <= option.lifetimeMs ? Infinity : refreshCost * refreshesUntil(edge, option),
  )
  return { fresh, aged, upkeep: upkeepOf(gaps, option, refreshCost), upkeepAtMost: atMost }
}

const never = paceEdges.map(() => Infinity)

function refreshesUntil(end: number, option: PricedOption): number {
  return Math.ceil((end - option.lifetimeMs) / option.refreshEveryMs)
}

/** A prefix that reads do not refresh is, on average, anywhere in its lifetime. */
function agedShares(gaps: readonly number[], mass: readonly number[], lifetimeMs: number): number[] {
  const shares = paceEdges.map(() => 0)
  for (const [bin, probability] of gaps.entries()) {
    const pace = paceOfBin[bin] ?? 0
    const left = Math.max(0, 1 - (binMiddles[bin] ?? Infinity) / lifetimeMs)
    shares[pace] = (shares[pace] ?? 0) + (probability / Math.max(mass[pace] ?? 0, Number.MIN_VALUE)) * left
  }
  return shares
}

function upkeepOf(gaps: readonly number[], option: PricedOption, refreshCost: number): number[] {
  const costs = paceEdges.map(() => Infinity)
  let away = 1
  let refreshes = 0
  for (const [bin, probability] of gaps.entries()) {
    const edge = binEdges[bin] ?? Infinity
    if (edge === Infinity) break
    away -= probability
    if (edge > option.lifetimeMs)
      refreshes += probability * Math.floor((binMiddles[bin] ?? edge) / option.refreshEveryMs)
    const pace = paceOfBin[bin] ?? 0
    if (paceEdges[pace] !== edge || edge <= option.lifetimeMs) continue
    costs[pace] = refreshCost * (refreshes + Math.max(0, away) * refreshesUntil(edge, option))
  }
  return costs
}
